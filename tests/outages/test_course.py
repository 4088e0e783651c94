"""An outage comes to ordinary faults: their windows, values and seeds follow from its course."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.faults.course import FULL, Staging, Unstageable, between, check, faults_of
from mockplatform.faults.fault import Fault
from mockplatform.faults.outage import Outage

DOWN = {"id": "down", "what": {"kind": "status"}}
SLOW = {"id": "slow", "what": {"kind": "latency", "delay": "8s"}}


def outage(**members: Any) -> Outage:
    """Return an outage of a minute."""
    return msgspec.convert({"name": "bad", "for": "60s", **members}, Outage)


def windows(faults: list[Fault]) -> list[tuple[str | None, float | str, float | str | None]]:
    """Return each fault's id, when it begins, and for how long."""
    return [(one.id, one.when.after, one.when.for_) for one in faults]


def staged(made: Outage, **how: Any) -> list[Fault]:
    """Return the faults of an outage that is started with seed 1."""
    return faults_of(made, Staging(seed=1, **how))


def test_a_step_without_an_end_lasts_to_the_outages_end() -> None:
    made = outage(steps=[{"at": "10s", "faults": [DOWN]}, {"for": "5s", "faults": [SLOW]}])
    assert windows(staged(made)) == [("outage:bad:down", 10, 50), ("outage:bad:slow", 0, 5)]


def test_a_step_that_begins_again_is_numbered_and_ends_with_the_outage() -> None:
    made = outage(steps=[{"at": "5s", "every": "20s", "for": "20s", "faults": [DOWN]}])
    assert windows(staged(made)) == [
        ("outage:bad:down-1", 5, 20),
        ("outage:bad:down-2", 25, 20),
        ("outage:bad:down-3", 45, 15),
    ]


def test_a_ramp_goes_from_its_first_value_to_its_last_without_a_gap() -> None:
    ramp = {"steps": 4, "member": "what.delay", "from": "1s", "to": "4s", "fault": SLOW}
    faults = staged(outage(ramps=[{**ramp, "at": "20s"}]))
    assert windows(faults) == [(f"outage:bad:slow-{n}", 10 + 10 * n, 10) for n in (1, 2, 3, 4)]
    assert [one.what.delay for one in faults] == [1, 2, 3, 4]  # type: ignore[union-attr]


def test_a_ramp_may_change_how_often_it_fires() -> None:
    ramp = {"steps": 3, "member": "when.probability", "from": 1.0, "to": 0.0, "fault": DOWN}
    assert [one.when.probability for one in staged(outage(ramps=[ramp]))] == [1.0, 0.5, 0.0]


def test_another_duration_stretches_the_whole_course_and_a_later_start_shifts_it() -> None:
    made = outage(steps=[{"at": "15s", "every": "30s", "for": "10s", "faults": [DOWN]}])
    assert windows(staged(made, lasts_s=120.0, after_s=7.0)) == [
        ("outage:bad:down-1", 37, 20),
        ("outage:bad:down-2", 97, 20),
    ]


def test_intensity_weakens_the_probability_unless_the_file_names_something_else() -> None:
    parts: list[dict[str, Any]] = [
        {**DOWN, "id": "often", "when": {"probability": 0.5}},
        {**DOWN, "id": "always", "scales": "nothing"},
        {**SLOW, "scales": {"member": "what.delay", "calm": "0s"}},
    ]
    often, always, slow = staged(outage(steps=[{"faults": parts}]), intensity=0.25)
    assert (often.when.probability, always.when.probability) == (0.125, 1.0)
    assert (slow.when.probability, slow.what.delay) == (1.0, 2.0)  # type: ignore[union-attr]


def test_intensity_weakens_what_a_ramp_has_made_of_a_member() -> None:
    fault = {**SLOW, "scales": {"member": "what.delay", "calm": "0s"}}
    ramp = {"steps": 2, "member": "what.delay", "from": "2s", "to": "8s", "fault": fault}
    faults = staged(outage(ramps=[ramp]), intensity=0.5)
    assert [one.what.delay for one in faults] == [1, 4]  # type: ignore[union-attr]


