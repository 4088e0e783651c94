"""Owns the cookie by which a browser is known again, and the token that stands in for it.

Both are signed by the tenant, and name the browser alone: who its customer is, is another one on
each channel.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the cookie's name; that no script reads it) and 3.3.0
(`identityToken`, for browsers that keep no cookie of another site). Invented: what they hold, and
for how long; that each tenant has a cookie of its own, by its path or its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from mockplatform.edge.auth import bearer_of
from mockplatform.edge.call import Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import BadRequest, TokenInvalid
from mockplatform.limits import LIMITS
from mockplatform.platform import DEFAULT_TENANT
from mockplatform.signing import SigningKey, sign, verify

NAME = "cx_digital_wi"
_TYPE = "wi+jwt"


def visitor_of(call: Call) -> str:
    """Return the browser that a call comes from; ``""`` for one that is not known here."""
    for shown in _shown(call):
        visitor = _read(call, shown)
        if visitor:
            return visitor
    return ""


def _shown(call: Call) -> Iterator[str]:
    """Yield what may name the browser: a token, else all cookies of that name.

    A browser shows those of all paths that lead here: also the one of the tenant at the root.
    """
    try:
        token = bearer_of(call.request)
    except (BadRequest, TokenInvalid) as error:
        call.note(f"the identity that came is none: {error.message}")
        return
    if token:
        yield token
        return
    for header in call.request.headers.getall("Cookie", []):
        for pair in header.split(";"):
            name, _, value = pair.strip().partition("=")
            if name == _name(call) and value:
                yield value


def _read(call: Call, shown: str) -> str:
    try:
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
    base = base_url(call)
    site = "; Secure; SameSite=None" if base.startswith("https:") else "; SameSite=Lax"
    path = urlsplit(base).path if call.prefixed else "/"
    age = int(LIMITS.visitor_cookie_s)
    return f"{_name(call)}={value}; Path={path}; Max-Age={age}; HttpOnly{site}"


def _name(call: Call) -> str:
    """Return what a tenant's cookie is called: at the root several are told by their brand alone.

    The vendor's SDK asks at the root of its origin, whatever path it was given there.
    """
    is_alone = call.prefixed or call.tenant.id == DEFAULT_TENANT
    return NAME if is_alone else f"{NAME}_{call.tenant.brand_id}"
