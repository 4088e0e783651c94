"""Owns how the Genesys dialect writes errors, and what each of its answers carries.

Source: [C] SDK tests and traces (codes, headers); [M] ErrorBody. Invented: 501 for what is not
emulated, so that a test never takes a gap of the double for an answer of the platform.
"""

from __future__ import annotations

from http import HTTPStatus
from math import ceil

from aiohttp import web
from multidict import istr

from mockplatform.dialects.genesys.rates import MINUTE_S, rate_key
from mockplatform.dialects.genesys.shapes.platform import ErrorBody, ErrorDetail
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.route import Dialect
from mockplatform.errors import (
    ChatRefused,
    ConversationEnded,
    DeviceKnown,
    DeviceRefused,
    DeviceUnknown,
    IllegalTransition,
    InjectedFault,
    InvalidDate,
    InvalidValue,
    MethodNotAllowed,
    MissingScope,
    PayloadTooLarge,
    PlatformError,
    TokenExpired,
    TokenMissing,
    TooManyRequests,
    Unauthorized,
    UnknownRoute,
)

NOT_EMULATED = "not.implemented"
CORRELATION = istr("ININ-Correlation-Id")
NEWER_CORRELATION = istr("Genesys-Correlation-Id")
COUNT = istr("inin-ratelimit-count")
ALLOWED = istr("inin-ratelimit-allowed")
RESET = istr("inin-ratelimit-reset")
_BY_KIND: tuple[tuple[type[PlatformError], int, str], ...] = (
    (TokenMissing, 401, "authentication.required"),
    (TokenExpired, 401, "credentials.expired"),
    (Unauthorized, 401, "bad.credentials"),
    (UnknownRoute, 501, NOT_EMULATED),
    (MethodNotAllowed, 501, NOT_EMULATED),
    (MissingScope, 403, "missing.permissions"),
    (InvalidDate, 400, "invalid.date"),
    (InvalidValue, 400, "invalid.value"),
    (IllegalTransition, 400, "bad.request"),
    (ConversationEnded, 400, "bad.request"),
    (PayloadTooLarge, 413, "request.entity.too.large"),
    (TooManyRequests, 429, "too.many.requests"),
)
_BY_STATUS = {
    400: "bad.request",
    401: "bad.credentials",
    403: "not.authorized",
    404: "not.found",
    408: "request.timeout",
    409: "conflict",
    412: "precondition.failed",
    413: "request.entity.too.large",
    415: "unsupported.media.type",
    429: "too.many.requests",
    501: NOT_EMULATED,
    503: "service.unavailable",
    504: "request.timeout",
}


def status_and_code(error: PlatformError) -> tuple[int, str]:
    """Return how an error is told: its HTTP status and the platform's word for it."""
    has_its_own = isinstance(error, InjectedFault) and error.chosen is not None
    if has_its_own or isinstance(error, ChatRefused | DeviceKnown | DeviceUnknown):
        return error.status, error.code
    if isinstance(error, DeviceRefused):
        return error.status, error.why
    for kind, status, code in _BY_KIND:
        if isinstance(error, kind):
            return status, code
    fallback = (
        "internal.server.error"
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        else (error.code if isinstance(error, InjectedFault) else "bad.request")
    )
    return error.status, _BY_STATUS.get(error.status, fallback)


def body_of(error: PlatformError, correlation_id: str) -> ErrorBody:
    """Return an error's body."""
    status, code = status_and_code(error)
    return ErrorBody(
        message=error.message,
        code=code,
        status=status,
        context_id=correlation_id,
        details=[ErrorDetail(error_code=one.code, field_name=one.field) for one in error.details],
    )


def write_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error in the platform API's shape."""
    if isinstance(error, UnknownRoute | MethodNotAllowed):
        error.headers.pop("Allow", None)
        error.message = f"Not emulated: {call.request.method} {call.path[:200]}"
        call.note(f"outside the emulated surface: {call.request.method} {call.path[:200]}")
    body = body_of(error, call.correlation_id)
    return respond(body.status, body)


def finish(call: Call, response: web.StreamResponse) -> None:
    """Write what every answer of the platform API carries."""
    response.headers[CORRELATION] = call.correlation_id
    response.headers[NEWER_CORRELATION] = call.correlation_id
    if call.access is None or call.access.claims.deployment_id:
        return
    window = call.tenant.rates.get(rate_key(call))
    if window is not None:
        reset_s = max(0, ceil(window.since + MINUTE_S - call.tenant.clock.now()))
        response.headers[COUNT] = str(window.taken)
        response.headers[ALLOWED] = str(call.tenant.settings.api_requests_per_minute)
        response.headers[RESET] = str(reset_s)


GENESYS = Dialect("genesys", write_error, finish=finish)
