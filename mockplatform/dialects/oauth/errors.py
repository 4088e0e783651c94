"""Owns how the authorization server writes errors.

Source: RFC 6749, section 5.2; Genesys Cloud's own server writes `description` beside it.
"""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.oauth import refusal
from mockplatform.edge.route import Dialect
from mockplatform.errors import PlatformError


class AuthorizationErrorBody(Struct):
    """The shape of its errors: each client finds the text under the name that it knows."""

    error: str
    description: str
    error_description: str


def write_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error in the authorization server's shape."""
    status, name, text, headers = refusal(call, error)
    return respond(status, AuthorizationErrorBody(name, text, text), headers)


OAUTH = Dialect("oauth", write_error)
