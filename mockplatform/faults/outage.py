"""Owns the outage as a value: named faults with a course over time, as its file describes it.

Spans are on the tenant's clock. What becomes of an outage that is started, a list of
ordinary faults, is in `mockplatform.faults.course`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, field

from mockplatform.faults.registry import What
from mockplatform.faults.spans import Duration, check_duration, seconds
from mockplatform.faults.when import When
from mockplatform.faults.where import Where
from mockplatform.faults.written import Written
from mockplatform.limits import LIMITS

OutageName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$(?!\n)")]
PartId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$(?!\n)")]
MemberPath = Annotated[str, Meta(pattern=r"^(when|what)\.[A-Za-z]{1,40}$(?!\n)")]
Value = str | int | float
"""What a member that can be steered has: a number, or a duration."""

SPAN_S_MIN = 0.001


class Scale(Written, frozen=True, kw_only=True):
    """How a fault follows the intensity, where it is not by its probability.

    Attributes:
        member: Which member is steered: `what.delay`, `when.times`.
        calm: Its value close to intensity 0, at which no fault fires; at 1 it is the fault's own.
    """

    member: MemberPath
    calm: Value

    def __post_init__(self) -> None:
        """Check that a text is a duration."""
        _check_value(self.calm, "calm")


class Part(Written, frozen=True, kw_only=True):
    """One fault of an outage.

    Attributes:
        id: Its name in the outage; the fault's id is `outage:{outage}:{part}`.
        what: What goes wrong.
        where: On which occasions.
        when: On which of these; its windows come from the course.
        scales: What an intensity below 1 weakens: its probability, a member, or nothing.
    """

    id: PartId
    what: What
    where: Where = Where()
    when: When = When()
    scales: Literal["probability", "nothing"] | Scale = "probability"

    def __post_init__(self) -> None:
        """Refuse windows: the course has them."""
        if self.when.after or self.when.for_ is not None:
            raise ValueError("when: `after` and `for` come from the course, not from the fault")


class Step(Written, frozen=True, kw_only=True):
    """Faults that act for a while.

    Attributes:
        at: When they begin, from the outage's start.
        for_: How long they act; to the outage's end if left out.
        every: They begin again so often, until the outage ends.
        faults: They are asked in this order; the first of a phase that fires acts alone.
    """

    at: Duration = 0.0
    for_: Duration | None = field(default=None, name="for")
    every: Duration | None = None
    faults: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=LIMITS.outage_faults_max)]

    def __post_init__(self) -> None:
        """Check the spans, and that they go together."""
        check_duration(self.at, "at")
        check_duration(self.for_, "for", low=SPAN_S_MIN)
        check_duration(self.every, "every", low=SPAN_S_MIN)
        if self.every is None:
            return
        if self.for_ is None:
            raise ValueError("for: is needed beside `every`: how long it acts each time")
        if seconds(self.for_) > seconds(self.every):
            raise ValueError("for: is longer than `every`")


class Ramp(Written, frozen=True, kw_only=True):
    """A fault one of whose members goes from one value to another, in steps.

    Attributes:
        at: When it begins, from the outage's start.
        for_: How long it takes; to the outage's end if left out.
        steps: In how many steps of equal length; each is a fault of its own.
        member: Which member changes: `what.delay`, `when.probability`.
        from_: Its value in the first step.
        to: Its value in the last step.
        fault: The fault; what it says of the member itself does not count.
    """

    at: Duration = 0.0
    for_: Duration | None = field(default=None, name="for")
    steps: Annotated[int, Meta(ge=2, le=64)]
    member: MemberPath
    from_: Value = field(name="from")
    to: Value
    fault: Part

    def __post_init__(self) -> None:
        """Check the spans, and that texts are durations."""
        check_duration(self.at, "at")
        check_duration(self.for_, "for", low=SPAN_S_MIN)
        _check_value(self.from_, "from")
        _check_value(self.to, "to")


def _check_value(value: Value, name: str) -> None:
    if isinstance(value, str):
        check_duration(value, name)


class Outage(Written, frozen=True, kw_only=True):
    """A named set of faults with a course over time.

    Attributes:
        name: By which it is started.
        title: One line for lists.
        stages: What it stages: what happens in production, and what clients see of it.
        client: What a well-behaved client does meanwhile.
        for_: How long it lasts, unless it is started for longer or shorter: then its whole
            course is stretched or squeezed.
        steps: Faults that act for a while.
        ramps: Faults that grow or fade.
    """

    name: OutageName
    title: Annotated[str, Meta(max_length=120)] = ""
    stages: Annotated[str, Meta(max_length=2000)] = ""
    client: Annotated[str, Meta(max_length=2000)] = ""
    for_: Duration = field(default="5m", name="for")
    steps: Annotated[tuple[Step, ...], Meta(max_length=LIMITS.outage_faults_max)] = ()
    ramps: Annotated[tuple[Ramp, ...], Meta(max_length=LIMITS.outage_faults_max)] = ()

    def __post_init__(self) -> None:
        """Check that it is an outage, and that all of it lies in its time."""
        check_duration(self.for_, "for", low=SPAN_S_MIN)
        if not self.steps and not self.ramps:
            raise ValueError("steps: an outage has a step or a ramp at least")
        self._check_counts()
        self._check_ids()
        self._check_times()

    def _check_counts(self) -> None:
        """Refuse what makes too many faults, before any of them is looked at."""
        count = sum(self._count(step) for step in self.steps)
        count += sum(ramp.steps for ramp in self.ramps)
        if count > LIMITS.outage_faults_max:
            most = LIMITS.outage_faults_max
            raise ValueError(f"steps: make {count} faults; an outage has at most {most}")

    def _check_ids(self) -> None:
        """Refuse two parts of one id, and parts whose faults would come to have the same id."""
        parts: set[str] = set()
        faults: dict[str, str] = {}
        for path, part, numbers in self._numbered():
            if part.id in parts:
                raise ValueError(f"{path}.id: two faults have the id {part.id!r}")
            parts.add(part.id)
            for number in numbers:
                id_ = numbered(part.id, number)
                if id_ in faults:
                    raise ValueError(
                        f"{path}.id: one fault of it and one of {faults[id_]} "
                        f"come to have the id {id_!r}"
                    )
                faults[id_] = path

    def _check_times(self) -> None:
        """Refuse what begins when the outage is over."""
        lasts_s = seconds(self.for_)
        spans: tuple[tuple[str, tuple[Step | Ramp, ...]], ...] = (
            ("steps", self.steps),
            ("ramps", self.ramps),
        )
        for name, several in spans:
            for index, one in enumerate(several):
                if seconds(one.at) >= lasts_s:
                    raise ValueError(f"{name}[{index}].at: lies behind the outage's end")

    def _numbered(self) -> Iterator[tuple[str, Part, range]]:
        """Yield where each part stands, the part, and the numbers of its faults."""
        for index, step in enumerate(self.steps):
            turns = rounds(step, seconds(self.for_))
            numbers = range(1) if step.every is None else range(1, turns + 1)
            for place, part in enumerate(step.faults):
                yield f"steps[{index}].faults[{place}]", part, numbers
        for index, ramp in enumerate(self.ramps):
            yield f"ramps[{index}].fault", ramp.fault, range(1, ramp.steps + 1)

    def _count(self, step: Step) -> int:
        return len(step.faults) * rounds(step, seconds(self.for_))


def numbered(part_id: str, number: int) -> str:
    """Return what a part's fault is called in its outage; number 0: it is the only one."""
    return f"{part_id}-{number}" if number else part_id


def rounds(step: Step, lasts_s: float) -> int:
    """Return how often a step acts in an outage that lasts so long."""
    if step.every is None:
        return 1
    return max(1, -int(-(lasts_s - seconds(step.at)) // seconds(step.every)))
