"""Owns what the options of `matrix` may say, as far as the command line alone can tell.

What makes no sense is refused before a server is started and before the clean run is paid for.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from mockplatform.cli.exits import Failure
from mockplatform.cli.options import parse_duration_option

ALL = "all"
NONE = "none"
TIMEOUT_S_MIN = 0.001
TIMEOUT_S_MAX = 7 * 86_400.0


def names(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[str, ...] | None:
    """Return the names of a list with commas, each once.

    Raises:
        BadParameter: There is none, as where a variable was not set; or `all` or `none` is one
            among others.
    """
    if given is None:
        return None
    told = tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))
    words = [word for word in (ALL, NONE) if word in (param.metavar or "").split("|")]
    if not told:
        which = " or ".join(["outages with commas between", *map(repr, words)])
        raise click.BadParameter(f"{given!r} names none: write {which}", ctx, param)
    for word in words:
        if word in told and len(told) > 1:
            raise click.BadParameter(f"{word!r} stands alone, or not at all", ctx, param)
    return told


def duration(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    """Return a duration as text; it is one that an outage can have.

    Raises:
        BadParameter: It is none, or out of range.
    """
    from mockplatform.admin.outages import LASTS_S_MIN
    from mockplatform.limits import LIMITS

    low = LASTS_S_MIN if param.name == "lasts" else 0.0
    seconds = _seconds(ctx, param, given, (low, LIMITS.clock_advance_s_max))
    is_bare = seconds is not None and given is not None and given[-1].isdecimal()
    return f"{given}s" if is_bare else given


def timeout(ctx: click.Context, param: click.Parameter, given: str | None) -> float | None:
    """Return the seconds of a bound within which something can run.

    Raises:
        BadParameter: It is no duration, or leaves no time, or more than a tenant has.
    """
    return _seconds(ctx, param, given, (TIMEOUT_S_MIN, TIMEOUT_S_MAX))


def _seconds(
    ctx: click.Context, param: click.Parameter, given: str | None, within: tuple[float, float]
) -> float | None:
    from mockplatform.durations import format_duration

    seconds = parse_duration_option(ctx, param, given)
    low, high = within
    if seconds is not None and not low <= seconds <= high:
        bounds = f"between {format_duration(low)} and {format_duration(high)}"
        raise click.BadParameter(f"{given!r} is not {bounds}", ctx, param)
    return seconds


def chosen(asked: Sequence[str], known: Sequence[str], what: str) -> list[str]:
    """Return the outages that an option names; `all` for all of them.

    Raises:
        Failure: There is none of a name.
    """
    from mockplatform.errors import nearest

    if [*asked] == [ALL]:
        return [*known]
    for name in asked:
        if name not in known:
            raise Failure(f"{what}: no outage {name!r}", hint=nearest(name, known))
    return [*asked]


def some_of(
    asked: Sequence[str] | None, outages: Sequence[str], known: Sequence[str], what: str
) -> list[str]:
    """Return those of the run's outages that an option names; `none` for none of them.

    Raises:
        Failure: There is none of a name, or it is not run under.
    """
    if asked is None or [*asked] == [NONE]:
        return []
    if [*asked] == [ALL]:
        return [*outages]
    for name in chosen(asked, known, what):
        if name not in outages:
            told = f"{what}: {name!r} is not among --outages, so nothing is run under it"
            raise Failure(told, hint=f"Add it there, or leave it out here: {', '.join(outages)}.")
    return [*asked]
