"""Owns how the CXone dialect writes errors over HTTP.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 reads `error.errorCode` of a refused channel call.
Invented: that the other calls are refused in the same shape.
"""

from __future__ import annotations

from aiohttp import web

from mockplatform.dialects.cxone.shapes.errors import ErrorBody, ErrorDetail
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.route import Dialect
from mockplatform.errors import InjectedFault, PlatformError


def pascal(code: str) -> str:
    """Return a code of ours as one of CXone's: ``not.found`` as ``NotFound``."""
    return "".join(part.capitalize() for part in code.replace("_", ".").split("."))


def write_error(call: Call, error: PlatformError) -> web.Response:
    """Return an error of the channel's HTTP calls."""
    chosen = error.chosen if isinstance(error, InjectedFault) else None
    detail = ErrorDetail(
        error_code=chosen if isinstance(chosen, str) else pascal(error.code),
        error_message=error.message,
        transaction_id=call.correlation_id,
    )
    return respond(error.status, ErrorBody(error=detail))


CXONE = Dialect("cxone", write_error)
