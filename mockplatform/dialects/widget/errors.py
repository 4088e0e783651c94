"""Owns how the widget dialect writes errors."""

from __future__ import annotations

from aiohttp import web

from mockplatform.dialects.widget.shapes import ErrorBody, ErrorDetail, OAuthErrorBody
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.oauth import challenge, refusal
from mockplatform.edge.route import Dialect
from mockplatform.errors import OAuthError, PlatformError, Unauthorized


def write_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error in the API's shape, with its challenge where it is a 401."""
    if isinstance(error, OAuthError):
        return write_oauth_error(call, error)
    body = ErrorBody(
        message=error.message,
        code=error.code,
        status=error.status,
        context_id=call.correlation_id,
        details=[ErrorDetail(one.code, one.field, one.message) for one in error.details],
        errors=[],
    )
    headers = {}
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = challenge(call, error)
    return respond(error.status, body, headers)


def write_oauth_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error of an OAuth endpoint (RFC 6749 section 5.2)."""
    status, name, text, headers = refusal(call, error)
    return respond(status, OAuthErrorBody(name, text), headers)


WIDGET = Dialect("widget", write_error, has_instances=True)
WIDGET_OAUTH = Dialect("widget", write_oauth_error, has_instances=True)
