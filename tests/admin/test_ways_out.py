"""Ways out of trouble: what ends or replaces a tenant works also where nothing can be stored."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.errors import StorageFull
from mockplatform.log.memory import MemoryLog
from tests.admin.api import Api


class FullLog(MemoryLog):
    """A log that is full: it takes a whole tenant in another's place, and no events."""

    async def append(self, *args: Any, **kwargs: Any) -> int:
        """Refuse."""
        raise StorageFull("The store is full")


@pytest.fixture
async def stuck(api: Api) -> Api:
    """A tenant in which something is due that cannot be stored, and a checkpoint of before."""
    assert (await api.post("/checkpoints/before")).status == 201
    await api.server.conversation(await api.server.token())
    log, server = FullLog(), api.server
    vars(log).update(vars(server.platform.log))
    server.platform.log = server.platform.service.log = log
    server.tenant.wall.move(3_600)  # type: ignore[attr-defined]  # a wall that is moved by hand
    assert (await api.get("/faults")).status == 507
    return api


@pytest.mark.parametrize(
    "verb",
    [
        "GET /live",
        "GET /ready",
        "POST /reset",
        "POST /reset/faults",
        "POST /reset/conversations",
        "POST /tenants/default/reset",
        "DELETE /tenants/other",
        "POST /checkpoints/before/rewind",
    ],
)
async def test_a_way_out_is_open_where_nothing_can_be_done_that_is_due(
    stuck: Api, verb: str
) -> None:
    """Whoever is there to put things right is not first asked to have them right."""
    method, path = verb.split()
    status = (await stuck.call(method, f"/__admin{path}")).status
    assert status == (404 if "other" in path else 200), verb


async def test_a_snapshot_replaces_a_tenant_that_is_stuck(api: Api) -> None:
    """As a rewind does."""
    document = (await api.get("/snapshot")).body
    await api.server.conversation(await api.server.token())
    log, server = FullLog(), api.server
    vars(log).update(vars(server.platform.log))
    server.platform.log = server.platform.service.log = log
    server.tenant.wall.move(3_600)  # type: ignore[attr-defined]  # a wall that is moved by hand
    assert (await api.put("/snapshot", document)).status == 200
    assert (await api.get("/faults")).status == 200
