"""Owns what is asked and answered where a socket's token is got.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType, field

from mockplatform.dialects.cxone.shapes.base import Heard, Told
from mockplatform.dialects.cxone.shapes.heard import IdentityHeard
from mockplatform.dialects.cxone.shapes.objects import CustomField


class ThirdPartyHeard(Heard, rename="lower"):
    """What a customer proves himself by: a code, or the refresh token that one was worth."""

    grant_type: str = ""
    authorization_code: str | None = None
    code_verifier: str | None = None
    refresh_token: str | None = None


class TransactionTokenBody(Heard):
    """Who asks for a transaction token, in one of three ways; empty: a cookie says who.

    The vendor's iOS SDK says the `type` too, which nothing depends on.
    """

    type: str | None = None
    customer_identity: IdentityHeard | None = None
    third_party: ThirdPartyHeard | None = None


class IdentityTold(Told):
    """The customer whom a token names."""

    id_on_external_platform: str
    first_name: str
    last_name: str
    image: str
    custom_fields: list[CustomField]


class FieldsTold(Told):
    """Custom fields."""

    custom_fields: list[CustomField] = field(default_factory=list)


class ThirdPartyTold(Told, rename="lower"):
    """The tokens of a customer who proved himself; `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class TransactionToken(Told):
    """A transaction token; `expiresIn` in seconds."""

    access_token: str
    expires_in: int
    created_at: str
    customer_identity: IdentityTold
    contact: FieldsTold
    third_party: ThirdPartyTold | UnsetType = UNSET
    identity_token: str | UnsetType = UNSET


class TokenRefusal(Told):
    """Why there is no token. Source: 2.2.0 reads `errorCode`, here at the top."""

    error_code: str
    error_message: str
    transaction_id: str
