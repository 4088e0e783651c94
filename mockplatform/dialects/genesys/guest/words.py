"""Owns what is said on a guest's socket: the envelope, and errors as codes and texts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

import msgspec

from mockplatform import errors
from mockplatform.dialects.genesys.shapes.guest_frames import (
    ServerFrame,
    TooManyRequestsErrorMessage,
)
from mockplatform.edge.outgoing import Out

encode = msgspec.json.Encoder().encode

TOO_FAST = 4029
_CODES: tuple[tuple[type[errors.PlatformError], int], ...] = (
    (errors.SessionExpired, 4006),
    (errors.SessionUnknown, 4007),
    (errors.FeatureOff, 4000),
    (errors.FileExpired, 4008),
    (errors.FileUnknown, 4009),
    (errors.FileNotUploaded, 4010),
    (errors.TextTooLong, 4011),
    (errors.CustomDataTooLarge, 4013),
    (errors.CannotDowngrade, 4017),
    (errors.ParameterMissing, 4020),
    (errors.SessionReadOnly, 403),
)
"""Source: [C] transport SDK 2.14, ErrorCode."""
_FILE_CODES = {"type": 4001, "size": 4002, "content": 4003, "name": 4004, "length": 4005}
_OTHER = 5000
_STATUSES = frozenset({400, 401, 403, 404, 408, 429})
"""What clients know of HTTP. Source: [C] transport SDK 2.14, ErrorCode."""


def code_of(error: errors.PlatformError) -> int:
    """Return the number that tells an error on a guest's socket."""
    if isinstance(error, errors.FileRefused):
        return _FILE_CODES[error.why]
    if isinstance(error, errors.InjectedFault) and isinstance(error.chosen, int):
        return error.chosen
    found = (code for kind, code in _CODES if isinstance(error, kind))
    return next(found, _by_status(error))


def _by_status(error: errors.PlatformError) -> int:
    """Return the number for an error that has none of its own; there are no others than these."""
    if type(error) is errors.PlatformError:
        return _OTHER
    is_told = error.status in _STATUSES or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return error.status if is_told else HTTPStatus.BAD_REQUEST.value


def said(
    class_: str,
    body: Any,
    *,
    type_: Literal["response", "message"] = "response",
    code: int = 200,
    tracing_id: str | None = None,
) -> Out:
    """Return a frame; the journal knows it by its class."""
    frame = ServerFrame[Any](type=type_, class_=class_, code=code, body=body, tracing_id=tracing_id)
    return Out(class_, encode(frame))


def pushed(body: Any, *, tracing_id: str | None = None) -> Out:
    """Return a frame that nobody asked for; its class is that of the body."""
    return said(type(body).__name__, body, type_="message", tracing_id=tracing_id)


def answered(body: Any, tracing_id: str | None) -> Out:
    """Return the answer to an action; its class is that of the body."""
    return said(type(body).__name__, body, tracing_id=tracing_id)


def refused(error: errors.PlatformError, tracing_id: str | None) -> Out:
    """Return an error: a text with its code, or the frame that tells when to try again."""
    if error.status == errors.TooManyRequests.status:
        after = int(error.headers.get("Retry-After", "1"))
        body = TooManyRequestsErrorMessage(
            retry_after=after,
            error_code=TOO_FAST if error.status == code_of(error) else code_of(error),
            error_message=error.message,
            name="TooManyRequests",
            message=error.message,
        )
        return said(type(body).__name__, body, code=error.status, tracing_id=tracing_id)
    return said("string", error.message, code=code_of(error), tracing_id=tracing_id)
