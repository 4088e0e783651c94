"""Frames that come twice, in another order, or late and in order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.hands import Hands
from tests.support.scene import hello, scene, texts

OUT = {"phase": "frame.out", "frame": "message"}
IN = {"phase": "frame.in", "frame": "message.send"}


async def test_a_duplicate_is_the_same_frame_again_and_told_twice() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        async with fault(stage.server, "duplicate", where=OUT, what={"times": 3}):
            await stage.say("one")
            first = await peer.frame()
            assert [await peer.frame(), await peer.frame()] == [first, first]
            assert stage.frames_told("out", "message") == 3
        await stage.say("two")
        last = await peer.frame()
        assert last is not None
        assert last.json()["text"] == "two"
        assert len(shown(stage.server, "fault")) == 1


async def test_a_message_of_the_client_that_is_heard_twice_is_two_without_an_id() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        await set_fault(stage.server, "duplicate", where=IN, when={"times": 2})
        await talk.say("message.send", text="one", clientMessageId="m-1")
        frames = await talk.until("ack", duplicate=True)
        assert texts(frames) == ["one"]
        await talk.say("message.send", text="two")
        frames = [*await talk.until("ack"), *await talk.until("ack")]
        assert texts(frames) == ["two", "two"]


@pytest.mark.parametrize(
    ("window", "order"),
    [(1, "2 1 4 3 6 5"), (2, "2 3 1 5 6 4"), (5, "2 3 4 5 6 1")],
)
async def test_a_reordered_frame_lets_so_many_later_ones_go_first(window: int, order: str) -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        what = {"window": window, "within": "1h"}
        async with fault(stage.server, "reorder", where=OUT, what=what):
            await stage.say(*"123456")
            assert texts(await talk.frames(6)) == order.split()
        assert len(shown(stage.server, "fault")) == 6 // (window + 1)


async def test_a_reordered_frame_goes_by_itself_if_none_comes() -> None:
    hands = Hands()
    async with scene(hands=hands) as stage, stage.talk() as talk, stage.talk() as other:
        await talk.frame()
        await other.frame()
        where = OUT | {"channel": 1}
        id_ = await set_fault(stage.server, "reorder", where=where, what={"within": "2s"})
        await stage.say("1")
        await fired(stage.server, id_)
        assert texts(await other.frames(1)) == ["1"]
        await hands.move(1.9)
        assert stage.frames_told("out", "message") == 1
        await hands.move(0.2)
        assert texts(await talk.frames(1)) == ["1"]


async def test_a_reordered_frame_goes_at_once_when_the_fault_is_taken_away() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        id_ = await set_fault(stage.server, "reorder", where=OUT, what={"within": "1h"})
        await stage.say("1")
        await fired(stage.server, id_)
        await take_away(stage.server, id_)
        assert texts(await talk.frames(1)) == ["1"]
        await stage.say(*"23")
        assert texts(await talk.frames(2)) == ["2", "3"]


async def test_messages_of_the_client_are_reordered_too() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        what = {"window": 2, "within": "1h"}
        async with fault(stage.server, "reorder", where=IN, when={"times": 1}, what=what):
            for text in "1234":
                await talk.say("message.send", text=text, id=text)
            frames: list[dict[str, Any]] = []
            while len(texts(frames)) < 4:
                frames.append(await talk.frame())
        assert texts(frames) == ["2", "3", "1", "4"]


async def test_delayed_frames_come_in_order_and_together_if_they_set_out_together() -> None:
    hands = Hands()
    async with scene(hands=hands) as stage, stage.talk() as talk, stage.talk() as other:
        await talk.frame()
        await other.frame()
        where = OUT | {"channel": 1}
        await set_fault(stage.server, "delay", where=where, when={"every": 2}, what={"delay": "2s"})
        await stage.say(*"123")
        assert texts(await other.frames(3)) == ["1", "2", "3"]
        await hands.move(1.9)
        assert stage.frames_told("out", "message") == 3
        await hands.move(0.2)
        assert texts(await talk.frames(3)) == ["1", "2", "3"]


async def test_delayed_frames_go_at_once_when_the_fault_is_taken_away() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        id_ = await set_fault(stage.server, "delay", where=OUT, what={"delay": "1h"})
        await stage.say(*"123")
        await fired(stage.server, id_)
        await take_away(stage.server, id_)
        assert texts(await talk.frames(3)) == ["1", "2", "3"]


async def test_delayed_messages_of_the_client_hold_nobody_up_who_talks_to_it() -> None:
    hands = Hands()
    async with scene(hands=hands) as stage, stage.talk() as talk:
        await talk.frame()
        id_ = await set_fault(stage.server, "delay", where=IN, what={"delay": "2s"})
        await talk.say("message.send", text="from here")
        await fired(stage.server, id_)
        await stage.say("from elsewhere")
        assert texts(await talk.frames(1)) == ["from elsewhere"]
        await hands.move(2.1)
        assert texts(await talk.frames(1)) == ["from here"]
