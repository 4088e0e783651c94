"""Owns the login host's bodies as its clients have them: the server's own are of all dialects."""

from __future__ import annotations

from msgspec import Struct, field

from mockplatform.edge.wire import always


class Form(Struct, omit_defaults=True, kw_only=True):
    """What OAuth's shapes have: names as they are, and no members that are unset."""


class TokenRequest(Form, kw_only=True):
    """The form of POST /oauth/token, of all grants; the client may stand in HTTP Basic instead.

    Source: [C] PyPI SDK 269, npm SDK 262; RFC 6749, RFC 7636.
    """

    grant_type: str
    client_id: str | None = None
    client_secret: str | None = None
    code: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    refresh_token: str | None = None
    scope: str | None = None
    org_name: str | None = field(name="orgName", default=None)
    assertion: str | None = None


class TokenResponse(Form, kw_only=True):
    """An access token; `expires_in` is in seconds. Source: [C] PyPI SDK 269, npm SDK 262."""

    access_token: str
    token_type: str = always("bearer")
    expires_in: int
    refresh_token: str | None = None


class OAuthError(Form, kw_only=True):
    """Why there is no token. Source: [C] tests of the Go client against the live platform."""

    error: str
    description: str | None = None
    error_description: str | None = None


class AuthorizeQuery(Form, kw_only=True):
    """The query of GET /oauth/authorize. Source: [C] npm SDK 262; RFC 6749, RFC 7636."""

    response_type: str
    client_id: str
    redirect_uri: str
    state: str | None = None
    scope: str | None = None
    org: str | None = None
    provider: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
