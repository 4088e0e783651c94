"""Owns what agents' programs ask to be let in, and what they are told of where to ask.

Source: the vendor's OpenAPI operations as published again by generated clients; the vendor's agent
SDK on npm. Invented: members that are not named there.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from mockplatform.dialects.cxone.shapes.base import Heard


class AgentTokenBody(Struct, kw_only=True):
    """What `POST …/auth/token` takes, as a form."""

    grant_type: str
    client_id: str | None = None
    client_secret: str | None = None
    username: str | None = None
    password: str | None = None
    code: str | None = None
    redirect_uri: str | None = None
    code_verifier: str | None = None
    refresh_token: str | None = None
    scope: str | None = None


class AgentTokens(Struct, kw_only=True):
    """Tokens of an agent, or of a program. The `id_token` has `tenantId`."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - how it is used
    expires_in: int
    refresh_token: str | UnsetType = UNSET
    id_token: str
    scope: str


class AccessKeyBody(Heard):
    """What `POST /authentication/v1/token/access-key` takes."""

    access_key_id: str
    access_key_secret: str


class OAuthRefusal(Struct, kw_only=True):
    """Why there is no token. Source: RFC 6749, section 5.2."""

    error: str
    error_description: str


class JsonWebKeys(Struct, kw_only=True):
    """The keys that verify tokens. Source: RFC 7517."""

    keys: list[dict[str, str]]


class OpenIdConfiguration(Struct, kw_only=True):
    """The issuer's metadata. Source: OpenID Connect Discovery 1.0, section 3."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    response_types_supported: list[str]
    grant_types_supported: list[str]
    subject_types_supported: list[str]
    id_token_signing_alg_values_supported: list[str]
    code_challenge_methods_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    claims_supported: list[str]


class CxoneConfiguration(Struct, kw_only=True):
    """Where a tenant's APIs are. Source: the vendor's agent SDK. Invented: area and cluster."""

    api_endpoint: str
    auth_endpoint: str
    area: str
    cluster: str
    domain: str
    tenant_id: str
