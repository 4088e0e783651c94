"""The same livechat with NICE's older web SDK 1.20.0, whose sockets have no transaction token."""

from __future__ import annotations

from tests.sdk.cxone import pages
from tests.sdk.cxone_talk import livechat
from tests.support.server import serving


async def test_the_older_sdk_holds_the_same_livechat() -> None:
    """Source: [C] nice-cxone-chat-web-sdk 1.20.0 connects by itself, and authorizes never."""
    async with serving() as server, pages() as open_page:
        page = await open_page(
            server.url,
            "chat_livechat",
            version=1,
            customerId="c-1",
            customerName="Robin Meyer",
            isLivechat=True,
        )
        await livechat(server, page)