def test_whole_numbers_stay_whole_and_durations_become_seconds() -> None:
    assert between(1, 4, 0.5) == 2
    assert isinstance(between(1, 4, 0.5), int)
    assert between("500ms", "1m", FULL) == 60.0


def test_seeds_derive_from_the_one_given_and_the_outages_name() -> None:
    steps = [{"faults": [DOWN, SLOW]}]
    one, other = outage(steps=steps), outage(name="other", steps=steps)
    seeds = [
        [fault.seed for fault in faults_of(made, Staging(seed))]
        for made, seed in (
            (one, 1),
            (one, 1),
            (one, 2),
            (other, 1),
        )
    ]
    assert seeds[0] == seeds[1]
    assert len({tuple(of) for of in seeds}) == 3


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({}, "a step or a ramp"),
        ({"steps": [{"at": "60s", "faults": [DOWN]}]}, "steps[0].at: lies behind"),
        ({"steps": [{"faults": [DOWN, DOWN]}]}, "two faults have the id 'down'"),
        (
            {
                "steps": [
                    {"every": "20s", "for": "5s", "faults": [DOWN]},
                    {"faults": [{**DOWN, "id": "down-2"}]},
                ]
            },
            "steps[1].faults[0].id: one fault of it and one of steps[0].faults[0] come to",
        ),
        (
            {
                "steps": [{"faults": [{**SLOW, "id": "slow-1"}]}],
                "ramps": [
                    {"steps": 2, "member": "what.delay", "from": 1, "to": 2, "fault": SLOW},
                ],
            },
            "ramps[0].fault.id: one fault of it and one of steps[0].faults[0] come to",
        ),
        ({"steps": [{"every": "1s", "faults": [DOWN]}]}, "is needed beside `every`"),
        ({"steps": [{"every": "1s", "for": "2s", "faults": [DOWN]}]}, "longer than `every`"),
        ({"steps": [{"every": "100ms", "for": "50ms", "faults": [DOWN]}]}, "at most 128"),
        ({"steps": [{"faults": [{**DOWN, "when": {"after": "1s"}}]}]}, "come from the course"),
        ({"steps": [{"faults": []}]}, "length >= 1"),
        ({"steps": [{"faults": [DOWN] * 129}]}, "length <= 128"),
        ({"steps": [{"faults": [DOWN]}] * 129}, "length <= 128"),
        (
            {"ramps": [{"steps": 2, "member": "what.x", "from": "x", "to": 1, "fault": SLOW}]},
            "from: 'x' is no duration",
        ),
        ({"steps": [{"faults": [{**DOWN, "id": "Down"}]}]}, "matching regex"),
    ],
)
def test_what_is_no_outage_is_refused(members: dict[str, Any], says: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        outage(**members)
    assert says in str(caught.value)


def test_faults_are_counted_before_they_are_looked_at() -> None:
    """Some thousands in all, of which each step has few: who compares each with each is busy."""
    parts = [{**DOWN, "id": f"p-{number % 100}"} for number in range(128)]
    with pytest.raises(msgspec.ValidationError, match="make 16384 faults"):
        outage(steps=[{"faults": parts}] * 128)


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (
            {"steps": [{"faults": [{**DOWN, "scales": {"member": "what.delay", "calm": 0}}]}]},
            "steps[0].faults[0]: scales: the fault gives no what.delay",
        ),
        (
            {
                "ramps": [
                    {"steps": 2, "member": "what.delya", "from": 1, "to": 2, "fault": SLOW},
                ]
            },
            "ramps[0]: Object contains unknown field `delya`",
        ),
    ],
)
def test_what_cannot_be_staged_is_refused_with_its_place(
    members: dict[str, Any], says: str
) -> None:
    with pytest.raises(Unstageable) as caught:
        check(outage(**members))
    assert says in str(caught.value)
