"""Owns authorization codes: what one carries, and what must fit before it is worth a token.

Source: RFC 6749, section 4.1; RFC 7636; RFC 9700, section 2.1.1 (a verifier without a challenge).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from mockplatform.dialects.oauth.clients import Parameters, Proof
from mockplatform.edge.call import Call
from mockplatform.errors import OAuthError, TokenInvalid
from mockplatform.limits import LIMITS
from mockplatform.signing import verify
from mockplatform.tokens import Instant

CODE_TYPE = "code+jwt"
CHALLENGE_CHARS = 43


class CodeClaims(Struct):
    """What an authorization code carries; `challenge` is empty where PKCE was not used."""

    jti: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    sub: Annotated[str, Meta(min_length=1, max_length=LIMITS.id_chars_max)]
    exp: Instant


def read(call: Call, given: Parameters) -> CodeClaims:
    """Return what the code of a request carries.

    Raises:
        OAuthError: `invalid_grant`: it is no code of this tenant.
    """
    try:
        members = verify(given.get("code", ""), call.tenant.keys, CODE_TYPE)
        return msgspec.convert(members, CodeClaims)
    except TokenInvalid as error:
        raise OAuthError("invalid_grant", error.message.replace("token", "code")) from None
    except msgspec.ValidationError as error:
        raise OAuthError("invalid_grant", f"The code's claims: {error}") from None


def check(call: Call, code: CodeClaims, proof: Proof, given: Parameters) -> None:
    """Let by whom the code was given to.

    Raises:
        OAuthError: `invalid_grant`: it was given for something else, or its time is over;
            `invalid_client`: neither a secret nor PKCE proves the client.
    """
    if (code.client_id, code.redirect_uri) != (proof.client.id, given.get("redirect_uri", "")):
        raise OAuthError("invalid_grant", "The code is for another client or redirect_uri")
    if code.exp <= call.now:
        raise OAuthError("invalid_grant", "The code's time is over")
    verifier = given.get("code_verifier")
    if code.challenge:
        if not hmac.compare_digest(challenge_of(verifier or "").encode(), code.challenge.encode()):
            raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge")
        return
    if verifier is not None:
        raise OAuthError(
            "invalid_grant",
            "There is a code_verifier, but the code was asked for without a code_challenge",
            hint="Send code_challenge and code_challenge_method=S256 to /oauth/authorize.",
        )
    proof.demand()


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
