"""Owns what reviewing clients costs: two platforms, one with the setting `findings` off.

Beside the rates, a platform is kept at the pace of 50,000 journal records a minute, all of them
judged, while somebody asks one thing after another and waits for each answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import msgspec

from tests.bench import frames, pairs
from tests.bench.bare import BASE
from tests.bench.load import Load, Slice, http_load, request
from tests.bench.loops import run
from tests.bench.pairs import SLICE_S_MAX, Side
from tests.bench.plan import Plan
from tests.bench.rates import QUIET, numbered
from tests.bench.report import Row, verdict
from tests.bench.servers import OURS, Server, Widget, message_body, on_core, running, widget

AIM = 0.95
AIM_LATENCY = 1.05
RECORDS_A_MINUTE = 50_000
RECORDS_A_MESSAGE = 4
"""The frame that came, the event, the message's frame and its `ack`."""
MESSAGES_A_SECOND = RECORDS_A_MINUTE / 60 / RECORDS_A_MESSAGE
_OFF = ("--setting", "findings=false")
BURST_S = 0.02
"""Messages go out in bursts of so long: a timer for each would be most of the load."""
SLICES_MIN = 4


@dataclass(frozen=True, slots=True)
class Half:
    """A platform, and a customer of it."""

    server: Server
    someone: Widget

    @property
    def paths(self) -> list[str]:
        """His conversations."""
        return [f"{BASE}/{id_}" for id_ in self.someone.conversations]


Halves = tuple[Half, Half]
Opens = Callable[[Half], Awaitable[Load]]


@contextmanager
def halves(plan: Plan) -> Iterator[Halves]:
    """Run a platform that reviews, and one that does not; the load has the other core."""
    with running((*OURS, *QUIET)) as with_, running((*OURS, *QUIET, *_OFF)) as without:
        made = (
            Half(with_, widget(with_, plan.connections)),
            Half(without, widget(without, plan.connections)),
        )
        with on_core(1):
            yield made


def measure(plan: Plan) -> Iterator[Row]:
    """Yield the rows of what reviewing costs."""
    names = ("review-get", "review-post", "review-socket", "review-pace")
    if not plan.wants(*names):
        return
    with halves(plan) as both:
        if plan.wants("review-get"):
            yield run(_compared(both, plan, "review-get", "GET conversation", _gets))
        if plan.wants("review-post"):
            yield run(_compared(both, plan, "review-post", "POST message", _posts))
        if plan.wants("review-socket"):
            yield run(_compared(both, plan, "review-socket", "socket, send to ack", _sends))
        if plan.wants("review-pace"):
            yield run(_paced(both, plan))


async def _compared(both: Halves, plan: Plan, name: str, what: str, opens: Opens) -> Row:
    loads = [await opens(half) for half in both]
    on, off = (Side(half.server, load) for half, load in zip(both, loads, strict=True))
    await pairs.compare(on, off, plan.seconds)
    for load in loads:
        load.close()
    return pairs.row(name, f"{what}, reviewed", AIM, on, off)


async def _gets(half: Half) -> Load:
    asked = [request("GET", path, half.someone.headers) for path in half.paths]
    makers: list[Callable[[], bytes]] = [lambda one=one: one for one in asked]  # type: ignore[misc]
    return await http_load(half.server.port, makers, 200)


async def _posts(half: Half) -> Load:
    body = msgspec.json.encode(message_body(0))
    asked = [request("POST", f"{path}/messages", half.someone.headers, body) for path in half.paths]
    return await http_load(half.server.port, [numbered(one) for one in asked], 201)


async def _sends(half: Half) -> Load:
    paths = [f"{path}/ws" for path in half.paths]
    load = await frames.socket_load(half.server.port, paths, half.someone.headers, b'"hello"')
    sent = msgspec.json.encode({"type": "message.send", "id": "1", **message_body(0)})
    frames.talk(load, [numbered(frames.frame(sent)) for _ in paths], b'"ack"')
    return load


async def _paced(both: Halves, plan: Plan) -> Row:
    """Ask one thing after another of each, in turn, while messages come at a steady pace."""
    loads = [(await _sends(half), await _one(half)) for half in both]
    came: tuple[list[Slice], list[Slice]] = ([], [])
    each = max(SLICES_MIN, round(plan.seconds / 2 / SLICE_S_MAX))
    seconds = min(SLICE_S_MAX, plan.seconds / 2 / each)
    for (sockets, asker), _ in zip(loads, came, strict=True):
        await _slice(sockets, asker, seconds)  # to warm up
    for _ in range(each):
        for (sockets, asker), slices in zip(loads, came, strict=True):
            slices.append(await _slice(sockets, asker, seconds))
    for sockets, asker in loads:
        sockets.close()
        asker.close()
    return _pace_row(*came)


async def _one(half: Half) -> Load:
    made = request("GET", half.paths[0], half.someone.headers)
    return await http_load(half.server.port, [lambda: made], 200)


async def _slice(sockets: Load, asker: Load, seconds: float) -> Slice:
    talking = asyncio.create_task(_talk(sockets, seconds))
    came = await asker.run(seconds)
    await talking
    return came


async def _talk(sockets: Load, seconds: float) -> None:
    """Have as many messages sent as make so many records, over the sockets in turn."""
    loop, over = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    began, sent = perf_counter(), 0
    acks: list[asyncio.Future[None]] = []

    def burst() -> None:
        nonlocal sent
        now = perf_counter() - began
        for number in range(sent, int(now * MESSAGES_A_SECOND) + 1):
            one = sockets.connections[number % len(sockets.connections)]
            if one.done.done():  # one that still waits is as far behind as it can be
                acks.append(one.begin(0.0, []))
            sent = number + 1
        if now < seconds:
            loop.call_later(BURST_S, burst)
        else:
            over.set_result(None)

    burst()
    await over
    await asyncio.gather(*acks)


def _pace_row(on: Sequence[Slice], off: Sequence[Slice]) -> Row:
    shares = [one.percentile_s(50) / two.percentile_s(50) for one, two in zip(on, off, strict=True)]
    figure = median(shares)
    told = {
        f"p{percent} ms": " / ".join(
            f"{1000 * median(one.percentile_s(percent) for one in side):.2f}" for side in (on, off)
        )
        for percent in (50, 99)
    }
    return Row(
        name="review-pace",
        what=f"a GET's time while {RECORDS_A_MINUTE:,} records a minute are judged",
        aim=f"<= {AIM_LATENCY:.2f}",
        figure=f"{figure:.2f}",
        spread=f"{min(shares):.2f}-{max(shares):.2f}",
        verdict=verdict(is_met=figure <= AIM_LATENCY),
        more=told,
    )
