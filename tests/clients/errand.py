"""Owns the errand on which a client program goes: four minutes of talk, and what must be left.

Whoever runs it says 1, 2, 3 … over the whole life of a token that lives for four minutes, keeps
a note of how far he is, and steers the routing. Then the platform's own books tell what became
of it.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import aiohttp

from tests.clients.place import Place, Steering

SAYS = 16
USER = "user-7"
TIER = "premium"


class Client(Protocol):
    """A client that can be sent on the errand."""

    @property
    def tally(self) -> str:
        """What it went through, in a few words."""
        ...

    @property
    def pane(self) -> list[str]:
        """The texts that it shows, from top to bottom."""
        ...

    async def begin(self) -> None:
        """Get a token, open a conversation and its socket."""
        ...

    async def say(self, text: str) -> None:
        """Send a message."""
        ...

    async def save(self, count: int) -> None:
        """Note in the server's tier how far it is."""
        ...

    async def saved(self) -> int:
        """Return what the server's tier says."""
        ...

    async def steer(self, **data: str) -> None:
        """Tell routing something new."""
        ...

    async def rest(self) -> None:
        """Listen for a moment, since nothing is to be said for a while."""
        ...

    async def tick(self) -> None:
        """Do what a timer would have done by now."""
        ...

    async def settle(self) -> None:
        """Wait until all is told and all is seen."""
        ...

    async def leave(self) -> None:
        """Close what is open."""
        ...


async def run(client: Client, steering: Steering) -> list[str]:
    """Go on the errand; return what was lost, doubled or wrong."""
    await client.begin()
    await _say(client, 1, 2)
    await _pass(client, steering, 7)  # somebody answers
    await _say(client, 3, 4)
    await client.steer(tier=TIER)
    await client.save(4)
    await _say(client, 5, 12)
    await _pass(client, steering, 60)
    await _say(client, 13, 13)
    await _pass(client, steering, 60)
    await _say(client, 14, 14)
    await _pass(client, steering, 90)  # shortly before the first token ends
    await _say(client, 15, 15)
    await _pass(client, steering, 30)  # past its end
    await client.save(15)
    await _say(client, 16, SAYS)
    await client.settle()
    wrong = judge(await steering.conversations(), client.pane)
    count = await client.saved()
    return wrong if count == 15 else [*wrong, f"the note says {count}, not 15"]


def text_of(number: int) -> str:
    """Return what is said as the n-th thing; once, a word on which the bot calls for somebody."""
    return "13, and a human please" if number == 13 else str(number)


async def _say(client: Client, first: int, last: int) -> None:
    for number in range(first, last + 1):
        await client.say(text_of(number))


async def _pass(client: Client, steering: Steering, by_s: float) -> None:
    await client.rest()
    await steering.advance(by_s)
    await client.tick()


def judge(conversations: Sequence[dict[str, Any]], pane: Sequence[str]) -> list[str]:
    """Return what is wrong with what the platform has, and with what the client shows."""
    if len(conversations) != 1:
        return [f"{len(conversations)} conversations instead of one"]
    transcript = conversations[0]["transcript"]
    said = [text_of(number) for number in range(1, SAYS + 1)]
    kept = [one["text"] for one in transcript if one["direction"] == "inbound"]
    wrong = [*_differences("kept", said, kept)]
    wrong += _differences("seen", [one["text"] for one in transcript], pane)
    if conversations[0]["routingData"].get("tier") != TIER:
        wrong.append("routing was not told")
    return wrong


def _differences(what: str, wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    missing = Counter(wanted) - Counter(found)
    doubled = Counter(found) - Counter(wanted)
    wrong = []
    if missing:
        wrong.append(f"not {what}: {_some(missing)}")
    if doubled:
        wrong.append(f"{what} twice: {_some(doubled)}")
    if not wrong and list(wanted) != list(found):
        wrong.append(f"{what} out of order: {' '.join(one[:12] for one in found)}")
    return wrong


def _some(texts: Counter[str]) -> str:
    return ", ".join(text[:20] for text in texts.elements())


def main(
    name: str, make: Callable[[aiohttp.ClientSession, Place, Steering], Client], bound_s: float
) -> None:
    """Run a client's program: one line, and 0 if nothing was lost, doubled or wrong."""
    wrong, tally = asyncio.run(_main(make, bound_s))
    print(f"{name}: {'; '.join(wrong) or 'all once, in order, and seen'} ({tally})")  # noqa: T201
    sys.exit(1 if wrong else 0)


async def _main(
    make: Callable[[aiohttp.ClientSession, Place, Steering], Client], bound_s: float
) -> tuple[list[str], str]:
    place = Place.told()
    unbounded = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=unbounded) as http:
        steering = Steering(http, place)
        client = make(http, place, steering)
        try:
            async with asyncio.timeout(bound_s):
                await steering.stop_clock()
                wrong = await run(client, steering)
        except TimeoutError:
            wrong = [f"hung: not done in {bound_s:g} s"]
        except Exception as error:  # noqa: BLE001 - whatever ended it is what went wrong
            wrong = [f"{type(error).__name__}: {str(error)[:200]}"]
        await client.leave()
        return wrong, client.tally
