"""A livechat with NICE's own web SDK 2.2.0, unmodified."""

from __future__ import annotations

from tests.sdk.cxone import pages
from tests.sdk.cxone_talk import livechat
from tests.support.server import serving


async def test_a_livechat_is_started_answered_recovered_and_ended() -> None:
    async with serving() as server, pages() as open_page:
        page = await open_page(
            server.url,
            "chat_livechat",
            customerId="c-1",
            customerName="Robin Meyer",
            securedSession="anonymous",
            isLivechat=True,
        )
        assert await page.sdk("connect") is True
        await livechat(server, page)
