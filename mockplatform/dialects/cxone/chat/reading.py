"""Owns how a client's frame is read: the envelope, then the payload, then the event's own data."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import msgspec

from mockplatform.dialects.cxone.shapes.base import Heard
from mockplatform.dialects.cxone.shapes.heard import Envelope, Payload
from mockplatform.errors import InvalidValue, ParameterMissing, PlatformError
from mockplatform.limits import LIMITS

HeardT = TypeVar("HeardT", bound=Heard)
HEARTBEAT = "heartbeat"
ACTIONS = ("chatWindowEvent", "register")
"""What a client's frame may be beside a sign of life. Source: [C] nice-cxone-chat-web-sdk 2.2.0."""
_MISSING = "missing required field"
_NAME_CHARS = 64


class Glance(NamedTuple):
    """What of a frame can be read whatever else is wrong with it.

    Attributes:
        event_id: What its answer is matched by; empty where it has none that can be echoed.
        name: Its event, or that it is a sign of life; as much of it as the journal takes.
    """

    event_id: str
    name: str


def glance(members: dict[str, Any]) -> Glance:
    """Return what an answer needs to know of a frame."""
    event_id, inner = members.get("eventId"), members.get("payload")
    name = inner.get("eventType") if isinstance(inner, dict) else members.get("action")
    is_good = isinstance(event_id, str) and len(event_id) <= LIMITS.event_id_chars_max
    return Glance(
        event_id if is_good and isinstance(event_id, str) else "",
        name[:_NAME_CHARS] if isinstance(name, str) else "",
    )


def envelope(members: dict[str, Any]) -> Envelope:
    """Return what every frame has.

    Raises:
        ParameterMissing: It has no action, or a request without an `eventId`.
        InvalidValue: A member has the wrong type, or is too long to be echoed.
    """
    found = _read(members, Envelope, "$")
    if len(found.event_id) > LIMITS.event_id_chars_max:
        raise InvalidValue("$.eventId", f"has over {LIMITS.event_id_chars_max} characters")
    if found.action == HEARTBEAT:
        return found
    if found.action not in ACTIONS:
        known = ", ".join((*ACTIONS, HEARTBEAT))
        raise InvalidValue("$.action", f"{found.action[:64]!r} is none of {known}")
    if not found.event_id:
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


def part(members: dict[str, Any], shape: type[HeardT], path: str) -> HeardT:
    """Return a part of an event's data in its shape; `path` is where it stands in the data.

    Raises:
        ParameterMissing: It lacks what it needs.
        InvalidValue: A member has the wrong type.
    """
    return _read(members, shape, f"$.payload.data.{path}")


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
