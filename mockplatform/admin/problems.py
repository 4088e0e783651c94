"""Owns how the admin API writes errors: RFC 9457 problem documents with a hint."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from mockplatform.admin import guard
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.route import Dialect
from mockplatform.errors import OAuthError, PlatformError, Unauthorized

CONTENT_TYPE = "application/problem+json"


class ProblemDetail(Struct):
    """One wrong thing: where it stands, a machine's word for it, and a sentence."""

    path: str
    code: str
    message: str


class Problem(Struct):
    """The shape of every error of the admin API.

    Attributes:
        type: Names the kind of problem; ends in its `code`.
        instance: The correlation id of the call.
        hint: The next step; may be empty.
        errors: All that was wrong with the request, where there is more to say.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    hint: str
    errors: list[ProblemDetail]


def write(call: Call, error: PlatformError) -> web.Response:
    """Return an error as a problem document."""
    status = error.oauth_status if isinstance(error, OAuthError) else error.status
    problem = Problem(
        type=f"urn:mockplatform:problem:{error.code}",
        title=error.code.replace(".", " ").capitalize(),
        status=status,
        detail=error.message,
        instance=call.correlation_id,
        code=error.code,
        hint=error.hint,
        errors=[ProblemDetail(one.field, one.code, one.message) for one in error.details],
    )
    headers = {"WWW-Authenticate": 'Bearer realm="admin"'} if status == Unauthorized.status else {}
    return respond(status, problem, headers, CONTENT_TYPE)


ADMIN = Dialect("admin", write, cors=False, guard=guard.check)
HEALTH = Dialect("admin", write, cors=False)
"""For probes, which know neither names nor tokens and learn nothing but that it lives."""
