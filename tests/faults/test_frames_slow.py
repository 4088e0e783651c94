"""Frames at so many bytes a second, either way, on one socket and no other."""

from __future__ import annotations

import json
import selectors
import socket
from typing import Any

from mockplatform.edge.wallclock import breathe
from tests.support.faulty import fired, set_fault, take_away
from tests.support.hands import Hands
from tests.support.raw import TEXT, Raw
from tests.support.scene import hello, nothing_came, scene, text_of, texts

OUT = {"phase": "frame.out", "frame": "message", "channel": 1}
IN = {"phase": "frame.in", "frame": "message.send", "channel": 1}


async def came(peer: Raw, count: int) -> bytes:
    """Return the next bytes as they come."""
    return await peer.reader.readexactly(count)


async def test_a_throttled_frame_comes_in_pieces_and_the_next_ones_behind_it() -> None:
    hands = Hands()
    async with scene(hands=hands) as stage, stage.raw() as peer, stage.talk() as other:
        await hello(peer)
        await other.frame()
        id_ = await set_fault(stage.server, "throttle", where=OUT, what={"rate": 100})
        await stage.say("one", "two")
        assert texts(await other.frames(2)) == ["one", "two"]
        seen = await came(peer, 10)
        assert seen[:2] == bytes([0x81, 126])
        whole = 4 + int.from_bytes(seen[2:4], "big")
        while len(seen) < whole // 10 * 10:
            assert stage.frames_told("out", "message") == 2
            assert nothing_came(peer)
            await hands.move(0.1)
            seen += await came(peer, 10)
        await hands.move(0.2)
        seen += await came(peer, whole - len(seen))
        assert json.loads(seen[4:])["text"] == "one"
        await take_away(stage.server, id_)
        assert await text_of(peer) == "two"
        await stage.say("three")
        assert await text_of(peer) == "three"
        assert stage.frames_told("out", "message") == 6


async def test_what_a_slow_reader_reads_it_hears_late_and_nobody_waits_for_it() -> None:
    hands = Hands()
    async with scene(hands=hands) as stage, stage.raw() as peer, stage.talk() as other:
        await hello(peer)
        await other.frame()
        id_ = await set_fault(stage.server, "slow_reader", where=IN, what={"rate": 50})
        for number in range(3):
            peer.say(type="message.send", text=str(number).rjust(60))
        await fired(stage.server, id_)
        assert (await other.ask("message.send", text="from the other"))["type"] == "ack"
        assert await text_of(peer) == "from the other"
        await hands.move(1.9)
        assert stage.frames_told("in", "message.send") == 1
        await hands.move(0.2)
        assert (await text_of(peer)).strip() == "0"
        await take_away(stage.server, id_)
        frames = [frame.json() for frame in [await peer.frame() for _ in range(5)] if frame]
        assert [one.strip() for one in texts(frames)] == ["1", "2"]


async def test_writes_to_a_slow_reader_back_up_and_are_all_read_in_the_end() -> None:
    """The client's system takes some megabytes at most; then the connection takes no more."""
    async with scene(framesPerSecond=100_000) as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await set_fault(stage.server, "slow_reader", where=IN, what={"rate": 10})
        sock: socket.socket = peer.writer.get_extra_info("socket")
        frame = _frame({"type": "message.send", "text": "x" * 8_000})
        sent, rest = await _stuff(sock, frame * 8_000)
        assert rest
        assert stage.frames_told("in", "message.send") == 0
        await take_away(stage.server, id_)
        whole = sent // len(frame) + bool(sent % len(frame))
        left = len(frame) * whole - sent
        await _drain(peer, frame[len(frame) - left :] if left else b"")
        await stage.server.tenant.journal.wait_for(
            lambda _: stage.frames_told("in", "message.send") == whole
        )


def _frame(members: dict[str, Any]) -> bytes:
    payload = json.dumps(members).encode()
    return bytes([0x80 | TEXT, 0x80 | 126, *len(payload).to_bytes(2, "big")]) + bytes(4) + payload


async def _stuff(sock: socket.socket, data: bytes) -> tuple[int, int]:
    """Write until the connection takes no more for a while; return how much it took, and left."""
    copy = sock.dup()
    sent = idle = 0
    with selectors.DefaultSelector() as selector, copy:
        selector.register(copy, selectors.EVENT_WRITE)
        while sent < len(data) and idle < 2_000:
            if selector.select(0):
                sent += copy.send(data[sent : sent + 65_536])
                idle = 0
            else:
                idle += 1
            await breathe()
    return sent, len(data) - sent


async def _drain(peer: Raw, rest: bytes) -> None:
    """Write the rest of a frame; what the server answers is read beside."""
    peer.writer.write(rest)
    while peer.writer.transport.get_write_buffer_size():
        await peer.frame()
