"""A stream of numbers over HTTP while faults come and go: only what they claim is missing.

`MOCKPLATFORM_NUMBERS` says how many numbers are sent.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from tests.faults.acts_http import Stage, staged
from tests.support.faulty import shown
from tests.support.wire import RESET, Line, line_to, seen

NUMBERS = int(os.environ.get("MOCKPLATFORM_NUMBERS", "1000"))


async def told(stage: Stage, **query: Any) -> list[int]:
    """Return the numbers that the platform keeps, in their order."""
    kept: list[int] = []
    after = 0
    while True:
        page = await seen(
            stage.server, f"GET {stage.path}/messages?after={after}&limit=200", stage.token
        )
        kept += [int(one["text"]) for one in page.json()["entities"]]
        after = page.json()["entities"][-1]["seq"]
        if not page.json()["hasMore"]:
            return kept


async def switch(stage: Stage, fault: dict[str, Any], done: asyncio.Event) -> int:
    """Set a fault and take it away, through the admin API, until the numbers are sent."""
    url, switched = f"{stage.server.url}/__admin/faults", 0
    while not done.is_set():
        async with stage.server.http.post(url, json=fault) as answer:
            assert answer.status == 201
        async with stage.server.http.delete(f"{url}/{fault['id']}") as answer:
            assert answer.status == 204
        switched += 1
    return switched


class Sender:
    """Sends numbers one by one; opens another connection where one was reset.

    Attributes:
        seen: What each number was answered: a status, or 0 for a reset.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.seen: dict[int, int] = {}

    async def send(self, numbers: range) -> None:
        """Send all numbers, each when the one before was answered or reset."""
        left = iter(numbers)
        number = next(left, None)
        while number is not None:
            async with line_to(self.stage.server) as line:
                while number is not None and await self._say(line, number):
                    number = next(left, None)
                if number is not None:  # that one has cost the connection
                    number = next(left, None)

    async def _say(self, line: Line, number: int) -> bool:
        path, id_ = f"{self.stage.path}/messages", f"X-Correlation-Id: n-{number}"
        await line.ask(f"POST {path}", self.stage.token, {"text": str(number)}, id_)
        answer = await line.answer()
        self.seen[number] = answer.status
        assert answer.end in {"", RESET}
        return not answer.end


def claimed(stage: Stage) -> list[int]:
    """Return the numbers that the journal's entries of faults claim."""
    assert stage.server.tenant.journal.evicted == 0
    return [int(one["correlationId"][2:]) for one in shown(stage.server, "fault")]


async def stream(stage: Stage, fault: dict[str, Any]) -> Sender:
    """Send all numbers while the fault comes and goes."""
    sender, done = Sender(stage), asyncio.Event()
    switching = asyncio.ensure_future(switch(stage, fault, done))
    await sender.send(range(NUMBERS))
    done.set()
    assert await switching > 1
    assert sorted(sender.seen) == list(range(NUMBERS))
    return sender


@pytest.mark.parametrize("kind", ["status", "reset"])
async def test_only_what_a_fault_at_the_edge_claims_is_missing(kind: str) -> None:
    async with staged() as stage:
        stage.server.tenant.journal.resize(20 * NUMBERS)
        where = {"phase": "edge", "method": "POST", "path": "*/messages"}
        sender = await stream(stage, {"id": "f", "where": where, "what": {"kind": kind}})
        lost = claimed(stage)

        harmed = 0 if kind == "reset" else 503
        assert [n for n in range(NUMBERS) if sender.seen[n] == harmed] == lost
        assert 0 < len(lost) < NUMBERS, "it came and it went"
        assert await told(stage) == [n for n in range(NUMBERS) if n not in set(lost)]


async def test_behind_the_work_nothing_is_missing_and_only_the_claimed_answers_are() -> None:
    async with staged() as stage:
        stage.server.tenant.journal.resize(20 * NUMBERS)
        where = {"phase": "reply", "method": "POST", "path": "*/messages"}
        sender = await stream(stage, {"id": "f", "where": where, "what": {"kind": "reset"}})
        unanswered = claimed(stage)

        assert [n for n in range(NUMBERS) if sender.seen[n] == 0] == unanswered
        assert 0 < len(unanswered) < NUMBERS, "it came and it went"
        assert await told(stage) == list(range(NUMBERS))
