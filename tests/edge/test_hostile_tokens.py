"""Bad tokens over HTTP: refused on every kind of route, and nothing is told or changed.

Form and claims are tested where they are judged; here is what reaches a caller.
Source: RFC 8725; the library's leniency is listed in `docs/architecture.md`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mockplatform.signing import ACCESS_TYPE, REFRESH_TYPE, SigningKey, sign, unsigned
from tests.support.api import AUTH, Api
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
VERBS = (
    "GET /api/v2/users/me",
    f"POST {MESSAGING}",
    "PUT /api/v2/widget-context/ctx_ann",
    f"POST {AUTH}/token",
    f"POST {AUTH}/revoke",
    "GET /api/v2/widget/deployments/shop-web/config",
    "GET /cdn/widget/latest/widget-sdk.js",
    "GET /unknown",
    "DELETE /api/v2/users/me",
)


def b64(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def with_header(key: SigningKey, claims: dict[str, Any], **members: Any) -> str:
    """Return a rightly signed token with other header members."""
    base = {"kid": key.id, "typ": ACCESS_TYPE}
    return jwt.encode(claims, key.private, "RS256", headers={**base, **members})


def hs256(key: SigningKey, claims: dict[str, Any]) -> str:
    """Return a token signed with the public key as a secret."""
    header = {"alg": "HS256", "kid": key.id, "typ": ACCESS_TYPE}
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    public = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return f"{signed}.{b64(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"


def odd_claims(now: int) -> dict[str, dict[str, Any]]:
    """Return claims that no token may have, by what is wrong with them."""
    return {
        "another issuer": {"iss": "http://evil.example"},
        "another issuer with a line feed": {"iss": 'http://evil\r\nX-Evil: yes"'},
        "another audience": {"aud": "x"},
        "another tenant": {"tenant": "nobody"},
        "exp as a text": {"exp": str(now + 600)},
        "exp as a flag": {"exp": True},
        "exp as a fraction": {"exp": now + 600.5},
        "exp out of range": {"exp": 10**40},
        "exp in milliseconds": {"exp": (now + 600) * 1000},
        "exp missing": {"exp": None},
        "not yet": {"nbf": now + 60},
        "scope as a list": {"scope": ["user:read"]},
        "scope as an object": {"scope": {}},
        "a subject with NUL": {"sub": "ann\x00"},
        "a subject with half a character": {"sub": "\ud800"},
        "no subject": {"sub": ""},
        "a number as subject": {"sub": 7},
    }


async def bad_tokens(api: Api) -> dict[str, str]:
    """Return tokens of which none is good, by what is wrong with them."""
    key = await api.server.platform.tokens.signing_key(api.tenant)
    now = int(api.tenant.clock.now())
    claims: dict[str, Any] = {
        "iss": api.tenant.issuer,
        "aud": "mockplatform",
        "sub": "ann",
        "tenant": api.tenant.id,
        "client_id": "widget",
        "scope": "conversation:read conversation:write user:read",
        "iat": now,
        "exp": now + 600,
        "jti": "mine",
    }
    good = sign(claims, key, ACCESS_TYPE)
    assert (await api.bearing(good)("GET /api/v2/users/me")).status == 200
    odd = odd_claims(now)
    head, payload, signature = good.split(".")
    return {
        **{what: sign({**claims, **change}, key, ACCESS_TYPE) for what, change in odd.items()},
        **{
            f"header member {name}": with_header(key, claims, **{name: "http://evil.example"})
            for name in ("crit", "jwk", "jku", "x5u", "x5c", "cty", "zip")
        },
        "alg none": unsigned(claims),
        "HS256 with the public key": hs256(key, claims),
        "a refresh token": sign(claims, key, REFRESH_TYPE),
        "another type": with_header(key, claims, typ="JWT2"),
        "no key": with_header(key, claims, kid=""),
        "another key": with_header(key, claims, kid="../../dev/null"),
        "padded": f"{good}=",
        "a padded payload": f"{head}.{payload}=.{signature}",
        "no signature": f"{head}.{payload}.",
        "swapped": f"{payload}.{head}.{signature}",
        "9 KiB": sign({**claims, "x": "x" * 6800}, key, ACCESS_TYPE),
        "two segments": f"{head}.{payload}",
        "four segments": f"{good}.e30",
        "dots": "..",
    }


async def test_a_bad_token_is_refused_wherever_it_comes(api: Api) -> None:
    """401 with a challenge, in one line; no stream is touched and no line can be put in."""
    tokens = await bad_tokens(api)
    before = api.versions()
    for what, token in tokens.items():
        for verb in VERBS:
            required = "users/me" in verb or "ctx_ann" in verb or MESSAGING in verb
            if token.count(".") != 2 and not (required and verb[:6] != "DELETE"):
                continue  # no JWT: on a public route it may be a client's secret
            reply = await api.bearing(token)(verb, None if verb[:3] == "GET" else {})
            assert reply.status == 401, (what, verb, reply)
            assert reply.headers["WWW-Authenticate"].startswith(
                f'Bearer realm="{api.tenant.id}", error="invalid_token", error_description="'
            ), what
            assert "X-Evil" not in reply.headers
            assert reply.headers["X-Correlation-Id"] == (
                reply.body.get("contextId") or reply.headers["X-Correlation-Id"]
            )
    assert api.versions() == before


async def test_no_token_is_kept_in_the_journal(api: Api) -> None:
    """A token shows as its `jti` and its last six characters."""
    tokens = [await bad_tokens(api), {"good": (await api.user("ann")).token}]
    for token in {**tokens[0], **tokens[1]}.values():
        await api.bearing(token)("GET /api/v2/users/me")
    shown = json.dumps(api.journal())
    for token in {**tokens[0], **tokens[1]}.values():
        for part in token.split("."):
            assert len(part) < 20 or part not in shown


@pytest.mark.parametrize(
    "value",
    ["Bearer", "Bearer ", "bearer x", "Basic eA==", "Digest a=b", "x", "", "Bearer a b", "Token t"],
)
async def test_another_authorization_is_none_or_bad(api: Api, value: str) -> None:
    """401 with a challenge, whatever scheme is tried."""
    reply = await api("GET /api/v2/users/me", headers={"Authorization": value})
    assert reply.status == 401
    assert reply["code"] in ("authentication.required", "invalid.token")
    assert "WWW-Authenticate" in reply.headers


async def test_the_scheme_is_read_in_any_case(ann: Api) -> None:
    """RFC 9110 section 11.1."""
    for scheme in ("bearer", "BEARER", "bEaReR"):
        headers = {"Authorization": f"{scheme} {ann.token}"}
        reply = await ann.bearing("")("GET /api/v2/users/me", headers=headers)
        assert reply.status == 200


async def test_a_token_is_not_taken_from_a_query(ann: Api) -> None:
    """It would stand in logs and histories; only a socket's handshake may do so."""
    reply = await ann.bearing("")(f"GET /api/v2/users/me?access_token={ann.token}")
    assert reply.refusal == (401, "authentication.required")
