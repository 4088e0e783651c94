"""Owns what is said where customers authorize on the socket itself, as older clients do.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and 1.20.0; the vendor's mobile SDKs (`codeVerifier`).
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from mockplatform.dialects.cxone.shapes.base import Heard, JsonObject, Told
from mockplatform.dialects.cxone.shapes.heard import TokenHeard
from mockplatform.dialects.cxone.shapes.tokens import FieldsTold


class CodeHeard(Heard):
    """The code that proves who a customer is."""

    authorization_code: str | None = None
    code_verifier: str | None = None


class AuthorizeCustomer(Heard):
    """`AuthorizeCustomer`, and `AuthorizeConsumer`, which is its older name."""

    authorization: CodeHeard | None = None
    browser_fingerprint: JsonObject | None = None
    device_fingerprint: JsonObject | None = None
    disable_channel_info: bool | None = None
    sdk_version: str | None = None
    sdk_platform: str | None = None


class OfToken(Heard):
    """`ReconnectConsumer`, `ReconnectCustomer` and `RefreshToken`: the token that there is."""

    access_token: TokenHeard


class ConsumerTold(Told):
    """Who the customer is."""

    id_on_external_platform: str
    first_name: str
    last_name: str
    image: str


class AccessTokenTold(Told):
    """The token that goes with each message; `expiresIn` in seconds."""

    token: str
    expires_in: int


class Authorized(Told):
    """`ConsumerAuthorized`; the token only on channels with authorization."""

    consumer_identity: ConsumerTold
    customer: FieldsTold
    contact: FieldsTold
    access_token: AccessTokenTold | UnsetType = UNSET


class Refreshed(Told):
    """`TokenRefreshed`."""

    access_token: AccessTokenTold
