"""Owns what the query of CXone's calls says: by its brand whose a call is, and more."""

from __future__ import annotations

from mockplatform.core.channels import brand_credential
from mockplatform.edge.call import Call
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant

MARK = "brandId"
"""The query's parameter that has it."""
FALLBACK = "storageFallback"
"""The one that asks for the identity itself, for a browser that keeps no cookie."""
_DIGITS = 18


def by_brand(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant whose brand the path or the query names."""
    brand = call.params.get("brand") or call.request.query.get(MARK, "")
    if not brand.isdecimal() or len(brand) > _DIGITS:
        return None
    return platform.owner_of(brand_credential(int(brand)))
