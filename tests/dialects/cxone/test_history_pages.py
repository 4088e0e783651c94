"""A thread's history on the chat socket: recovered, and read further until nothing is older."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat

THREAD = {"idOnExternalPlatform": "t-1"}
Json = dict[str, Any]


def texts(messages: list[Json]) -> list[str]:
    """Return what messages say."""
    return [one["messageContent"]["text"] for one in messages]


async def recover(customer: Chat, event: str = "RecoverThread", thread: str = "t-1") -> Json:
    """Recover a thread."""
    recovered: Json = await customer.do(event, {"thread": {"idOnExternalPlatform": thread}})
    return recovered


async def more(customer: Chat, token: str, thread: str = "t-1", **members: Any) -> Json:
    """Read a thread further."""
    data = {"scrollToken": token, "thread": {"idOnExternalPlatform": thread}, **members}
    page: Json = await customer.do("LoadMoreMessages", data)
    return page


async def rest(customer: Chat, token: str, **members: Any) -> list[list[str]]:
    """Read a thread to its beginning; return what each page says."""
    pages = []
    while token:
        page = await more(customer, token, **members)
        pages.append(texts(page["messages"]))
        token = page["scrollToken"]
    return pages


async def episodes(shop: Brand, customer: Chat, *sizes: int) -> None:
    """Have conversations in a thread, each closed before the next; what is said is numbered."""
    number = 0
    for nth, size in enumerate(sizes):
        if nth:
            await shop.close()
        for _ in range(size):
            await customer.say(str(number))
            number += 1


async def test_a_messaging_thread_is_read_over_all_its_contacts_to_the_beginning() -> None:
    async with brand(live=False, page_size=3) as shop, shop.chat() as robin:
        await episodes(shop, robin, 2, 3, 1)
        found = await recover(robin)
        assert texts(found["messages"]) == ["5", "4", "3"]
        assert await rest(robin, found["messagesScrollToken"]) == [["2", "1", "0"]]
        numbers = [one.number for one in shop.thread().cases]
        assert [one["contactNumber"] for one in found["messages"]] == [
            numbers[2],
            *[numbers[1]] * 2,
        ]
        assert found["contact"]["id"] == numbers[2]


@pytest.mark.parametrize("size", [1, 2, 4, 5, 6, 7])
async def test_pages_of_every_size_have_each_message_once(size: int) -> None:
    async with brand(live=False, page_size=size) as shop, shop.chat() as robin:
        await episodes(shop, robin, 2, 1, 3)
        found = await recover(robin)
        pages = [texts(found["messages"]), *await rest(robin, found["messagesScrollToken"])]
        assert [text for page in pages for text in page] == ["5", "4", "3", "2", "1", "0"]
        assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
        assert len(pages) == -(-6 // size)


async def test_what_is_said_meanwhile_moves_no_page() -> None:
    async with brand(live=False, page_size=2) as shop, shop.chat() as robin:
        await episodes(shop, robin, 3, 3)
        found = await recover(robin)
        await robin.say("new")
        second = await more(robin, found["messagesScrollToken"])
        await shop.close()
        await robin.say("newer")
        third = await more(robin, second["scrollToken"])
        pages = [texts(one["messages"]) for one in (found, second, third)]
        assert pages == [["5", "4"], ["3", "2"], ["1", "0"]]
        assert third["scrollToken"] == ""
        assert texts((await recover(robin))["messages"]) == ["newer", "new"]


async def test_a_livechat_is_recovered_with_its_present_episode_alone() -> None:
    async with brand(live=True, page_size=2) as shop, shop.chat() as robin:
        await episodes(shop, robin, 3, 3)
        found = await recover(robin, "RecoverLivechat")
        assert texts(found["messages"]) == ["5", "4"]
        contact = found["contact"]["id"]
        token = found["messagesScrollToken"]
        assert await rest(robin, token, contact={"id": contact}) == [["3"]]
        assert await rest(robin, token, contact={"id": int(contact)}) == [["3"]]
        assert await rest(robin, token) == [["3", "2"], ["1", "0"]]


async def test_a_short_livechat_is_recovered_without_the_ones_before_it() -> None:
    async with brand(live=True) as shop, shop.chat() as robin:
        await episodes(shop, robin, 2, 1)
        for event in ("RecoverLivechat", "RecoverThread"):
            found = await recover(robin, event)
            assert (texts(found["messages"]), found["messagesScrollToken"]) == (["2"], "")


async def test_with_a_contact_no_other_episode_is_read() -> None:
    async with brand(live=False, page_size=2) as shop, shop.chat() as robin:
        await episodes(shop, robin, 3, 3)
        first, second = (one.number for one in shop.thread().cases)
        token = (await recover(robin))["messagesScrollToken"]
        assert await rest(robin, token, contact={"id": first}) == [["2", "1"], ["0"]]
        older = (await more(robin, token, contact={"id": first}))["scrollToken"]
        assert await more(robin, older, contact={"id": second}) == {
            "messages": [],
            "scrollToken": "",
            "contactHistory": [],
        }


async def test_a_contact_of_another_thread_is_refused() -> None:
    async with brand(live=False, page_size=1) as shop, shop.chat() as robin:
        await episodes(shop, robin, 2)
        await robin.say("elsewhere", thread="t-2")
        token = (await recover(robin))["messagesScrollToken"]
        for contact in (shop.thread("t-2").cases[0].number, "12", "x"):
            data = {"scrollToken": token, "thread": THREAD, "contact": {"id": contact}}
            refused = await robin.refusal("LoadMoreMessages", data)
            assert refused.code == "InconsistentData"
            assert refused.message.startswith(f"No contact {contact!r}")


def forged(token: str, part: int, value: str) -> str:
    """Return a token with another part."""
    parts = base64.b64decode(token).decode().split(";;")
    parts[part] = value
    return base64.b64encode(";;".join(parts).encode()).decode()


async def test_a_scroll_token_has_the_platform_s_form_and_no_other_is_taken() -> None:
    async with brand(live=False, page_size=1) as shop, shop.chat() as robin:
        await episodes(shop, robin, 1, 1)
        await robin.say("a", thread="t-2")
        await robin.say("b", thread="t-2")
        token = (await recover(robin))["messagesScrollToken"]
        thread, began = shop.thread(), int(shop.conversation().created_at)
        told = base64.b64decode(token).decode()
        assert told.startswith(f";;{thread.id};;{began};;{began};;")
        foreign = (await recover(robin, thread="t-2"))["messagesScrollToken"]
        other = thread.cases[0].number
        bad = [foreign, "", "x", "!", "é", token[:-4], told, forged(token, 0, "x")]
        bad += [forged(token, 1, shop.thread("t-2").id), forged(token, 1, "")]
        bad += [forged(token, 2, str(began - 1)), forged(token, 3, str(began - 1))]
        bad += [forged(token, 4, "12345678"), forged(token, 4, other + "0")]
        bad += [forged(token, 5, one) for one in ("0", "1", "99", "-1", "²", "9" * 400)]
        for one in bad:
            refused = await robin.refusal(
                "LoadMoreMessages", {"scrollToken": one, "thread": THREAD}
            )
            assert refused.code == "InconsistentData"
            assert "scrollToken: is none that this thread has given" in refused.message, one
        assert texts((await more(robin, token))["messages"]) == ["0"]


async def test_a_page_behind_a_deleted_contact_goes_on_before_it() -> None:
    async with brand(live=False, page_size=1) as shop, shop.chat() as robin:
        await episodes(shop, robin, 1, 2)
        token = (await recover(robin))["messagesScrollToken"]
        await shop.delete()
        assert texts((await more(robin, token))["messages"]) == ["0"]
        await robin.say("again")
        found = await recover(robin)
        assert texts(found["messages"]) == ["again"]
        assert await rest(robin, found["messagesScrollToken"]) == [["0"]]


async def test_the_history_of_contacts_has_the_pushes_of_a_page_s_time() -> None:
    async with brand(live=False, page_size=2) as shop, shop.chat() as robin:
        await robin.say("0")
        await shop.join()
        await shop.say("1")
        await shop.say("2")
        await shop.close()
        await robin.say("3")
        await robin.beat()
        but = ("MessageCreated", "SetPositionInQueue")
        pushed = [one for one in robin.seen if one["eventType"] not in but]
        pages, found = [], await recover(robin)
        pages.append(found["contactHistory"])
        older = await more(robin, found["messagesScrollToken"])
        pages.append(older["contactHistory"])
        told = [one for page in pages for one in page]
        assert [one["eventId"] for one in told] == [one["eventId"] for one in pushed][::-1]
        assert told[0] == pushed[-1]
        names = [{one["eventType"] for one in page} for page in pages]
        assert "CaseCreated" in names[0] & names[1]
        assert "ConsumerContactInboxPreAssigneeChanged" in names[1] - names[0]


async def test_of_a_long_history_of_contacts_just_the_newest_is_told() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        for _ in range(20):
            await robin.say("again")
            await shop.join()
            await shop.close()
        told = (await recover(robin))["contactHistory"]
        assert len(told) == LIMITS.contact_history_max
        assert told[0]["data"]["case"]["status"] == "closed"
        assert told[0]["data"]["case"]["id"] == shop.thread().cases[-1].number
