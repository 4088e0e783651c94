"""Owns what the calls about access tokens and signing keys answer."""

from __future__ import annotations

from typing import Any

from mockplatform.client.answers import Answer


class Token(Answer, frozen=True, kw_only=True):
    """A minted token, and what it says. One without a flaw can be refreshed."""

    access_token: str
    refresh_token: str | None = None
    token_type: str
    expires_in: int
    scope: str
    jti: str
    flaw: str | None = None
    claims: dict[str, Any]


class Revoked(Answer, frozen=True, kw_only=True):
    """How many token families ended."""

    families: int


class Expired(Answer, frozen=True, kw_only=True):
    """How many live access tokens ended."""

    tokens: int


class Lease(Answer, frozen=True, kw_only=True):
    """A live access token; `issued_at` is kept only of the newest of its family."""

    jti: str
    family_id: str
    user_id: str
    client_id: str
    deployment_id: str | None = None
    instance_id: str | None = None
    scope: str
    issued_at: str | None = None
    expires_at: str
    refreshable: bool


class LeaseList(Answer, frozen=True, kw_only=True):
    """The live access tokens, those that end first at the front."""

    tokens: list[Lease]
    total: int


class Key(Answer, frozen=True, kw_only=True):
    """A signing key: `signing`, or `verifying` until `until`."""

    kid: str
    status: str
    until: str | None = None
    jwk: dict[str, Any]
    pem: str | None = None


class KeyList(Answer, frozen=True, kw_only=True):
    """The keys that verify now, the newest last."""

    keys: list[Key]
