"""Owns how the widget dialect writes errors."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from mockplatform.dialects.widget.shapes import ErrorBody, ErrorDetail, OAuthErrorBody
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.errors import header_text
from mockplatform.edge.route import Dialect
from mockplatform.errors import OAuthError, PlatformError, Unauthorized

_OVERLOADED = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


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


def challenge(call: Call, error: Unauthorized) -> str:
    """Return the `WWW-Authenticate` challenge (RFC 6750 section 3)."""
    realm = f'Bearer realm="{call.tenant.id}"'
    if not error.challenge:
        return realm
    description = header_text(error.message).replace("\\", "").replace('"', "'")
    return f'{realm}, error="{error.challenge}", error_description="{description}"'


def write_oauth_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error of an OAuth endpoint (RFC 6749 section 5.2)."""
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if isinstance(error, OAuthError):
        return respond(error.oauth_status, OAuthErrorBody(error.error, error.message), headers)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = challenge(call, error)
        name = error.challenge or "invalid_client"
        return respond(error.status, OAuthErrorBody(name, error.message), headers)
    return respond(error.status, OAuthErrorBody(_oauth_name(error.status), error.message), headers)


def _oauth_name(status: int) -> str:
    """Return the registered error for a status that RFC 6749 section 5.2 has no name for.

    Invented: the names of section 4.1.2.1 on every route of OAuth. `invalid_request` would tell a
    client never to try again, which is right for no overload and no failure of the server.
    """
    if status in _OVERLOADED:
        return "temporarily_unavailable"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request"


WIDGET = Dialect("widget", write_error)
WIDGET_OAUTH = Dialect("widget", write_oauth_error)
