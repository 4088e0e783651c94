"""Owns what is published of who issues tokens: the keys, and the metadata of the issuer."""

from __future__ import annotations

from typing import Any

from mockplatform.core.scopes import SCOPES
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.signing import ALGORITHM

_FRESH = {"Cache-Control": "no-cache"}


async def jwks(call: Call) -> Answer:
    """Give the public keys (RFC 7517); the first call makes the first key."""
    await call.platform.tokens.signing_key(call.tenant)
    keys = [key.jwk() for key in call.tenant.keys.values()]
    return Answer(200, {"keys": keys}, _FRESH)


async def discovery(call: Call) -> Answer:
    """Give the issuer's metadata (RFC 8414), its addresses by the name the caller asked for it."""
    base = base_url(call)
    document: dict[str, Any] = {
        "issuer": call.tenant.issuer,
        "authorization_endpoint": f"{base}/oauth/authorize",
        "token_endpoint": f"{base}/oauth/token",
        "revocation_endpoint": f"{base}/api/v2/widget/auth/revoke",
        "end_session_endpoint": f"{base}/logout",
        "jwks_uri": f"{base}/.well-known/jwks.json",
        "userinfo_endpoint": f"{base}/api/v2/users/me",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code", "token"],
        "grant_types_supported": [
            "authorization_code",
            "client_credentials",
            "implicit",
            "refresh_token",
        ],
        "subject_types_supported": ["public"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }
    return Answer(200, document, _FRESH)
