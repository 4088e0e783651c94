"""Owns authorization codes: what one carries, and what must fit before it is worth a token.

They are given by `/oauth/authorize`, and taken wherever a dialect trades them.

Source: RFC 6749, section 4.1; RFC 7636; RFC 9700, section 2.1.1 (a verifier without a challenge).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta, Struct

from mockplatform.edge.call import Call
from mockplatform.errors import OAuthError, TokenInvalid
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.signing import verify
from mockplatform.tenant import Tenant
from mockplatform.tokens import Instant

CODE_TYPE = "code+jwt"
CHALLENGE_CHARS = 43
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)


class CodeClaims(Struct):
    """What an authorization code carries; `challenge` is empty where PKCE was not used."""

    jti: str
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    sub: Annotated[str, Meta(min_length=1, max_length=LIMITS.id_chars_max)]
    exp: Instant


class Taker(Protocol):
    """Where a code is taken: a call, or what stands for one on a socket."""

    @property
    def tenant(self) -> Tenant:
        """Whose codes are taken."""

    @property
    def now(self) -> float:
        """The tenant's time."""


def read(call: Taker, text: str) -> CodeClaims:
    """Return what a code carries.

    Raises:
        OAuthError: `invalid_grant`: it is no code of this tenant.
    """
    try:
        members = verify(text, call.tenant.keys, CODE_TYPE)
        return msgspec.convert(members, CodeClaims)
    except TokenInvalid as error:
        raise OAuthError("invalid_grant", error.message.replace("token", "code")) from None
    except msgspec.ValidationError as error:
        raise OAuthError("invalid_grant", f"The code's claims: {error}") from None


def check(
    call: Taker,
    code: CodeClaims,
    redirect_uri: str,
    verifier: str | None,
    *,
    is_again: bool = False,
) -> None:
    """Let by whoever is where the code was sent to, and has the verifier of its challenge.

    Where the code has no challenge, something else must prove who comes with it. Its time is of no
    matter where it was taken before and is good again (`is_again`).

    Raises:
        OAuthError: `invalid_grant`: it was given for something else, or its time is over,
            or the verifier is none.
    """
    if verifier is not None and not _VERIFIER.fullmatch(verifier):
        raise OAuthError(
            "invalid_grant",
            "A code_verifier has 43 to 128 letters, digits, dots, dashes, tildes or underscores",
            hint="RFC 7636, section 4.1.",
        )
    if code.redirect_uri != redirect_uri:
        raise OAuthError("invalid_grant", "The code is for another client or redirect_uri")
    if code.exp <= call.now and not is_again:
        raise OAuthError("invalid_grant", "The code's time is over")
    if code.challenge:
        if not hmac.compare_digest(challenge_of(verifier or "").encode(), code.challenge.encode()):
            raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge")
    elif verifier is not None:
        raise OAuthError(
            "invalid_grant",
            "There is a code_verifier, but the code was asked for without a code_challenge",
            hint="Send code_challenge and code_challenge_method=S256 to /oauth/authorize.",
        )


async def spend(call: Call, code: CodeClaims) -> str:
    """Return the id of the family that a code is worth: a code gives one family only.

    What a code gave that comes twice is taken back (RFC 6749 section 4.1.2), and its family then
    cannot begin again.
    """
    family_id = derive_uuid("code", call.tenant.id, code.jti)
    if family_id in call.tenant.families:
        await call.platform.tokens.revoke_family(call.tenant, family_id)
    return family_id


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
