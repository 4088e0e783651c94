"""Owns how a client's frame is read: first what every action has, then what its own one needs."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from mockplatform.dialects.genesys.shapes.guest import ActionHead
from mockplatform.edge.wire import Wire
from mockplatform.errors import InvalidValue, ParameterMissing, PlatformError
from mockplatform.limits import LIMITS

ActionT = TypeVar("ActionT", bound=Wire)
_MISSING = "missing required field"


def head(members: dict[str, Any]) -> ActionHead:
    """Return what every action has.

    Raises:
        ParameterMissing: It names no action.
        InvalidValue: A member has the wrong type, or is too long to be echoed.
    """
    found = _read(members, ActionHead)
    if len(found.tracing_id or "") > LIMITS.tracing_id_chars_max:
        raise InvalidValue("$.tracingId", f"has over {LIMITS.tracing_id_chars_max} characters")
    return found


def action(members: dict[str, Any], shape: type[ActionT]) -> ActionT:
    """Return an action in its shape.

    Raises:
        ParameterMissing: It lacks what it needs.
        InvalidValue: A member has the wrong type; the error has its path.
    """
    return _read(members, shape)


def _read(members: dict[str, Any], shape: type[ActionT]) -> ActionT:
    try:
        return msgspec.convert(members, shape)
    except msgspec.ValidationError as error:
        raise _misfit(members, shape, error) from None


def _misfit(members: dict[str, Any], shape: Any, error: msgspec.ValidationError) -> PlatformError:
    # Imported late: only who errs pays for the check that finds the reason.
    from mockplatform.fixtures_check import misfits
    from mockplatform.fixtures_document import render

    what, _, path = str(error).partition(" - at `")
    place, said = path.removesuffix("`") or "$", what
    problem = next(iter(misfits(members, shape)), None)
    if problem is not None:
        place, said = render(problem.path), problem.message
    if _MISSING in what:
        return ParameterMissing(f"Missing parameter: {what}", hint=f"{place}: {said}")
    return InvalidValue(place, said)
