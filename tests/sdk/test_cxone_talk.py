"""What is said beside plain texts, by NICE's own web SDK 2.2.0, and what it hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sdk.cxone import Page, SdkError, pages
from tests.sdk.cxone_shop import opened
from tests.support.brands import brand
from tests.support.watching import Watcher


async def said(page: Page, text: str) -> Any:
    """Return the message of a text as the page hears it."""
    told = await page.event(
        "MessageCreated", lambda data: data["message"]["messageContent"]["text"] == text
    )
    return told["message"]


async def test_typing_and_previews_go_both_ways() -> None:
    async with brand(live=True) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        await page.thread("t-1", "keystroke")  # before there is anything to type into
        await page.thread("t-1", "stopTyping")
        await page.thread("t-1", "startChat", "Hello")
        await shop.join()
        watcher = Watcher(shop.tenant, shop.conversation().id)
        await page.thread("t-1", "keystroke")
        await page.thread("t-1", "stopTyping")
        await page.thread("t-1", "sendMessagePreview", "I wonder")
        await watcher.wait(3)
        assert watcher.heard == [("c-1", True), ("c-1", False), ("c-1", True)]
        agent = f"{shop.server.url}/t/{shop.id}/__admin/conversations/{shop.conversation().id}"
        for state, event in (("on", "AgentTypingStarted"), ("off", "AgentTypingEnded")):
            async with shop.server.http.post(
                f"{agent}/agent/typing", json={"state": state}
            ) as done:
                assert done.status == 204
            assert (await page.event(event))["user"]["firstName"] == "Sam"
        assert page.errors == []


async def test_a_postback_and_a_text_of_ones_own_id_are_said() -> None:
    async with brand(live=True) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        await page.thread("t-1", "sendPostbackMessage", "size:s", "Small")
        content = (await said(page, "Small"))["messageContent"]
        assert (content["postback"], content["payload"]["postback"]) == ("size:s", "size:s")
        for _ in range(2):  # an app that has timed out sends it again
            await page.thread("t-1", "sendTextMessage", "Once", {"messageId": "m-1"})
        assert (await said(page, "Once"))["idOnExternalPlatform"] == "m-1"
        with pytest.raises(SdkError) as refused:
            await page.thread("t-1", "sendTextMessage", "Another", {"messageId": "m-1"})
        assert refused.value.code == "SendingMessageFailed"
        recovered = await page.thread("t-1", "recover")
        texts = [one["messageContent"]["text"] for one in recovered["messages"]]
        assert texts == ["Once", "Small"]


async def test_what_the_page_has_seen_is_told_and_recovered() -> None:
    async with brand(live=True) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        await page.thread("t-1", "startChat", "Hello")
        await shop.join()
        await shop.say("Hello Robin")
        await said(page, "Hello Robin")
        await page.thread("t-1", "lastMessageSeen")
        seen = await page.event("MessageSeenByEndUser")
        assert seen["message"]["messageContent"]["text"] == "Hello Robin"
        (answer, _) = (await page.thread("t-1", "recover"))["messages"]
        assert answer["customerStatistics"]["seenAt"] is not None
        assert page.errors == []


async def test_a_welcome_is_written_for_the_agent_before_the_customer_says_anything() -> None:
    async with brand(live=True) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        welcome = {
            "thread": {"idOnExternalPlatform": "t-1"},
            "messageContent": {"type": "TEXT", "payload": {"text": "Welcome!"}},
            "idOnExternalPlatform": "w-1",
            "consumerContact": {"customFields": []},
            "attachments": [],
            "browserFingerprint": {},
        }
        await page.thread("t-1", "sendOutboundMessage", welcome)
        assert (await said(page, "Welcome!"))["direction"] == "outbound"
        await page.thread("t-1", "sendTextMessage", "Thanks")
        assert (await said(page, "Thanks"))["direction"] == "inbound"


async def test_an_offline_message_and_a_transcript_are_taken() -> None:
    async with brand(live=True) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        left = {"email": "robin@example.com", "name": "Robin van Meyer", "message": "Call me"}
        await page.sdk("sendOfflineMessage", left)
        (state,) = shop.tenant.conversations.values()
        assert (state.customer.name, state.unanswered) == ("Robin van Meyer", "Call me")
        with pytest.raises(SdkError) as refused:
            await page.sdk("sendOfflineMessage", {**left, "email": "robin"})
        assert refused.value.code == "SendingOfflineMessageFailed"
        await page.thread("t-1", "startChat", "Hello")
        number = (await page.event("ContactCreated"))["case"]["id"]
        await page.thread("t-1", "sendTranscript", number, "robin@example.com")
        (note,) = [
            one.render()
            for one in shop.tenant.journal.select(kind="note")
            if "transcript" in str(one.render())
        ]
        assert number in str(note)
