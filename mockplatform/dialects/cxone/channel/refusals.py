"""Owns how a call for a transaction token is refused.

Source: [C] nice-cxone-chat-web-sdk 2.2.0, which knows of an `errorCode` at the top, `ip_blocked`.
Invented: the other codes are those of OAuth and of the platform, written alike.
"""

from __future__ import annotations

from aiohttp import web

from mockplatform.dialects.cxone.shapes.tokens import TokenRefusal
from mockplatform.edge.answers import respond
from mockplatform.edge.call import Call
from mockplatform.edge.oauth import NO_STORE
from mockplatform.errors import OAuthError, PlatformError


def write_refusal(call: Call, error: PlatformError) -> web.Response:
    """Return why a call gets no token."""
    code, status = error.code.replace(".", "_"), error.status
    if isinstance(error, OAuthError):
        code, status = error.error, error.oauth_status
    body = TokenRefusal(
        error_code=code,
        error_message=error.message,
        transaction_id=call.correlation_id,
    )
    return respond(status, body, NO_STORE)
