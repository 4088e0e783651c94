"""A stream of numbers while a fault is switched on and off in a tight loop.

Promise: just what the journal's entries of the fault claim is missing, and nothing else.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import msgspec

from mockplatform import injection
from mockplatform.edge.wallclock import breathe
from mockplatform.faults.fault import Fault
from tests.support.faulty import shown
from tests.support.scene import Scene, scene
from tests.support.talk import Talk

NUMBERS = 16_000
ROOM = {"journalEntries": 200_000, "framesPerSecond": 100_000}


async def switch(stage: Scene, where: dict[str, Any], work: asyncio.Task[Any]) -> int:
    """Set and take away a fault for as long as some work takes; return how often."""
    fault = msgspec.convert({"id": "f", "where": where, "what": {"kind": "lose"}}, Fault)
    turns = 0
    while not work.done():
        injection.put(stage.server.tenant, fault)
        for _ in range(turns % 3 + 1):
            await breathe()
        injection.remove(stage.server.tenant, "f")
        for _ in range(turns % 5 + 1):
            await breathe()
        turns += 1
    await work
    return turns


def claimed(stage: Scene) -> list[str]:
    """Return the client's ids of the messages whose frames the fault claims, in order."""
    return [entry["clientMessageId"] for entry in shown(stage.server, "fault")]


async def heard(talk: Talk) -> list[str]:
    """Return what a socket hears, up to the frame that ends the stream."""
    numbers = []
    while (frame := await talk.frame())["type"] != "pong":
        if frame["type"] == "message":
            numbers.append(frame["clientMessageId"])
    return numbers


async def send(talk: Talk, at_once: int = 8) -> None:
    """Say all numbers, and something that shows that they were taken."""
    for number in range(NUMBERS):
        line = {"type": "message.send", "text": "x", "clientMessageId": str(number)}
        await talk.connection.send(json.dumps(line))
        if number % at_once == 0:
            for _ in range(3):
                await breathe()  # else the fault would be switched a few times only
    await talk.say("ping")


async def test_just_the_numbers_that_the_fault_claims_are_not_told() -> None:
    """What another socket of the conversation hears, and the transcript, have all of them."""
    where = {"phase": "frame.out", "frame": "message", "channel": 1}
    numbers = [str(number) for number in range(NUMBERS)]
    async with scene(**ROOM) as stage, stage.talk(max_queue=None) as talk:
        await talk.frame()
        hearing = asyncio.ensure_future(heard(talk))
        sending = asyncio.ensure_future(send(talk))
        turns = await switch(stage, where, hearing)
        await sending
        missing = claimed(stage)
        assert 0 < len(missing) < NUMBERS
        assert Counter(missing).most_common(1)[0][1] == 1
        gone = set(missing)
        assert hearing.result() == [one for one in numbers if one not in gone]
        assert missing == [one for one in numbers if one in gone]
        assert turns > 100
        async with stage.talk(max_queue=None) as later:
            await later.say("ping")
            assert await _first(later, NUMBERS) == numbers


async def _first(talk: Talk, count: int) -> list[str]:
    numbers: list[str] = []
    while len(numbers) < count:
        frame = await talk.frame()
        if frame["type"] == "message":
            numbers.append(frame["clientMessageId"])
    return numbers


async def test_just_the_numbers_that_the_fault_claims_are_not_heard() -> None:
    where = {"phase": "frame.in", "frame": "message.send"}
    numbers = [str(number) for number in range(NUMBERS)]
    async with scene(**ROOM) as stage, stage.talk(max_queue=None) as talk:
        await talk.frame()
        hearing = asyncio.ensure_future(heard(talk))
        sending = asyncio.ensure_future(send(talk))
        turns = await switch(stage, where, hearing)
        await sending
        missing = claimed(stage)
        gone = set(missing)
        assert 0 < len(missing) < NUMBERS
        assert len(gone) == len(missing)
        assert hearing.result() == [one for one in numbers if one not in gone]
        assert stage.frames_told("in", "message.send") == NUMBERS - len(missing)
        assert turns > 100
