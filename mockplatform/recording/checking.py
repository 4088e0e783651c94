"""Owns what is checked of a record's lines before any of it is staged. Pure.

A record may have been edited, or come from somebody else: what could not have been written
is refused whole, so that a replay never fails in its middle.
"""

from __future__ import annotations

import math
from typing import Any

import msgspec

from mockplatform.durations import parse_instant
from mockplatform.errors import PlatformError
from mockplatform.faults.fault import Fault
from mockplatform.findings.acceptance import judged
from mockplatform.journal_fields import FIELDS, LINKS, Type
from mockplatform.limits import LIMITS
from mockplatform.recording.lines import ActLine, AnyLine, ClockMark, EntryLine, RunLine
from mockplatform.recording.run import NO_ACTS
from mockplatform.settings import DEFAULTS, change

_CLOCK_MAX = parse_instant("3000-01-01T00:00:00Z")
_SEED_MAX = 2**64 - 1
_LINE_LEVELS = 8
"""How many levels a line lays around what was sent."""
_NEEDED = {
    "http": ("method", "path"),
    "frame": ("direction", "type"),
    "socket": ("act",),
    "fault": ("faultId", "faultKind", "ordinal", "draw", "what"),
}
"""What the entries have that are compared."""


def check(line: AnyLine) -> None:
    """Check what the shape of a line does not say.

    Raises:
        ValueError: Nothing that could have been recorded; the text says what.
    """
    if isinstance(line, RunLine):
        _check_run(line)
    elif isinstance(line, EntryLine):
        _check_entry(line.entry)
    elif isinstance(line, ActLine):
        _check_act(line)


def _check_run(run: RunLine) -> None:
    for seed in (run.seed, run.server_seed):
        if seed > _SEED_MAX:
            raise ValueError(f"a seed is {_SEED_MAX} at most")
    _check_clock(run.clock)
    try:
        judged(change(DEFAULTS, run.settings))
    except PlatformError as error:
        raise ValueError(error.message) from None
    if len(run.faults) > LIMITS.faults_per_tenant_max:
        raise ValueError(f"a tenant has at most {LIMITS.faults_per_tenant_max} faults")
    for number, fault in enumerate(run.faults):
        try:
            msgspec.convert(fault, Fault)
        except msgspec.ValidationError as error:
            raise ValueError(f"faults[{number}]: {error}") from None
    _check_depth([run.settings, run.faults])


def _check_clock(clock: ClockMark) -> None:
    if not 0 <= clock.now <= _CLOCK_MAX:
        raise ValueError("clock.now: a clock stands between 1970 and 3000, in epoch seconds")
    if not 0 < clock.rate <= LIMITS.clock_rate_max:
        raise ValueError(f"clock.rate must be above 0 and at most {LIMITS.clock_rate_max:g}")
    if not math.isfinite(clock.offset):
        raise ValueError("clock.offset is no number of seconds")


def _check_act(act: ActLine) -> None:
    if not math.isfinite(act.at):
        raise ValueError("at is no time")
    if act.path.removeprefix("/__admin").startswith(NO_ACTS):
        raise ValueError(f"path: {act.path} is never recorded")
    _check_depth(act.body)


def _check_entry(entry: dict[str, Any]) -> None:
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        raise ValueError(f"entry.kind: must be one of {', '.join(FIELDS)}")
    for name in _NEEDED.get(kind, ()):
        if name not in entry:
            raise ValueError(f"entry.{name}: an entry of kind {kind} has one")
    types = LINKS | FIELDS[kind]
    for name, value in entry.items():
        if name in types and not _is_of(types[name], value):
            raise ValueError(f"entry.{name}: is no {types[name]}")


def _is_of(type_: Type, value: object) -> bool:
    if type_ == "texts":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if type_ == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _check_depth(value: object, levels: int = LIMITS.json_depth_max + _LINE_LEVELS) -> None:
    if not levels:
        raise ValueError(f"over {LIMITS.json_depth_max} levels deep")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _check_depth(one, levels - 1)
