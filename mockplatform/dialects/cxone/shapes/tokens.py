"""Owns what is asked and answered where a socket's token is got.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import Heard, Told
from mockplatform.dialects.cxone.shapes.heard import IdentityHeard
from mockplatform.dialects.cxone.shapes.objects import CustomField


class TransactionTokenBody(Heard):
    """Who asks for a transaction token, in one of three ways."""

    customer_identity: IdentityHeard | None = None


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


class TransactionToken(Told):
    """A transaction token; `expiresIn` in seconds."""

    access_token: str
    expires_in: int
    customer_identity: IdentityTold
    contact: FieldsTold
