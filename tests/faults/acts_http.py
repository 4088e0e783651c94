"""Owns the rows of the kinds of HTTP: what each does to the bytes of an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.faults.acts import Act, Row
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.hands import Hands
from tests.support.server import MESSAGING, Server, serving
from tests.support.wire import Line, Seen, line_to, seen

Look = Callable[[], Awaitable[Any]]


class Stage:
    """A server with a conversation, and a question about it whose answer is always the same."""

    def __init__(self, server: Server, hands: Hands, token: str, path: str) -> None:
        self.server = server
        self.hands = hands
        self.token = token
        self.path = path

    async def look(self) -> tuple[int, bytes, str]:
        """Ask, and return the answer as it came."""
        return (await self.ask()).essence

    async def ask(self) -> Seen:
        """Ask on a connection of its own."""
        return await seen(self.server, f"GET {self.path}", self.token)


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Run a server on which real time moves by hand."""
    hands = Hands()
    async with serving(**hands.options) as server:
        token = await server.token()
        path = f"{MESSAGING}/{await server.conversation(token)}"
        yield Stage(server, hands, token, path)


async def during(stage: Stage, kind: str, verb: str = "", **members: Any) -> Seen:
    """Return what the stage's question, or another one, is answered while a fault is set."""
    async with fault(stage.server, kind, **members):
        return await seen(stage.server, verb or f"GET {stage.path}", stage.token)


async def acted(stage: Stage, kind: str, look: Look | None = None, **members: Any) -> Act:
    """Look before, during and after a fault of a kind."""
    members.setdefault("where", {})["path"] = stage.path
    before = await stage.look()
    id_ = await set_fault(stage.server, kind, **members)
    amidst = await (look or stage.look)()
    await take_away(stage.server, id_)
    return Act(before, amidst, await stage.look(), shown(stage.server, "fault"))


def row(kind: str, **members: Any) -> Row:
    """Return the row of a kind whose answer, or lack of one, is there at once."""

    async def act() -> Act:
        async with staged() as stage:
            return await acted(stage, kind, **members)

    return act


async def held(stage: Stage, line: Line) -> bool:
    """Ask; return whether the call is held, with no byte and no end on its connection."""
    since = stage.server.tenant.journal.last_id
    await line.ask(f"GET {stage.path}", stage.token)
    (armed,) = stage.server.tenant.faults
    await fired(stage.server, armed.id, since)
    return armed.held == 1 and line.nothing()


async def latency() -> Act:
    """Held until the time is over, by the clock that the test moves."""
    async with staged() as stage:

        async def look() -> Any:
            async with line_to(stage.server) as line:
                waits = [await held(stage, line)]
                await stage.hands.move(1.9)
                waits.append(line.nothing())
                await stage.hands.move(0.2)
                return waits, (await line.answer()).essence

        act = await acted(stage, "latency", look, what={"delay": "2s"})
        assert act.during == ([True, True], act.before)
        return act


async def hang() -> Act:
    """Held for as long as the fault lasts, and answered rightly then."""
    async with staged() as stage, line_to(stage.server) as line:

        async def look() -> Any:
            waits = [await held(stage, line)]
            await stage.hands.move(60)
            return [*waits, line.nothing()]

        act = await acted(stage, "hang", look)
        assert act.during == [True, True]
        assert (await line.answer()).essence == act.before
        return act


async def drip() -> Act:
    """The head at once, then ten bytes a second."""
    async with staged() as stage, line_to(stage.server) as line:

        async def look() -> Any:
            await line.ask(f"GET {stage.path}", stage.token)
            while not line.received.partition(b"\r\n\r\n")[2]:
                line.received += await line.take()
            pieces = [line.received.partition(b"\r\n\r\n")[2]]
            for _ in range(3):
                await stage.hands.move(0.1)
                pieces.append(await line.take())
                line.received += pieces[-1]
            return pieces, line.nothing()

        act = await acted(stage, "drip", look, what={"rate": 10})
        assert act.during[0] == [act.before[1][n : n + 1] for n in range(4)]
        assert (await line.answer()).essence == act.before
        return act


async def rate_limit() -> Act:
    """Two calls pass, the third is refused."""
    async with staged() as stage:

        async def look() -> Any:
            return [(await stage.look())[0] for _ in range(3)]

        act = await acted(stage, "rate_limit", look, what={"quota": 2, "window": "30s"})
        assert act.during == [200, 200, 429]
        return act


ACTS: dict[str, Row] = {
    "status": row("status", what={"status": 502}),
    "latency": latency,
    "hang": hang,
    "reset": row("reset"),
    "close": row("close", where={"phase": "edge"}),
    "truncate": row("truncate", what={"fraction": 0.25}),
    "malformed": row("malformed"),
    "drip": drip,
    "rate_limit": rate_limit,
}
