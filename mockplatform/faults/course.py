"""Owns an outage's course: the ordinary faults that it comes to, with their windows.

Pure: the same outage, started the same way, is the same faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from mockplatform.errors import InvalidValue
from mockplatform.faults.fault import Fault
from mockplatform.faults.outage import (
    SPAN_S_MIN,
    Outage,
    Part,
    Ramp,
    Scale,
    Step,
    Value,
    numbered,
    rounds,
)
from mockplatform.faults.plan import OUTAGES
from mockplatform.faults.spans import seconds
from mockplatform.ids import derive_seed

FULL = 1.0
_BY_PROBABILITY = Scale(member="when.probability", calm=0.0)

Path = tuple[str | int, ...]


class Unstageable(ValueError):
    """A member that is to be steered is none of its fault, or takes no such value.

    Attributes:
        path: Where in the outage's file.
    """

    def __init__(self, path: Path, what: str) -> None:
        self.path = path
        self.what = what
        place = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
        super().__init__(f"{place[1:]}: {what}")


class Staging(NamedTuple):
    """How an outage is started.

    Attributes:
        seed: From which, and from the outage's name, its faults' draws derive.
        intensity: From 0, which harms nobody, to 1, the file's own.
        lasts_s: How long it lasts; as its file says if None.
        after_s: How long after the start it begins.
    """

    seed: int
    intensity: float = FULL
    lasts_s: float | None = None
    after_s: float = 0.0


class _Scene(NamedTuple):
    """A fault at work: in the file's own time, counted from the outage's beginning.

    Attributes:
        path: Where its part stands.
        number: Tells it from the other scenes of its part; 0 where it is the only one.
        value: What a ramp makes of a member, by the member's path.
    """

    path: Path
    part: Part
    at: float
    lasts: float
    number: int
    value: tuple[str, Value] | None = None


def lasts_s(outage: Outage, staging: Staging) -> float:
    """Return how long an outage lasts that is started so."""
    return seconds(outage.for_) if staging.lasts_s is None else staging.lasts_s


def faults_of(outage: Outage, staging: Staging) -> list[Fault]:
    """Return the faults that an outage comes to, in the order in which they are asked.

    Raises:
        Unstageable: It cannot be staged so.
    """
    stretch = lasts_s(outage, staging) / seconds(outage.for_)
    seed = derive_seed(staging.seed, outage.name)
    faults = []
    for scene in _scenes(outage):
        try:
            members = _members(scene, staging.intensity)
            members["id"] = f"{OUTAGES}{outage.name}:{numbered(scene.part.id, scene.number)}"
            members["seed"] = seed
            members["when"]["after"] = round(staging.after_s + scene.at * stretch, 6)
            members["when"]["for"] = max(SPAN_S_MIN, round(scene.lasts * stretch, 6))
            faults.append(msgspec.convert(members, Fault))
        except (msgspec.ValidationError, ValueError, InvalidValue) as error:
            raise Unstageable(scene.path, str(error)) from None
    return faults


def check(outage: Outage) -> None:
    """See to it that an outage can be staged, whatever its intensity.

    Raises:
        Unstageable: It cannot.
    """
    for intensity in (FULL, 0.0):
        faults_of(outage, Staging(0, intensity))


def _scenes(outage: Outage) -> Iterator[_Scene]:
    whole = seconds(outage.for_)
    for index, step in enumerate(outage.steps):
        yield from _scenes_of_step(("steps", index), step, whole)
    for index, ramp in enumerate(outage.ramps):
        yield from _scenes_of_ramp(("ramps", index), ramp, whole)


def _scenes_of_step(path: Path, step: Step, whole: float) -> Iterator[_Scene]:
    lasts = whole if step.for_ is None else seconds(step.for_)
    every = 0.0 if step.every is None else seconds(step.every)
    for turn in range(rounds(step, whole)):
        at = seconds(step.at) + turn * every
        number = turn + 1 if every else 0
        for place, part in enumerate(step.faults):
            where = (*path, "faults", place)
            yield _Scene(where, part, at, min(lasts, whole - at), number)


def _scenes_of_ramp(path: Path, ramp: Ramp, whole: float) -> Iterator[_Scene]:
    begins = seconds(ramp.at)
    span = whole - begins if ramp.for_ is None else min(seconds(ramp.for_), whole - begins)
    lasts = span / ramp.steps
    for turn in range(ramp.steps):
        value = between(ramp.from_, ramp.to, turn / (ramp.steps - 1))
        at = begins + turn * lasts
        yield _Scene(path, ramp.fault, at, lasts, turn + 1, (ramp.member, value))


def between(low: Value, high: Value, share: float) -> Value:
    """Return the value that lies so far on the way from one to another.

    Between two whole numbers it is a whole number; of durations it is seconds.

    Raises:
        InvalidValue: A text is no duration.
    """
    begins, ends = (seconds(one) if isinstance(one, str) else one for one in (low, high))
    value = begins + (ends - begins) * share
    return round(value) if isinstance(low, int) and isinstance(high, int) else round(value, 6)


def _members(scene: _Scene, intensity: float) -> dict[str, Any]:
    """Return the members of a scene's fault: what the ramp says, weakened by the intensity."""
    part = scene.part
    members: dict[str, Any] = {
        name: msgspec.to_builtins(value)
        for name, value in (("where", part.where), ("when", part.when), ("what", part.what))
    }
    if scene.value is not None:
        path, value = scene.value
        _group(members, path)[_name(path)] = value
    if intensity < FULL and part.scales != "nothing":
        scale = part.scales if isinstance(part.scales, Scale) else _BY_PROBABILITY
        group, name = _group(members, scale.member), _name(scale.member)
        group[name] = between(scale.calm, _full(group, name, scale), intensity)
    if not intensity:
        # Whatever scales: what fires without effect would still be told as a fault.
        members["when"]["probability"] = 0.0
    return members


def _full(group: dict[str, Any], name: str, scale: Scale) -> Value:
    """Return what a member is at intensity 1."""
    full = group.get(name, FULL if scale.member == "when.probability" else None)
    if not isinstance(full, str | int | float):
        raise ValueError(f"scales: the fault gives no {scale.member} that could be weakened")  # noqa: TRY004 - the reader adds the path
    return full


def _group(members: dict[str, Any], path: str) -> dict[str, Any]:
    group: dict[str, Any] = members[path.partition(".")[0]]
    return group


def _name(path: str) -> str:
    return path.partition(".")[2]
