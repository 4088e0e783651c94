"""Owns what a chat channel is, and by which brand its clients name the tenant."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.configuration import Deployment
from mockplatform.core.digital import Digital
from mockplatform.ids import derive_seed

LIVECHAT, MESSAGING = "livechat", "digital"
MEDIA = frozenset({LIVECHAT, MESSAGING})
"""By which doors conversations come in that belong to threads."""
_FIRST_BRAND = 1001
_BRANDS_FROM, _BRANDS = 10_000, 2_000_000_000


def brand_of(tenant_id: str) -> int:
    """Return the brand of a tenant whose fixture gives it none: each has its own."""
    if tenant_id == "default":
        return _FIRST_BRAND
    return _BRANDS_FROM + derive_seed("brand", tenant_id) % _BRANDS


def brand_credential(brand_id: int) -> str:
    """Return under which credential a brand's tenant is found."""
    return f"brand:{brand_id}"


class Channel(NamedTuple):
    """A chat channel."""

    deployment: Deployment
    digital: Digital

    @property
    def id(self) -> str:
        """The deployment's id."""
        return self.deployment.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.deployment.name or self.deployment.id

    @property
    def medium(self) -> str:
        """By which door its conversations come in."""
        return LIVECHAT if self.digital.live else MESSAGING
