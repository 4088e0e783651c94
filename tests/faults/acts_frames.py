"""Owns the rows of the kinds of sockets and frames: what each does to a client that looks.

A row returns an `Act`: the same thing seen before a fault of the kind is set, while it is, and
after it was taken away, by a client that is not ours. See `tests/faults/acts.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from tests.faults.acts import Act, Row
from tests.support.faulty import fired, set_fault, shown, take_away
from tests.support.hands import Hands
from tests.support.raw import CLOSE, PING, TEXT, Raw, RawFrame
from tests.support.scene import Scene, hello, nothing_came, scene, shake
from tests.support.wire import line_to

OUT = {"phase": "frame.out", "frame": "message"}
IN = {"phase": "frame.in", "frame": "message.send"}
Look = Callable[[Scene], Awaitable[Any]]


def said(frame: RawFrame | None) -> Any:
    """Return what a frame says, but for what is another each time; None for the end."""
    if frame is None:
        return None
    if frame.opcode == CLOSE:
        return CLOSE, frame.code
    if frame.opcode != TEXT:
        return frame.opcode, frame.payload
    try:
        members = frame.json()
    except ValueError:
        return "no JSON"
    return members["type"], members.get("text", members.get("code", ""))


def talk(peer: Raw) -> None:
    """Say something, ping in both ways, and ask for what is refused: its refusal comes last."""
    peer.say(type="message.send", text="hello")
    peer.send(PING, b"there?")
    peer.say(type="ping")
    peer.say(type="end")


async def all_of_it(stage: Scene) -> list[Any]:
    """Return all that a socket hears, up to the refusal or the end of the connection."""
    async with stage.raw(stage.version) as peer:
        await hello(peer)
        talk(peer)
        seen: list[Any] = []
        while not seen or seen[-1] not in (("error", "unknown.frame"), None):
            seen.append(said(await peer.frame()))
        return seen


async def first_line(stage: Scene) -> Any:
    """Return with which line a handshake is answered."""
    async with line_to(stage.server) as line:
        await shake(stage, line)
        while b"\r\n" not in line.received:
            line.received += await line.take()
        return line.received.partition(b"\r\n")[0]


async def no_line(stage: Scene) -> Any:
    """Return whether a handshake gets not one byte."""
    async with line_to(stage.server) as line:
        await shake(stage, line)
        await fired(stage.server, "f")
        return line.nothing()


async def silence(stage: Scene) -> Any:
    """Return whether nothing comes to a socket while another one hears what is said."""
    async with stage.raw(stage.version) as peer, stage.raw(stage.version) as other:
        await hello(peer)
        await hello(other)
        talk(peer)
        await fired(stage.server, "f")
        await stage.say("elsewhere")
        while said(await other.frame()) != ("message", "elsewhere"):
            pass
        return nothing_came(peer)


async def only_what_others_say(stage: Scene) -> Any:
    """Return what comes first to a socket that is not heard: what was said elsewhere."""
    async with stage.raw(stage.version) as peer:
        await hello(peer)
        talk(peer)
        await fired(stage.server, "f")
        await stage.say("elsewhere")
        return said(await peer.frame())


async def one_piece(stage: Scene) -> Any:
    """Return whether ten bytes come and then nothing."""
    async with stage.raw(stage.version) as peer:
        await hello(peer)
        talk(peer)
        piece = await peer.reader.readexactly(10)
        return piece[:2] == bytes([0x81, 126]), nothing_came(peer)


def row(kind: str, expected: Any, look: Look | None = None, usual: Look = all_of_it) -> Any:
    """Return what makes the row of a kind; the fault's members are given to it."""

    def of(where: dict[str, Any] | None = None, **what: Any) -> Row:
        async def act() -> Act:
            async with scene(hands=Hands()) as stage:
                before = await usual(stage)
                ordinal = {"channel": 2} if look in (silence, one_piece) else {}
                body: dict[str, Any] = {"id": "f", "where": (where or {}) | ordinal, "what": what}
                await set_fault(stage.server, kind, **body)
                during = await (look or usual)(stage)
                await take_away(stage.server, "f")
                told = shown(stage.server, "fault")
                assert during == expected, during
                return Act(before, during, await usual(stage), told)

        return act

    return of


REST = [("ack", ""), (10, b"there?"), ("pong", ""), ("error", "unknown.frame")]
MESSAGE = ("message", "hello")

ACTS: dict[str, Row] = {
    "refuse": row("refuse", b"HTTP/1.1 429 Too Many Requests", usual=first_line)(status=429),
    "never_open": row("never_open", True, no_line, first_line)(),
    "drop": row("drop", [None])(OUT),
    "lose": row("lose", REST)(OUT),
    "duplicate": row("duplicate", [MESSAGE, MESSAGE, *REST])(OUT, times=2),
    "reorder": row("reorder", [REST[0], MESSAGE, *REST[1:]])(OUT, within="1h"),
    "delay": row("delay", True, silence)(OUT, delay="1h"),
    "corrupt": row("corrupt", ["no JSON", *REST])(OUT),
    "cut": row("cut", [None])(OUT),
    "deaf": row("deaf", True, silence)(OUT),
    "mute": row("mute", ("message", "elsewhere"), only_what_others_say)(IN),
    "no_pong": row("no_pong", [MESSAGE, REST[0], REST[3]])(),
    "slow_reader": row("slow_reader", ("message", "elsewhere"), only_what_others_say)(IN, rate=1),
    "throttle": row("throttle", (True, True), one_piece)(OUT, rate=100),
}
"""By kind; `close` has its row with those of HTTP."""
