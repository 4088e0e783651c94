"""Owns pages with NICE's web SDK 2.2.0 on the channel of a test's own brand."""

from __future__ import annotations

from typing import Any

from tests.sdk.cxone import Page
from tests.support.brands import CHANNEL, Brand


async def at(open_page: Any, shop: Brand, **options: Any) -> Page:
    """Load the SDK for a brand's channel; it has not connected yet."""
    given = {
        "brand": shop.tenant.brand_id,
        "customerId": "c-1",
        "customerName": "Robin Meyer",
        "securedSession": "anonymous",
        **options,
    }
    page: Page = await open_page(f"{shop.server.url}/t/{shop.id}", CHANNEL, **given)
    return page


async def opened(open_page: Any, shop: Brand, **options: Any) -> Page:
    """Return a page whose socket is open: `connect` alone may come back before it is."""
    page = await at(open_page, shop, **options)
    assert await page.sdk("connect") is True
    await page.event("socket open")
    return page
