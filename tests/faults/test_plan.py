"""Which fault fires, on which occasion: a matter of counting and of the seed alone."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.faults.fault import Fault
from mockplatform.faults.plan import Armed, Plan
from mockplatform.faults.where import Occasion
from mockplatform.limits import LIMITS


def fault(**members: Any) -> Fault:
    """Return a fault that answers 503."""
    return msgspec.convert({"what": {"kind": "status"}, **members}, Fault)


def plan_of(*faults: Fault, seed: int = 1) -> Plan:
    """Return a plan of faults that were set at 0."""
    plan = Plan()
    for one in faults:
        plan.put(Armed(one.named(one.id or plan.name()), seed=seed, set_at=0.0))
    return plan


def fires(plan: Plan, subject: str = "user-7", now: float = 0.0) -> str | None:
    """Return the id of the fault that fires on a subject's next call."""
    firing = plan.decide("edge", Occasion(now=now, subject=subject))
    return None if firing is None else firing.armed.id


def test_without_faults_no_phase_is_there_to_be_asked() -> None:
    assert plan_of().by_phase == {}


def test_skip_times_and_every_count_for_each_subject_by_itself() -> None:
    plan = plan_of(fault(id="f", when={"skip": 1, "times": 2, "every": 2}))
    for subject in ("user-7", "user-8"):
        assert [fires(plan, subject) for _ in range(7)] == [None, "f", None, "f", None, None, None]


def test_the_first_of_the_list_that_fires_acts_alone() -> None:
    plan = plan_of(fault(id="a", when={"times": 1}), fault(id="b"))
    assert [fires(plan) for _ in range(3)] == ["a", "b", "b"]
    assert [armed.counts["user-7"].asked for armed in plan] == [3, 2]


def test_windows_are_on_the_tenants_clock() -> None:
    plan = plan_of(fault(id="f", when={"after": "10s", "for": "5s"}))
    assert [fires(plan, now=at) for at in (9.9, 10.0, 14.9, 15.0)] == [None, "f", "f", None]


def test_a_dead_mans_switch_ends_it_even_where_its_window_is_open() -> None:
    plan = plan_of(fault(id="f", ttl="3s"))
    assert [fires(plan, now=at) for at in (2.9, 3.0)] == ["f", None]


@given(
    st.permutations([f"user-{n % 4}" for n in range(24)]),
    st.integers(min_value=0, max_value=2**53),
)
def test_who_comes_in_between_changes_no_decision(order: list[str], seed: int) -> None:
    """Promise: draws depend on seed, fault, subject and ordinal alone."""
    mixed = plan_of(fault(id="f", when={"probability": 0.5, "times": 3}), seed=seed)
    alone = plan_of(fault(id="f", when={"probability": 0.5, "times": 3}), seed=seed)
    decided: dict[str, list[str | None]] = {}
    for subject in order:
        decided.setdefault(subject, []).append(fires(mixed, subject))
    for subject in sorted(decided):
        assert [fires(alone, subject) for _ in decided[subject]] == decided[subject]


def test_another_seed_draws_otherwise() -> None:
    drawn = [
        [fires(plan, f"user-{n}") for n in range(64)]
        for plan in (
            plan_of(fault(id="f", when={"probability": 0.5}), seed=seed) for seed in (1, 2)
        )
    ]
    assert drawn[0] != drawn[1]
    assert all(16 < one.count("f") < 48 for one in drawn)


def test_an_occasion_outside_the_scope_is_not_counted() -> None:
    plan = plan_of(fault(id="f", where={"subject": "user-7", "path": "/api/*/me"}))
    at = Occasion(now=0.0, subject="user-7", path="/api/v2/users/other")
    assert plan.decide("edge", at) is None
    assert fires(plan, "user-8") is None
    assert not plan.get("f").counts  # type: ignore[union-attr]  # it is set


def test_beyond_the_limit_the_subject_that_called_longest_ago_begins_at_zero() -> None:
    plan = plan_of(fault(id="f", when={"times": 1}))
    most = LIMITS.fault_subjects_max
    for number in range(most):
        assert fires(plan, f"user-{number}") == "f"
    assert fires(plan, "user-0") is None, "it is known, and the last that called by now"

    assert fires(plan, "one-more") == "f"
    assert [fires(plan, subject) for subject in ("user-0", "user-1")] == [None, "f"]
    (armed,) = plan
    assert len(armed.counts) == most
