"""Several sockets of one guest: each is told all, once and in order, and waits for nobody.

Source: `docs/architecture.md` (channels hold a cursor; nobody waits for somebody else's socket).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mockplatform.core.events import MessageSent
from mockplatform.edge.socket import Socket
from mockplatform.limits import LIMITS
from tests.support.guests import DEPLOYMENT, TOKEN, Guest, Shop, shop
from tests.support.raw import CLOSE, Raw, raw_at

STORES = ["memory", "sqlite"]
EACH = 40
HEAVY = "\N{OGHAM LETTER BEITH}" * 8_000
FAST = 100_000


def stored_in(store: str, folder: Path) -> dict[str, Any]:
    """Return the server's options for a store."""
    return {"store": "memory" if store == "memory" else f"sqlite:///{folder}/file.db"}


async def kept(place: Shop) -> list[str]:
    """Return the ids of all messages of the session, in their order."""
    found: list[str] = []
    for id_ in place.session().conversations:
        events = await place.server.platform.service.events(place.tenant, "conversation", id_)
        found += [one.message_id for one in events if isinstance(one, MessageSent)]
    return found


async def bodies(visitor: Guest, count: int) -> list[dict[str, Any]]:
    """Return the next messages; see that no more come than these."""
    seen = [(await visitor.hear_class("StructuredMessage"))["body"] for _ in range(count)]
    await visitor.nothing()
    return seen


@pytest.mark.parametrize("store", STORES)
async def test_each_socket_is_told_each_message_once_and_in_order(
    store: str, tmp_path: Path
) -> None:
    async with (
        shop(server=stored_in(store, tmp_path), messages_per_second=FAST) as place,
        place.guest() as first,
        place.guest() as second,
        place.guest() as late,
    ):
        await first.configure()
        await second.configure()
        await first.text("Hello")
        await second.hear()
        await place.join()

        async def write(visitor: Guest, name: str) -> None:
            for number in range(EACH):
                await visitor.send_text(f"{name} {number}", f"{name}-{number}")

        async def answer() -> None:
            for number in range(EACH):
                await place.say(f"agent {number}")

        _, _, _, joined = await asyncio.gather(
            write(first, "first"), write(second, "second"), answer(), late.configure()
        )
        assert joined["newSession"] is False
        told = [await bodies(one, 3 * EACH) for one in (first, second)]
        stored = await kept(place)
        assert [one["id"] for one in told[0]] == stored[1:]
        assert told[0] == told[1]
        times = [one["channel"]["time"] for one in told[0]]
        assert times == sorted(set(times))
        await first.text("The last")
        heard: list[str] = []
        while not heard or heard[-1] != (await kept(place))[-1]:
            heard.append((await late.hear_class("StructuredMessage"))["body"]["id"])
        assert heard == (await kept(place))[-len(heard) :]


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_lost_where_one_conversation_follows_another(
    store: str, seed: int, tmp_path: Path
) -> None:
    luck = Random(seed)  # noqa: S311 - a plan that is the same in each run
    async with (
        shop(server=stored_in(store, tmp_path), messages_per_second=FAST) as place,
        place.guest() as first,
        place.guest() as second,
    ):
        await first.configure()
        await second.configure()

        async def say(visitor: Guest) -> None:
            await visitor.send_text("Hello")

        async def leave(visitor: Guest) -> None:
            await visitor.event("Disconnect")

        async def renew(visitor: Guest) -> None:
            await visitor.say("configureSession", deploymentId=DEPLOYMENT, startNew=True)

        acts: list[Callable[[Guest], Awaitable[None]]] = [say, say, say, leave, renew]
        for _ in range(EACH):
            act = acts[int(luck.random() * len(acts))]
            await act((first, second)[int(luck.random() * 2)])
        # Whatever was asked is done when each has an answer to a question behind it.
        before = [await everything(one) for one in (first, second)]
        seen = [
            told + await everything(one) for told, one in zip(before, (first, second), strict=True)
        ]
        stored = await kept(place)
    assert len(set(stored)) == len(stored) > 5
    assert seen == [stored, stored]


