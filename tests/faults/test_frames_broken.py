"""Frames that come broken, and connections that end in the midst of them.

Source: RFC 6455 sections 5.2, 5.5, 7.4.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.faulty import fault, set_fault, shown
from tests.support.raw import CLOSE, TEXT, RawFrame
from tests.support.scene import Scene, hello, scene, text_of, texts
from tests.support.talk import End
from tests.support.wire import END, RESET

OUT = {"phase": "frame.out", "frame": "message"}
IN = {"phase": "frame.in", "frame": "message.send"}


async def next_frame(stage: Scene, text: str) -> bytes:
    """Return the payload of a message's frame as another socket hears it, unharmed."""
    async with stage.raw(stage.server.tenant.conversations[stage.id].version) as peer:
        await hello(peer)
        await stage.say(text)
        frame = await peer.frame()
        assert frame is not None
        return frame.payload


def wrong_places(seen: bytes, true: bytes) -> list[int]:
    """Return where two payloads of the same length differ."""
    assert len(seen) == len(true)
    return [place for place in range(len(true)) if seen[place] != true[place]]


@pytest.mark.parametrize("text", ["hello", "\N{SNOWMAN}\N{GRINNING FACE}" * 40])
@pytest.mark.parametrize("into", ["json", "utf8"])
async def test_a_corrupt_frame_is_one_frame_with_one_wrong_place(into: str, text: str) -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        where = OUT | {"channel": 1}
        async with fault(stage.server, "corrupt", where=where, what={"into": into}):
            places = set()
            for _ in range(5):
                true = await next_frame(stage, text)
                frame = await peer.frame()
                assert frame is not None
                assert frame.opcode == TEXT
                places.update(found := wrong_places(frame.payload, true))
                assert len(found) == 1
                _is_broken(frame.payload, into)
        assert len(places) > 1
        await stage.say("whole")
        assert await text_of(peer) == "whole"


def _is_broken(payload: bytes, into: str) -> None:
    if into == "utf8":
        with pytest.raises(UnicodeDecodeError):
            payload.decode()
        return
    with pytest.raises(json.JSONDecodeError):
        json.loads(payload.decode())


@pytest.mark.parametrize(("into", "answer"), [("json", "error"), ("utf8", 1007)])
async def test_a_frame_of_the_client_that_comes_corrupt_is_refused_as_such(
    into: str, answer: Any
) -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        await set_fault(stage.server, "corrupt", where=IN, what={"into": into})
        await talk.say("message.send", text="hello")
        if answer == "error":
            assert (await talk.frame())["type"] == "error"
        else:
            assert (await talk.end()).code == answer
        assert stage.server.tenant.conversations[stage.id].version == 2


@pytest.mark.parametrize("fraction", [0, 0.25, 0.5, 1])
async def test_a_cut_message_is_cut_at_the_right_byte(fraction: float) -> None:
    """The head tells the whole length; of what it tells the last byte never comes."""
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        where = OUT | {"channel": 1}
        await set_fault(stage.server, "cut", where=where, what={"fraction": fraction})
        true = await next_frame(stage, "x" * 300)
        seen = await peer.reader.read()
        assert seen[:4] == bytes([0x81, 126, *len(true).to_bytes(2, "big")])
        assert seen[4:] == true[: min(int(len(true) * fraction), len(true) - 1)]
        assert stage.frames_told("out", "message") == 1  # the other socket's


async def end_of(peer: Any) -> str:
    """Return how a connection ends, and see that not one byte comes before."""
    try:
        assert await peer.reader.read() == b""
    except ConnectionResetError:
        return RESET
    return END


@pytest.mark.parametrize("where", [OUT, IN])
async def test_a_drop_is_a_rst_and_nothing_else(where: dict[str, Any]) -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        async with fault(stage.server, "drop", where=where, when={"times": 1}):
            if where is OUT:
                await stage.say("one")
            else:
                peer.say(type="message.send", text="one")
            assert await end_of(peer) == RESET
            async with stage.raw(2) as next_one:
                await hello(next_one)
        (told,) = shown(stage.server, "fault")
        (over,) = [one for one in shown(stage.server, "socket") if one["act"] == "close"][:1]
        assert told["id"] < over["id"]
        assert over["code"] == 1006


@pytest.mark.parametrize("where", [OUT, IN])
async def test_a_close_is_a_close_frame_with_its_code_and_reason_at_once(
    where: dict[str, Any],
) -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        what = {"code": 4321, "reason": "out of paper"}
        await set_fault(stage.server, "close", where=where, what=what)
        if where is OUT:
            await stage.say("one", "two")
        else:
            await talk.say("message.send", text="one")
        assert await talk.rest() == ([], End(4321, "out of paper"))
        assert len(shown(stage.server, "fault")) == 1


@pytest.mark.parametrize("code", [1000, 1002, 1009, 1011, 1012, 1013, 3000, 4999])
async def test_a_close_says_just_its_code(code: int) -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await set_fault(stage.server, "close", where=OUT, what={"code": code})
        await stage.say("one")
        assert await peer.frame() == RawFrame(CLOSE, code.to_bytes(2, "big"))


async def test_an_end_behind_a_lost_hello_is_the_same() -> None:
    async with scene() as stage:
        where = {"phase": "frame.out", "frame": "hello"}
        await set_fault(stage.server, "close", where=where)
        async with stage.talk() as talk:
            assert await talk.rest() == ([], End(1012, ""))


@pytest.mark.parametrize(
    ("kind", "fault_", "field"),
    [
        ("close", {"where": {"phase": "edge"}, "what": {"code": 1012}}, "what.code"),
        ("close", {"where": {"phase": "handshake"}, "what": {"reason": "x"}}, "what.reason"),
        ("close", {"where": {"phase": "service"}, "what": {"atOnce": True}}, "what.atOnce"),
        ("close", {"where": {"phase": "frame.out"}, "what": {"code": 1005}}, "code"),
        ("close", {"where": {"phase": "frame.out"}, "what": {"code": 2000}}, "code"),
        ("close", {"where": {"phase": "frame.out"}, "what": {"reason": "x" * 124}}, "reason"),
        ("cut", {"where": {"phase": "frame.in"}}, "where.phase"),
        ("lose", {"where": {"phase": "edge"}}, "where.phase"),
        ("delay", {"what": {"delay": "yesterday"}}, "delay"),
        ("reorder", {"what": {"within": "soon"}}, "within"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    kind: str, fault_: dict[str, Any], field: str
) -> None:
    async with scene() as stage:
        body = {**fault_, "what": {"kind": kind, **fault_.get("what", {})}}
        url = f"{stage.server.url}/__admin/faults"
        async with stage.server.http.post(url, json=body) as answer:
            assert answer.status == 400
            assert field in await answer.text()


async def test_frames_beside_the_scope_pass() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        for kind in ("drop", "close", "cut", "corrupt"):
            await set_fault(stage.server, kind, where=OUT | {"subject": "user-8"})
        await stage.say("one")
        assert texts(await talk.frames(1)) == ["one"]
        assert not shown(stage.server, "fault")
