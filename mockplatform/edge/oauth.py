"""Owns what every place that gives tokens has in common: answers, scopes, how refusals are named.

Source: RFC 6749, sections 3.3, 5.1 and 5.2; RFC 6750, section 3.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import NamedTuple

from msgspec import Struct

from mockplatform.core.configuration import Client
from mockplatform.core.scopes import SCOPES
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.errors import header_text
from mockplatform.errors import (
    InjectedFault,
    OAuthError,
    PlatformError,
    Unauthorized,
    nearest,
)
from mockplatform.limits import LIMITS
from mockplatform.tokens import TokenPair

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_OVERLOADED = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_SCOPE_NAME = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
"""What RFC 6749, section 3.3, lets a scope be called."""


class TokenAnswer(Struct, kw_only=True, omit_defaults=True):
    """A pair (RFC 6749 section 5.1)."""

    access_token: str
    refresh_token: str | None = None
    token_type: str
    expires_in: int
    scope: str


def token_answer(pair: TokenPair, token_type: str) -> Answer:
    """Return the answer for a pair; tokens are never to be stored by a cache.

    `token_type` goes by any case (RFC 6749 section 7.1); each API writes it in its own.
    """
    body = TokenAnswer(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        token_type=token_type,
        expires_in=pair.expires_in,
        scope=pair.scope,
    )
    return Answer(200, body, NO_STORE)


def scope_of(asked: str | None, client: Client) -> tuple[str, ...]:
    """Return the scope to give: what is asked, or else all that the client may have.

    A client without a `scope` of its own is given whatever it asks for.

    Raises:
        OAuthError: `invalid_scope`: no scope at all, unknown, or more than the client may have.
    """
    if asked is None:
        return client.scope or SCOPES
    names = tuple(dict.fromkeys(asked.split()))
    if not client.scope:
        return _any(names)
    for name in names:
        if name not in client.scope:
            raise OAuthError(
                "invalid_scope",
                f"Scope {name[:64]!r} is not for client {client.id}",
                hint=nearest(name, client.scope),
            )
    return names


def _any(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names that a token can carry."""
    if len(" ".join(names)) > LIMITS.scope_chars_max:
        raise OAuthError(
            "invalid_scope", f"All scopes together have at most {LIMITS.scope_chars_max} characters"
        )
    for name in names:
        if not _SCOPE_NAME.fullmatch(name):
            raise OAuthError("invalid_scope", f"{name[:64]!r} is no name of a scope")
    return names


class Refusal(NamedTuple):
    """An error as an endpoint of OAuth tells it."""

    status: int
    error: str
    description: str
    headers: dict[str, str]


def refusal(call: Call, error: PlatformError) -> Refusal:
    """Return how an endpoint of OAuth tells an error (RFC 6749 section 5.2)."""
    headers = dict(NO_STORE)
    if isinstance(error, OAuthError):
        return Refusal(error.oauth_status, error.error, error.message, headers)
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = challenge(call, error)
        return Refusal(error.status, error.challenge or "invalid_client", error.message, headers)
    if isinstance(error, InjectedFault) and error.chosen is not None:
        return Refusal(error.status, error.code, error.message, headers)
    return Refusal(error.status, _name(error.status), error.message, headers)


def _name(status: int) -> str:
    """Return the registered error for a status that RFC 6749 section 5.2 has no name for.

    Invented: the names of section 4.1.2.1 on every route of OAuth. `invalid_request` would tell a
    client never to try again, which is right for no overload and no failure of the server.
    """
    if status in _OVERLOADED:
        return "temporarily_unavailable"
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request"


def challenge(call: Call, error: Unauthorized) -> str:
    """Return the `WWW-Authenticate` challenge (RFC 6750 section 3)."""
    realm = f'Bearer realm="{call.tenant.id}"'
    if not error.challenge:
        return realm
    description = header_text(error.message).replace("\\", "").replace('"', "'")
    return f'{realm}, error="{error.challenge}", error_description="{description}"'