async def everything(visitor: Guest) -> list[str]:
    """Return the ids of all messages until the answer to a last question, on a quiet session."""
    await visitor.say("getConfiguration", deploymentId=DEPLOYMENT)
    found: list[str] = []
    while (frame := await visitor.hear())["class"] != "GetConfigurationResponse":
        if frame["class"] == "StructuredMessage":
            found.append(frame["body"]["id"])
    return found


async def stuck(place: Shop, reader: Guest) -> int:
    """Let a conversation grow until the first socket, which does not read, is stuck."""
    (slow,) = [one for one in place.server.sockets if isinstance(one, Socket) and one.id == "ws-1"]
    for number in range(1, 2_000):
        await place.say(HEAVY)
        await reader.hear_class("StructuredMessage")
        if slow.is_stuck:
            return number
    raise AssertionError("nothing is ever stuck")


async def configure(peer: Raw) -> None:
    """Configure a session on a socket of bare bytes."""
    peer.say(action="configureSession", token=TOKEN, deploymentId=DEPLOYMENT)
    frame = await peer.frame()
    assert frame is not None
    assert frame.json()["class"] == "SessionResponse"


async def test_a_reader_that_falls_behind_is_cut_and_nobody_waits_for_it() -> None:
    path = f"/t/shop/v1?deploymentId={DEPLOYMENT}"
    async with (
        shop(messages_per_second=FAST) as place,
        raw_at(place.server, path, receive_bytes=65_536) as peer,
        place.guest(max_queue=None) as reader,
    ):
        await configure(peer)
        await reader.configure()
        await reader.text("Hello")
        await place.join()
        told = await stuck(place, reader)
        for _ in range(LIMITS.socket_backlog_events_max + 1):
            await place.say("a little more")
            await reader.hear_class("StructuredMessage")
        assert "ws-1" not in place.tenant.channels
        frames = await peer.rest()
        assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1013)
        heard = [frame.json()["body"]["id"] for frame in frames[:-1]]
        assert heard == (await kept(place))[: len(heard)]
        assert len(heard) <= told + 1
        await reader.text("Still here")


async def test_what_a_slow_socket_has_not_read_is_told_though_another_conversation_began() -> None:
    path = f"/t/shop/v1?deploymentId={DEPLOYMENT}"
    async with (
        shop(messages_per_second=FAST) as place,
        raw_at(place.server, path, receive_bytes=65_536) as peer,
        place.guest(max_queue=None) as reader,
    ):
        await configure(peer)
        await reader.configure()
        await reader.text("Hello")
        await place.join()
        await stuck(place, reader)
        for _ in range(2):
            await reader.configure(startNew=True)
            await reader.text("Another matter")
        stored = await kept(place)
        heard: list[str] = []
        while len(heard) < len(stored):
            frame = await peer.frame()
            assert frame is not None
            heard.append(frame.json()["body"]["id"])
        assert heard == stored


async def test_a_reset_of_the_tenant_closes_all_sockets_with_1012() -> None:
    async with shop() as place, place.guest() as configured, place.guest("new") as fresh:
        await configured.configure()
        await place.server.platform.reset("shop")
        assert await configured.end() == 1012
        await fresh.say("getConfiguration", deploymentId=DEPLOYMENT)
        assert await fresh.end() == 1012
        async with place.guest() as again:
            assert (await again.configure())["newSession"] is True


async def test_the_journal_tells_of_each_frame_by_action_and_class() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await visitor.nothing()
        user = place.session().customer.id
        told = [(one["direction"], one["type"], one.get("subject")) for one in place.told("frame")]
        assert told == [
            ("in", "configureSession", None),
            ("out", "SessionResponse", user),
            ("in", "onMessage", user),
            ("out", "StructuredMessage", user),
            ("in", "getConfiguration", user),
            ("out", "GetConfigurationResponse", user),
        ]
        (echoed,) = [one for one in place.told("frame") if one["type"] == "StructuredMessage"]
        assert echoed["conversationId"] == place.conversation.id
        assert echoed["seq"] == place.conversation.version
