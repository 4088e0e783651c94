"""Owns how refusals are told on the agents' side: of tokens as OAuth has it, of the rest as CXone.

Invented: the shape of the Digital API's refusals, and 501 for what is not emulated, so that a test
never takes a gap of the double for an answer of the platform.
"""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from mockplatform.dialects.cxone.errors import write_error
from mockplatform.dialects.cxone.shapes.agent_tokens import OAuthRefusal
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.oauth import challenge, refusal
from mockplatform.edge.route import Dialect
from mockplatform.errors import (
    ConversationEnded,
    IllegalTransition,
    MethodNotAllowed,
    PlatformError,
    Unauthorized,
    UnknownRoute,
)

_STEPS: tuple[tuple[type[PlatformError], str], ...] = (
    (
        ConversationEnded,
        "It is not opened again: what its customer writes next begins another one in its thread.",
    ),
    (
        IllegalTransition,
        "An agent has to have it: PUT /dfo/3.0/contacts/{n}/inbox-assignment gives it to one.",
    ),
)
"""The next steps that programs of the agents' side have, where the platform's own are others'."""


class NotEmulated(PlatformError):
    """The platform may have it; here nothing answers."""

    status = HTTPStatus.NOT_IMPLEMENTED
    code = "not.implemented"


def write_api_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error of the Digital API."""
    if isinstance(error, UnknownRoute | MethodNotAllowed):
        error.headers.pop("Allow", None)
        what = f"{call.request.method} {call.path[:200]}"
        call.note(f"outside the emulated surface: {what}")
        error = NotEmulated(f"Not emulated: {what}", hint=error.hint)
    call.hint = next((step for kind, step in _STEPS if isinstance(error, kind)), call.hint)
    response = write_error(call, error)
    if isinstance(error, Unauthorized):
        response.headers["WWW-Authenticate"] = challenge(call, error)
    return response


def write_oauth_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error of the issuer (RFC 6749 section 5.2)."""
    status, name, text, headers = refusal(call, error)
    return respond(status, OAuthRefusal(error=name, error_description=text), headers)


DFO = Dialect("cxone", write_api_error)
CXONE_OAUTH = Dialect("cxone", write_oauth_error)
