"""A livechat with NICE's own web SDK 2.2.0, unmodified."""

from __future__ import annotations

import pytest

from tests.sdk.cxone import SdkError, pages
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
        with pytest.raises(SdkError) as unknown:
            await page.thread("t-1", "recover")
        assert unknown.value.code == "RecoveringLivechatFailed"
        await page.thread("t-1", "startChat", "Where is my order?")
        created = await page.event("ContactCreated")
        said = await page.event("MessageCreated")
        assert said["case"]["id"] == created["case"]["id"]
        assert said["message"]["messageContent"]["text"] == "Where is my order?"
        await server.advance(5)
        assigned = await page.event("AssignedAgentChanged")
        assert assigned["inboxAssignee"]["firstName"] == "Sam"
        recovered = await page.thread("t-1", "recover")
        assert recovered["contact"]["status"] == "open"
        await page.thread("t-1", "endChat")
        closed = await page.event(
            "ContactStatusChanged", lambda one: one["case"]["status"] == "closed"
        )
        assert closed["case"]["id"] == created["case"]["id"]
        assert page.errors == []
