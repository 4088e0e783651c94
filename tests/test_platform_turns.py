"""Who makes, resets and drops one tenant at once: they take turns, all or nothing.

Source: `docs/architecture.md`, the service and the store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.commands import SendMessage
from mockplatform.errors import PlatformError, StorageFull, ThingExists, UnknownThing
from mockplatform.log.base import Log
from tests.support.world import ANN, world
from tests.test_platform import attach


@pytest.mark.parametrize("ends_with", ["delete", "reset"])
async def test_resets_and_deletes_at_once_take_turns(tmp_path: Path, ends_with: str) -> None:
    """Whoever comes second finds what the first has left: memory and store agree."""
    store = f"sqlite:///{tmp_path}/file.db"
    async with world(store) as made:
        platform = made.platform
        await made.tenant("t")
        begun: list[Coroutine[Any, Any, object]] = [platform.reset("t") for _ in range(8)]
        if ends_with == "delete":
            begun[4:4] = [platform.drop("t") for _ in range(2)]
        answers = await asyncio.gather(*begun, return_exceptions=True)
        failed = [one for one in answers if isinstance(one, BaseException)]
        assert all(isinstance(one, UnknownThing) for one in failed)
        assert len(failed) == (5 if ends_with == "delete" else 0)
        if ends_with == "delete":
            assert "t" not in platform.tenants
            assert list(await platform.log.tenants()) == []
            await made.tenant("t")
        await made.open(platform.tenant("t"))
        await platform.change_settings(platform.tenant("t"), {"ring": "7s"})
        assert (await made.issue(platform.tenant("t"))).access_token
    async with world(store) as made:
        assert made.platform.tenant("t").settings.ring == 7.0
        assert set(made.platform.tenant("t").conversations) == {"c1"}


async def test_two_who_make_one_tenant_at_once_make_it_once(tmp_path: Path) -> None:
    """The other is told that it exists."""
    async with world(f"sqlite:///{tmp_path}/file.db") as made:
        makers = [made.tenant("t") for _ in range(4)]
        answers = await asyncio.gather(*makers, return_exceptions=True)
        assert [isinstance(one, ThingExists) for one in answers].count(True) == 3


@pytest.mark.parametrize("what", ["reset", "drop"])
async def test_a_tenant_that_the_store_will_not_let_go_goes_on(tmp_path: Path, what: str) -> None:
    """A refusal changes nothing, on disk or off."""
    store = f"sqlite:///{tmp_path}/file.db"
    async with world(store) as made:
        tenant = await made.tenant("t")
        socket = attach(tenant)
        await made.open(tenant, "c1")
        log = made.platform.log
        made.platform.log = made.platform.service.log = Full(log)
        with pytest.raises(StorageFull):
            await getattr(made.platform, what)("t")
        made.platform.log = made.platform.service.log = log
        assert made.platform.tenant("t") is tenant
        assert made.platform.owner_of("site") is tenant
        assert socket.closed is None
        await made.say(tenant, "c1")
    async with world(store) as made:
        assert made.platform.tenant("t").conversations["c1"].version == 3


class Full:
    """A log that takes nothing more."""

    def __init__(self, log: Log) -> None:
        self.log = log

    def __getattr__(self, name: str) -> Any:
        """Be the log in all else."""
        return getattr(self.log, name)

    async def drop(self, tenant: str) -> None:
        """Refuse."""
        raise StorageFull(f"{tenant}: full")

    async def replace(self, tenant: str, streams: Mapping[StreamId, Sequence[Event]]) -> None:
        """Refuse."""
        raise StorageFull(f"{tenant}: full, {len(streams)} streams")


async def test_a_reset_that_stops_half_way_has_lost_no_tenant(tmp_path: Path) -> None:
    """Dropping it and beginning anew is one transaction: there is the old one or the new one."""
    store = f"sqlite:///{tmp_path}/file.db"
    async with world(store) as made:
        tenant = await made.tenant("t")
        await made.open(tenant, "c1")
        send = SendMessage(message_id="m", sender=ANN, text="hi", client_message_id="1")
        await made.do(tenant, "c1", send)
        once = (await made.platform.service.events(tenant, "conversation", "c1"))[-1]
        assert once.once_key()
        with pytest.raises(PlatformError):  # The second of two that may be there once fails.
            await made.platform.log.replace("t", {StreamId("t", "tenant", "tenant"): [once, once]})
    async with world(store) as made:
        assert set(made.platform.tenant("t").conversations) == {"c1"}
        await made.platform.reset("t")
    async with world(store) as made:
        assert not made.platform.tenant("t").conversations
