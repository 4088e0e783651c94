"""Threads, their history and their fields with NICE's own web SDK 2.2.0, case after case."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.sdk.cxone import Page, SdkError, pages
from tests.sdk.cxone_shop import opened
from tests.support.brands import brand

PAGE = 3


async def said(page: Page, text: str) -> Any:
    """Return the data with which a message was told."""
    return await page.event(
        "MessageCreated", lambda data: data["message"]["messageContent"]["text"] == text
    )


def texts(messages: list[Any]) -> list[str]:
    """Return what messages say."""
    return [one["messageContent"]["text"] for one in messages]


async def test_threads_are_listed_described_renamed_and_archived() -> None:
    async with brand(live=False) as shop, pages() as open_page:
        page = await opened(open_page, shop)
        assert await page.sdk("getThreadList") == []
        with pytest.raises(SdkError) as unknown:
            await page.thread("t-1", "recover")
        assert unknown.value.code == "RecoveringThreadFailed"
        for thread in ("t-1", "t-2"):
            await page.thread(thread, "sendTextMessage", f"to {thread}")
            await said(page, f"to {thread}")
            await shop.advance(1)
        listed = await page.sdk("getThreadList")
        assert [one["idOnExternalPlatform"] for one in listed] == ["t-2", "t-1"]
        await shop.join("t-1")
        await shop.say("Good day", thread="t-1")
        metadata = (await page.thread("t-1", "getMetadata"))["data"]
        assert texts([metadata["lastMessage"]]) == ["Good day"]
        assert metadata["ownerAssignee"]["firstName"] == "Sam"
        assert await page.thread("t-1", "setName", "My order") is True
        with pytest.raises(SdkError) as refused:
            await page.thread("t-1", "setName", "x" * (LIMITS.thread_name_chars_max + 1))
        assert refused.value.code == "UpdatingThreadFailed"
        assert await page.thread("t-2", "archive") is True
        with pytest.raises(SdkError) as archived:
            await page.thread("t-2", "sendTextMessage", "more")
        assert archived.value.code == "SendingMessageFailed"
        with pytest.raises(SdkError) as unknown:
            await page.thread("t-9", "archive")
        assert unknown.value.code == "ArchivingThreadFailed"
        listed = {one["idOnExternalPlatform"]: one for one in await page.sdk("getThreadList")}
        assert {name: one["canAddMoreMessages"] for name, one in listed.items()} == {
            "t-1": True,
            "t-2": False,
        }
        assert listed["t-1"]["threadName"] == "My order"


async def test_history_is_loaded_page_by_page_over_two_cases_until_there_is_no_more() -> None:
    async with brand(live=False, page_size=PAGE) as shop, pages() as open_page:
        page = await opened(open_page, shop)
        for text in ("1", "2"):
            await page.thread("t-1", "sendTextMessage", text)
        first = await page.event("ContactCreated")
        await shop.join()
        await shop.say("3")
        await shop.close()
        await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
        for text in ("4", "5"):
            await page.thread("t-1", "sendTextMessage", text)
        second = await page.event("ContactCreated")
        assert second["case"]["id"] != first["case"]["id"]
        await shop.join()
        for text in ("6", "7"):
            await shop.say(text)
        await said(page, "7")
        found = await page.thread("t-1", "recover")
        assert texts(found["messages"]) == ["7", "6", "5"]
        assert found["contact"]["id"] == second["case"]["id"]
        await page.thread("t-1", "sendTextMessage", "8")
        loaded = []
        while (more := await page.thread("t-1", "loadMoreMessages")) is not None:
            loaded.append(more["data"])
        assert [texts(one["messages"]) for one in loaded] == [["4", "3", "2"], ["1"]]
        # Recovered, they have the SDK's own names; loaded, those of the wire.
        assert "AssignedAgentChanged" in [one["type"] for one in found["contactHistory"]]
        names = [one["eventType"] for part in loaded for one in part["contactHistory"]]
        assert names.count("CaseCreated") == 2
        assert page.errors == []


async def test_a_livechat_s_pages_are_those_of_its_present_episode() -> None:
    async with brand(live=True, page_size=PAGE) as shop, pages() as open_page:
        page = await opened(open_page, shop, isLivechat=True)
        for text in ("old", "older"):
            await page.thread("t-1", "sendTextMessage", text)
        await shop.close()
        await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
        for number in range(5):
            await page.thread("t-1", "sendTextMessage", str(number))
        found = await page.thread("t-1", "recover")
        assert texts(found["messages"]) == ["4", "3", "2"]
        more = await page.thread("t-1", "loadMoreMessages")
        assert texts(more["data"]["messages"]) == ["1", "0"]
        assert await page.thread("t-1", "loadMoreMessages") is None


async def test_fields_of_a_thread_go_with_its_first_message_and_later_by_themselves() -> None:
    async with brand(live=False) as shop, pages() as open_page:
        page = await opened(open_page, shop)
        await page.thread("t-1", "setCustomFields", {"tier": "gold", "lang": "en"})
        await page.customer("setCustomFields", {"loyalty": "yes"})
        assert not shop.customer().fields
        await page.thread("t-1", "sendTextMessage", "Hello")
        await page.event("ContactCreated")
        assert shop.conversation().routing_data.values == {"tier": "gold", "lang": "en"}
        assert shop.customer().fields["loyalty"].value == "yes"
        await page.thread("t-1", "setCustomField", "lang", "de")
        await page.customer("setCustomField", "loyalty", "no")
        found = await page.thread("t-1", "recover")
        told = {one["ident"]: one["value"] for one in found["contact"]["customFields"]}
        assert told == {"tier": "gold", "lang": "de"}
        own = {one["ident"]: one["value"] for one in found["customer"]["customFields"]}
        assert own == {"loyalty": "no"}
        # The SDK rejects nothing here: it gives the refusal back as what became of it.
        await page.thread("t-1", "setCustomField", "notes", "x" * LIMITS.routing_data_bytes_max)
        refused = (await page.thread("t-1", "sendCustomFields", ["notes"]))["error"]
        assert refused["errorCode"] == "InconsistentData"
        assert "the limit is 16384" in refused["errorMessage"]
        assert shop.conversation().routing_data.values == told
        await shop.close()
        await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
        await page.thread("t-1", "setCustomFields", {"tier": "iron"})
        await page.thread("t-1", "sendTextMessage", "Again")
        await page.event("ContactCreated")
        assert shop.conversation().routing_data.values == {"tier": "iron"}


async def test_two_pages_of_one_customer_see_both_his_threads_live() -> None:
    async with brand(live=False) as shop, pages() as open_page:
        page, phone = (
            await opened(open_page, shop),
            await opened(open_page, shop),
        )
        for thread in ("t-1", "t-2"):
            await page.thread(thread, "sendTextMessage", f"to {thread}")
            told = await said(phone, f"to {thread}")
            assert told["thread"]["idOnExternalPlatform"] == thread
            await shop.join(thread)
            await shop.say(f"from {thread}", thread=thread)
            assert (await said(page, f"from {thread}"))["message"]["id"] == (
                await said(phone, f"from {thread}")
            )["message"]["id"]
        found = await phone.thread("t-1", "recover")
        assert texts(found["messages"]) == ["from t-1", "to t-1"]
        assert (page.errors, phone.errors) == ([], [])
