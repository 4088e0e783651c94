"""Owns the rates: how many calls a second, as a share of what a bare server answers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import msgspec

from tests.bench import frames, pairs
from tests.bench.bare import BASE
from tests.bench.load import Load, http_load, request
from tests.bench.loops import run
from tests.bench.pairs import Side
from tests.bench.plan import Plan
from tests.bench.report import ABSENT, Row
from tests.bench.servers import (
    BARE,
    OURS,
    Server,
    Widget,
    message_body,
    on_core,
    running,
    sizes,
    socket_status,
    widget,
)

QUIET = ("--seed", "1", "--setting", "botsAct=false", "--setting", "framesPerSecond=100000")
"""Bots would answer, and so be measured too; and a load is no widget that runs wild."""

SWITCHING = 101
FIRST_NUMBER = 1_000_000
"""Behind those that were sent to set things up: a repeat would be answered otherwise."""

Sized = Callable[[Server, Widget], tuple[str, ...]]
AIM_GET, AIM_POST, AIM_SQLITE, AIM_SOCKET = 0.75, 0.65, 0.45, 0.70
_numbers = count(FIRST_NUMBER)


@dataclass(frozen=True, slots=True)
class Duel:
    """A platform and a bare server that run side by side, and a customer of the platform."""

    ours: Server
    bare: Server
    someone: Widget
    seconds: float


@contextmanager
def duel(plan: Plan, *options: str, sized: Sized = sizes) -> Iterator[Duel]:
    """Run both servers while the block lasts; the load has the other core.

    `sized` says which sizes the bare one's answers have.
    """
    with running((*OURS, *QUIET, *options)) as ours:
        someone = widget(ours, plan.connections)
        with running((*BARE, *sized(ours, someone))) as bare, on_core(1):
            yield Duel(ours, bare, someone, plan.seconds)


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows of the rates."""
    if plan.wants("get", "post", "post-tenant", "socket"):
        with duel(plan) as both:
            if plan.wants("get"):
                yield run(_get(both))
            if plan.wants("post"):
                what = "POST message"
                yield run(_post(both, "post", what, AIM_POST))
            if plan.wants("post-tenant"):
                what = "POST message, tenant prefix"
                yield run(_post(both, "post-tenant", what, AIM_POST, "/t/default"))
            if plan.wants("socket"):
                yield run(_socket(both))
    if plan.wants("post-sqlite"):
        with tempfile.TemporaryDirectory() as folder:
            store = f"sqlite:///{Path(folder, 'bench.db')}"
            with duel(plan, "--store", store) as both:
                what = "POST message, SQLite"
                yield run(_post(both, "post-sqlite", what, AIM_SQLITE))


async def compared(both: Duel, name: str, what: str, aim: float, loads: tuple[Load, Load]) -> Row:
    """Return what two loads came to, ours and the bare one's."""
    ours, bare = Side(both.ours, loads[0]), Side(both.bare, loads[1])
    await pairs.compare(ours, bare, both.seconds)
    for load in loads:
        load.close()
    return pairs.row(name, what, aim, ours, bare)


async def _get(both: Duel) -> Row:
    asked = [
        request("GET", f"{BASE}/{id_}", both.someone.headers) for id_ in both.someone.conversations
    ]
    makers: list[Callable[[], bytes]] = [lambda one=one: one for one in asked]  # type: ignore[misc]
    loads = (
        await http_load(both.ours.port, makers, 200),
        await http_load(both.bare.port, makers, 200),
    )
    return await compared(both, "get", "GET conversation", AIM_GET, loads)


async def _post(both: Duel, name: str, what: str, aim: float, prefix: str = "") -> Row:
    def makers(prefix: str) -> list[Callable[[], bytes]]:
        ids = both.someone.conversations
        return [_posts(f"{prefix}{BASE}/{id_}/messages", both.someone) for id_ in ids]

    ours = await http_load(both.ours.port, makers(prefix), 201)
    bare = await http_load(both.bare.port, makers(""), 201)
    return await compared(both, name, what, aim, (ours, bare))


def _posts(path: str, someone: Widget) -> Callable[[], bytes]:
    """Return a maker of messages that each have a `clientMessageId` of their own."""
    made = request("POST", path, someone.headers, msgspec.json.encode(message_body(0)))
    return numbered(made)


def numbered(made: bytes) -> Callable[[], bytes]:
    """Return a maker of what was made once, with a number of its own each time."""
    before, number, after = made.rpartition(b"m-0000000000")
    assert number, made
    return lambda: b"%bm-%010d%b" % (before, next(_numbers), after)


async def _socket(both: Duel) -> Row:
    paths = [f"{BASE}/{id_}/ws" for id_ in both.someone.conversations]
    what = "socket message.send to ack"
    if socket_status(both.ours, both.someone) != SWITCHING:
        return Row(name="socket", what=what, aim=f">= {AIM_SOCKET:.2f}", verdict=ABSENT)
    ours = await frames.socket_load(both.ours.port, paths, both.someone.headers, b'"hello"')
    bare = await frames.socket_load(both.bare.port, paths, both.someone.headers, b"")
    sent = msgspec.json.encode({"type": "message.send", "id": "1", **message_body(0)})
    makers = [numbered(frames.frame(sent)) for _ in paths]
    frames.talk(ours, makers, b'"ack"')
    frames.talk(bare, makers, b"")
    return await compared(both, "socket", what, AIM_SOCKET, (ours, bare))
