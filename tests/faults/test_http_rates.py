"""The fault `rate_limit`: who is refused, until when, and what he is told."""

from __future__ import annotations

from typing import Any

import msgspec

from mockplatform.faults.fault import Fault
from mockplatform.faults.plan import Armed, Plan
from mockplatform.faults.where import Occasion
from mockplatform.limits import LIMITS
from tests.faults.acts_http import Stage, staged
from tests.support.faulty import fault, shown
from tests.support.wire import Seen, seen

QUOTA: dict[str, Any] = {"quota": 2, "window": "30s"}


async def statuses(stage: Stage, count: int) -> list[int]:
    """Return the statuses of so many calls."""
    return [(await stage.ask()).status for _ in range(count)]


async def test_who_is_over_the_quota_is_told_when_to_come_again() -> None:
    """Source: draft-ietf-httpapi-ratelimit-headers-06, section 3; RFC 6585 section 4."""
    async with staged() as stage, fault(stage.server, "rate_limit", what=QUOTA):
        assert await statuses(stage, 2) == [200, 200]
        await stage.server.advance(10.5)
        answer: Seen = await stage.ask()

        assert (answer.status, answer.json()["code"]) == (429, "too.many.requests")
        told = {name: value for name, value in answer.headers.items() if "ratelimit" in name}
        assert told == {
            "ratelimit-limit": "2",
            "ratelimit-remaining": "0",
            "ratelimit-reset": "20",
            "ratelimit-policy": "2;w=30",
        }
        assert answer.headers["retry-after"] == "20"


async def test_who_waits_as_he_was_told_gets_a_new_window() -> None:
    async with staged() as stage, fault(stage.server, "rate_limit", what=QUOTA):
        assert await statuses(stage, 3) == [200, 200, 429]
        await stage.server.advance(29.5)
        answer = await stage.ask()
        assert (answer.status, answer.headers["retry-after"]) == (429, "1")
        await stage.server.advance(float(answer.headers["retry-after"]))

        assert await statuses(stage, 3) == [200, 200, 429]


async def test_each_subject_has_a_quota_and_a_window_of_its_own() -> None:
    async with staged() as stage, fault(stage.server, "rate_limit", what=QUOTA):
        other = await stage.server.token("user-8")
        await statuses(stage, 2)
        await stage.server.advance(20)
        theirs = [(await seen(stage.server, f"GET {stage.path}", other)).status for _ in range(3)]
        assert (await stage.ask()).status == 429
        await stage.server.advance(10)

        assert theirs == [403, 403, 429]
        assert (await stage.ask()).status == 200
        assert (await seen(stage.server, f"GET {stage.path}", other)).status == 429


async def test_only_refusals_fire_and_are_counted_by_when() -> None:
    async with staged() as stage:
        when = {"times": 1}
        async with fault(stage.server, "rate_limit", what=QUOTA, when=when):
            assert await statuses(stage, 4) == [200, 200, 429, 200]

        (told,) = shown(stage.server, "fault")
        assert (told["ordinal"], told["effect"]) == (1, "Respond")


async def test_a_quota_of_none_refuses_all_and_a_call_out_of_scope_costs_none() -> None:
    async with staged() as stage:
        what, where = {"quota": 0, "window": "1s"}, {"method": "GET"}
        async with fault(stage.server, "rate_limit", what=what, where=where):
            head = await seen(stage.server, f"HEAD {stage.path}", stage.token)
            assert (head.status, (await stage.ask()).status) == (200, 429)


async def test_a_refused_call_was_not_executed() -> None:
    async with staged() as stage:
        what = {"quota": 1, "window": "1m"}
        async with fault(stage.server, "rate_limit", what=what, where={"method": "POST"}):
            for text in "ab":
                await seen(stage.server, f"POST {stage.path}/messages", stage.token, {"text": text})
        kept = await seen(stage.server, f"GET {stage.path}/messages", stage.token)

        assert [one["text"] for one in kept.json()["entities"]] == ["a"]


def test_no_more_subjects_are_remembered_than_may_be() -> None:
    one = msgspec.convert({"id": "f", "what": {"kind": "rate_limit", **QUOTA}}, Fault)
    plan, armed = Plan(), Armed(one, seed=1, set_at=0.0)
    plan.put(armed)
    for number in range(LIMITS.fault_subjects_max + 10):
        plan.decide("edge", Occasion(now=0.0, subject=f"user-{number}"))

    assert len(armed.memory["windows"]) == LIMITS.fault_subjects_max
    assert "user-9" not in armed.memory["windows"]
