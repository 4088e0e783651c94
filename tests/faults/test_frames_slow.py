"""Frames at so many bytes a second, either way, on one socket and no other."""

from __future__ import annotations

import json
import selectors
import socket
from collections.abc import Iterable

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
        where = IN | {"frame": "ping"}
        id_ = await set_fault(stage.server, "slow_reader", where=where, what={"rate": 10})
        size = len(_ping(0))
        sent = await _stuff(peer.writer.get_extra_info("socket"), map(_ping, range(LARGE)))
        last, part = divmod(sent, size)
        assert 0 < last < LARGE - 1
        assert stage.frames_told("in", "ping") == 0
        await take_away(stage.server, id_)
        peer.writer.write(_ping(last)[part:])
        for number in range(last + 1):
            frame = await peer.frame()
            assert frame is not None
            assert frame.json()["id"] == number


LARGE = 4_000
"""So many pings of 8,000 bytes are more than any system keeps for one connection."""


def _ping(number: int) -> bytes:
    payload = json.dumps({"type": "ping", "pad": "x" * 8_000, "id": number}).ljust(8_060).encode()
    return bytes([0x80 | TEXT, 0x80 | 126, *len(payload).to_bytes(2, "big")]) + bytes(4) + payload


async def _stuff(sock: socket.socket, pieces: Iterable[bytes]) -> int:
    """Write until the connection takes no more for a while; return how much it took."""
    sent = 0
    with selectors.DefaultSelector() as selector, sock.dup() as copy:
        selector.register(copy, selectors.EVENT_WRITE)
        for piece in pieces:
            place = idle = 0
            while place < len(piece):
                if selector.select(0):
                    taken = copy.send(piece[place:])
                    place, sent, idle = place + taken, sent + taken, 0
                elif (idle := idle + 1) > IDLE:
                    return sent
                await breathe()
    return sent


IDLE = 2_000
"""After so many turns of the loop in which nothing was taken, nothing will be."""
