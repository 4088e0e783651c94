"""Owns the cookie by which a browser is known again, and the token that stands in for it.

Both are signed by the tenant, and name the browser alone: who its customer is, is another one on
each channel.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the cookie's name; that no script reads it) and 3.3.0
(`identityToken`, for browsers that keep no cookie of another site). Invented: what they hold, and
for how long.
"""

from __future__ import annotations

from mockplatform.edge.auth import bearer_of
from mockplatform.edge.call import Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import BadRequest, TokenInvalid
from mockplatform.limits import LIMITS
from mockplatform.signing import SigningKey, sign, verify

NAME = "cx_digital_wi"
_TYPE = "wi+jwt"


def visitor_of(call: Call) -> str:
    """Return the browser that a call comes from; ``""`` for one that is not known here."""
    try:
        shown = bearer_of(call.request) or call.request.cookies.get(NAME)
        if not shown:
            return ""
        claims = verify(shown, call.tenant.keys, _TYPE)
    except (BadRequest, TokenInvalid) as error:
        call.note(f"the identity that came is none of this tenant: {error.message}")
        return ""
    visitor = claims.get("sub")
    is_own = claims.get("tenant") == call.tenant.id and isinstance(visitor, str)
    return str(visitor) if is_own else ""


def value_of(call: Call, visitor: str, key: SigningKey) -> str:
    """Return what the browser is to show from now on."""
    return sign({"sub": visitor, "tenant": call.tenant.id}, key, _TYPE)


def header_of(call: Call, value: str) -> str:
    """Return the `Set-Cookie` that has a browser keep it, and send it from the page's site."""
    is_secure = base_url(call).startswith("https:")
    site = "; Secure; SameSite=None" if is_secure else "; SameSite=Lax"
    age = int(LIMITS.visitor_cookie_s)
    return f"{NAME}={value}; Path=/; Max-Age={age}; HttpOnly{site}"
