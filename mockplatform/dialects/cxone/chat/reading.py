"""Owns how a client's frame is read: the envelope, then the payload, then the event's own data."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from mockplatform.dialects.cxone.shapes.base import Heard
from mockplatform.dialects.cxone.shapes.heard import Envelope, Payload
from mockplatform.errors import InvalidValue, ParameterMissing, PlatformError
from mockplatform.limits import LIMITS

HeardT = TypeVar("HeardT", bound=Heard)
HEARTBEAT = "heartbeat"
_MISSING = "missing required field"


def envelope(members: dict[str, Any]) -> Envelope:
    """Return what every frame has.

    Raises:
        ParameterMissing: It has no action, or a request without an `eventId`.
        InvalidValue: A member has the wrong type, or is too long to be echoed.
    """
    found = _read(members, Envelope, "$")
    if len(found.event_id) > LIMITS.event_id_chars_max:
        raise InvalidValue("$.eventId", f"has over {LIMITS.event_id_chars_max} characters")
    if found.action != HEARTBEAT and not found.event_id:
        raise ParameterMissing("$.eventId is missing", hint="Each request has one: a UUID.")
    return found


def payload(members: dict[str, Any] | None) -> Payload:
    """Return what every request has.

    Raises:
        ParameterMissing: It names no event.
        InvalidValue: A member has the wrong type.
    """
    if members is None:
        raise ParameterMissing("$.payload is missing", hint="It has an eventType and data.")
    return _read(members, Payload, "$.payload")


def data(members: dict[str, Any] | None, shape: type[HeardT]) -> HeardT:
    """Return an event's data in its shape.

    Raises:
        ParameterMissing: It lacks what it needs.
        InvalidValue: A member has the wrong type; the error has its path.
    """
    return _read(members or {}, shape, "$.payload.data")


def _read(members: dict[str, Any], shape: type[HeardT], root: str) -> HeardT:
    try:
        return msgspec.convert(members, shape)
    except msgspec.ValidationError as error:
        raise _misfit(error, root) from None


def _misfit(error: msgspec.ValidationError, root: str) -> PlatformError:
    what, _, path = str(error).partition(" - at `")
    place = root + path.removesuffix("`").removeprefix("$")
    if _MISSING in what:
        return ParameterMissing(f"{what}, at {place}", hint="docs/cxone.md has the shapes.")
    return InvalidValue(place, what)
