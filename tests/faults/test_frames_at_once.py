"""Faults that end all open sockets in their scope in the instant in which they open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.faulty import set_fault, shown, take_away
from tests.support.scene import hello, scene, texts
from tests.support.talk import End

NOW: dict[str, Any] = {"atOnce": True}
OUT = {"phase": "frame.out"}


async def test_all_open_sockets_close_when_the_fault_opens_and_none_that_comes_then() -> None:
    async with scene() as stage, stage.talk() as first, stage.talk() as second:
        await first.frame()
        await second.frame()
        what = NOW | {"code": 1012, "reason": "region-failover"}
        id_ = await set_fault(stage.server, "close", where=OUT, what=what)
        assert await first.rest() == ([], End(1012, "region-failover"))
        assert await second.rest() == ([], End(1012, "region-failover"))
        async with stage.talk() as third:
            await third.frame()
            await stage.say("one")
            assert texts(await third.frames(1)) == ["one"]
        told = shown(stage.server, "fault")
        assert [one["channelId"] for one in told] == ["ws-1", "ws-2"]
        assert [one["ordinal"] for one in told] == [1, 2]
        assert {one["faultId"] for one in told} == {id_}


async def test_all_open_sockets_are_reset_when_the_clock_comes_to_it() -> None:
    async with scene() as stage, stage.raw() as first:
        await hello(first)
        await set_fault(stage.server, "drop", where=OUT, what=NOW, when={"after": "30s"})
        await stage.say("before")
        assert await first.frame() is not None
        assert ("fault.opened", "fault-1") in await stage.server.advance(31)
        with pytest.raises(ConnectionResetError):
            await first.reader.read()


async def test_scope_and_luck_say_whom_it_hits() -> None:
    async with scene() as stage, stage.talk() as first, stage.talk() as second:
        await first.frame()
        await second.frame()
        where = OUT | {"channel": 2}
        await set_fault(stage.server, "close", where=where, what=NOW)
        assert (await second.rest())[1].code == 1012
        for when in ({"probability": 0}, {"skip": 1}):
            await set_fault(stage.server, "close", where=OUT, what=NOW, when=when)
        other = OUT | {"subject": "user-8"}
        await set_fault(stage.server, "drop", where=other, what=NOW)
        agent = OUT | {"headers": {"User-Agent": "nobody's"}}
        await set_fault(stage.server, "drop", where=agent, what=NOW)
        await stage.say("one")
        assert texts(await first.frames(1)) == ["one"]
        assert len(shown(stage.server, "fault")) == 1


async def test_a_fault_that_was_taken_away_before_it_opened_hits_nobody() -> None:
    async with scene() as stage, stage.talk() as first:
        await first.frame()
        id_ = await set_fault(stage.server, "drop", where=OUT, what=NOW, when={"after": "30s"})
        await take_away(stage.server, id_)
        await stage.server.advance(31)
        await stage.say("one")
        assert texts(await first.frames(1)) == ["one"]
        assert not shown(stage.server, "fault")


async def test_who_is_deaf_is_not_told_of_a_close_but_a_drop_ends_it() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await set_fault(stage.server, "deaf", where=OUT | {"frame": "message"})
        await stage.say("held")
        await set_fault(stage.server, "drop", where=OUT, what=NOW)
        with pytest.raises(ConnectionResetError):
            await peer.reader.read()
