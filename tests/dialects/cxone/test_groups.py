"""Group chats: others are invited into a case, join it, take part, and leave it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest

from mockplatform.core.commands import Close
from mockplatform.core.group import group_of
from mockplatform.limits import LIMITS
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat, chat
from tests.support.faulty import fault
from tests.support.server import serving

T1 = {"thread": {"idOnExternalPlatform": "t-1"}}
MAIL = [{"idOnExternalPlatform": "ann@example.com"}]
CHANGED = "ContactRecipientsChanged"


class Scene(NamedTuple):
    """A case of Robin's with an invitation, and Ann, who is on the same channel."""

    shop: Brand
    robin: Chat
    ann: Chat
    number: str
    code: str

    @property
    def contact(self) -> dict[str, Any]:
        """The case as requests name it."""
        return {"contact": {"id": self.number}}

    async def join(self) -> Any:
        """Have Ann join; return what she is answered."""
        return await self.ann.do("JoinGroupChat", {"invitation": {"code": self.code}})


async def invited(page: Chat, number: str) -> str:
    told = await page.do("CreateInvitationToGroupChat", {"contact": {"id": number}})
    assert told["contact"] == {"id": number}
    code: str = told["invitation"]["code"]
    return code


@asynccontextmanager
async def scene(*, live: bool = True, **more: Any) -> AsyncIterator[Scene]:
    """Have a case with an agent and an invitation."""
    async with (
        brand(live=live, group_chat=True, **more) as shop,
        shop.chat() as robin,
        shop.chat("c-2") as ann,
    ):
        await robin.say("Hello")
        await shop.join()
        number = shop.thread().cases[-1].number
        yield Scene(shop, robin, ann, number, await invited(robin, number))


def texts(messages: list[Any]) -> list[str]:
    return [one["messageContent"]["text"] for one in messages]


def said(page: Chat) -> list[str]:
    """Return what a page was told that was said."""
    told = [one["data"] for one in page.seen if one["eventType"] == "MessageCreated"]
    return [one["message"]["messageContent"]["text"] for one in told]


async def test_who_joins_is_told_which_case_and_thread_and_all_that_he_takes_part() -> None:
    async with scene() as (shop, robin, ann, number, code), shop.chat() as phone:
        told = await ann.do("JoinGroupChat", {"invitation": {"code": code}})
        assert (told["contact"]["id"], told["thread"]["idOnExternalPlatform"]) == (number, "t-1")
        ids = set()
        for page in (robin, phone, ann):
            changed = await page.push(CHANGED)
            assert changed["contact"] == changed["case"]
            (one,) = changed["contact"]["recipients"]
            assert (one["idOnExternalPlatform"], one["isPrimary"]) == ("c-2", False)
            assert await page.told() == page.names()
            (frame,) = (one for one in page.seen if one["eventType"] == CHANGED)
            ids.add(frame["eventId"])
        assert len(ids) == 1


async def test_what_a_guest_says_is_said_in_the_case_as_himself() -> None:
    async with scene() as there:
        await there.join()
        await there.ann.say("I am here, too", consumer={"customFields": []})
        for page in (there.robin, there.ann):
            told = await page.push(
                "MessageCreated",
                lambda one: one["message"]["messageContent"]["text"] == "I am here, too",
            )
            assert told["message"]["authorEndUserIdentity"]["idOnExternalPlatform"] == "c-2"
            assert told["case"]["authorEndUserIdentity"]["idOnExternalPlatform"] == "c-1"
            assert (told["case"]["id"], told["message"]["direction"]) == (there.number, "inbound")
        assert len(there.shop.tenant.conversations) == 1
        assert there.shop.customer("c-2").threads == {}


async def test_a_guest_hears_the_case_from_then_on_and_after_a_reconnect() -> None:
    async with scene() as there:
        await there.shop.say("before")
        await there.join()
        await there.shop.say("to both")
        assert (await there.ann.told())[-1] == "MessageCreated"
        assert said(there.ann) == ["to both"]
        async with there.shop.chat("c-2") as again:
            await again.beat()
            await there.shop.say("again")
            await again.push("MessageCreated")
            assert said(again) == ["again"]
            await again.say("And I am back")
        await there.ann.beat()
        assert said(there.ann)[-1] == "And I am back"


async def test_all_sockets_of_a_guest_hear_the_case_whichever_joined() -> None:
    async with scene() as there, there.shop.chat("c-2") as phone:
        await there.join()
        await there.shop.say("to all")
        for page in (there.ann, phone):
            await page.beat()
            assert page.names().count(CHANGED) == 1
            assert said(page) == ["to all"]
        await there.ann.do("LeaveGroupChat", there.contact)
        before = await phone.told()
        await there.shop.say("to one")
        assert await phone.told() == before


async def test_a_guest_hears_where_the_case_waits_until_he_leaves() -> None:
    async with (
        brand(group_chat=True) as shop,
        shop.chat("c-9") as first,
        shop.chat() as robin,
        shop.chat("c-2") as ann,
    ):
        await first.say("Hello", thread="t-9")
        await robin.say("Hello")
        number = shop.thread().cases[-1].number
        told = {"invitation": {"code": await invited(robin, number)}}
        await ann.do("JoinGroupChat", told)
        assert (await ann.push("SetPositionInQueue"))["positionInQueue"] == 2
        await ann.do("LeaveGroupChat", {"contact": {"id": number}})
        before = await ann.told()
        id_ = shop.thread("t-9", "c-9").cases[-1].conversation_id
        service = shop.server.platform.service
        await service.execute(shop.tenant, "conversation", id_, Close(by="agent"))
        assert (await robin.push("SetPositionInQueue", first_in_line))["positionInQueue"] == 1
        assert await ann.told() == before


def first_in_line(data: Any) -> bool:
    return bool(data["positionInQueue"] == 1)


async def test_a_recover_answers_a_guest_with_the_case_that_he_has_joined_alone() -> None:
    async with brand(live=False, group_chat=True) as shop, shop.chat() as robin:
        await robin.say("An earlier case")
        await shop.close()
        await robin.say("This case")
        code = await invited(robin, shop.thread().cases[-1].number)
        async with shop.chat("c-2") as ann:
            refused = await ann.refusal("RecoverThread", T1)
            assert refused.code == "RecoveringThreadFailed"
            await ann.do("JoinGroupChat", {"invitation": {"code": code}})
            found = await ann.do("RecoverThread", T1)
            assert texts(found["messages"]) == ["This case"]
            assert found["messagesScrollToken"] == ""
            assert found["contact"]["recipients"][0]["idOnExternalPlatform"] == "c-2"
            (listed,) = (await ann.do("FetchThreadList"))["threads"]
            assert listed["idOnExternalPlatform"] == "t-1"
            told = await ann.do("LoadThreadMetadata", T1)
            assert told["lastMessage"]["messageContent"]["text"] == "This case"
        mine = await robin.do("RecoverThread", T1)
        assert texts(mine["messages"]) == ["This case", "An earlier case"]


async def test_a_guest_reads_no_other_case_of_the_thread_page_by_page() -> None:
    async with brand(live=False, group_chat=True, page_size=1) as shop, shop.chat() as robin:
        await robin.say("An earlier case")
        await shop.close()
        for text in ("one", "two"):
            await robin.say(text)
        earlier, now = (one.number for one in shop.thread().cases)
        code = await invited(robin, now)
        async with shop.chat("c-2") as ann:
            await ann.do("JoinGroupChat", {"invitation": {"code": code}})
            found = await ann.do("RecoverThread", T1)
            token = {**T1, "scrollToken": found["messagesScrollToken"]}
            for contact in ({}, {"contact": {"id": earlier}}):
                page = await ann.do("LoadMoreMessages", {**token, **contact})
                assert (texts(page["messages"]), page["scrollToken"]) == (["one"], "")


async def test_who_leaves_hears_that_and_nothing_more() -> None:
    async with scene() as there:
        await there.join()
        assert await there.ann.do("LeaveGroupChat", there.contact) is None
        for page in (there.robin, there.ann):
            gone = await page.push(CHANGED, lambda one: one["contact"]["recipients"] == [])
            assert gone["contact"]["id"] == there.number
        before = await there.ann.told()
        await there.shop.say("to one alone")
        await there.robin.say("Yes?")
        assert await there.ann.told() == before
        assert (await there.ann.refusal("RecoverThread", T1)).code == "RecoveringThreadFailed"
        async with there.shop.chat("c-2") as again:
            await there.shop.say("still alone")
            assert await again.told() == []
        assert "No contact" in (await there.ann.refusal("LeaveGroupChat", there.contact)).message
        found = await there.robin.do("RecoverThread", T1)
        assert found["contact"]["recipients"] == []


async def test_what_a_guest_said_stays_his_when_he_has_left() -> None:
    async with scene() as there:
        await there.join()
        await there.ann.say("I was here")
        await there.ann.do("LeaveGroupChat", there.contact)
        found = await there.robin.do("RecoverThread", T1)
        (mine,) = (one for one in found["messages"] if texts([one]) == ["I was here"])
        assert mine["authorEndUserIdentity"]["idOnExternalPlatform"] == "c-2"


async def test_with_the_end_of_the_case_a_guests_part_ends() -> None:
    async with scene() as there:
        await there.join()
        await there.shop.close()
        closed = await there.ann.push("CaseStatusChanged", lambda one: one["case"]["status"])
        assert closed["case"]["status"] == "closed"
        before = await there.ann.told()
        await there.robin.say("Another case")
        assert await there.ann.told() == before
        assert (await there.ann.refusal("RecoverLivechat", T1)).code == "RecoveringLivechatFailed"
        refused = await there.ann.refusal("LeaveGroupChat", there.contact)
        assert (refused.code, "conversation is CLOSED" in refused.message) == (
            "InconsistentData",
            True,
        )
        async with there.shop.chat("c-3") as late:
            data = {"invitation": {"code": there.code}}
            assert "CLOSED" in (await late.refusal("JoinGroupChat", data)).message


async def test_a_code_lets_in_one_customer_who_may_come_back() -> None:
    async with scene() as there, there.shop.chat("c-3") as mia:
        await there.join()
        assert (await there.join())["contact"]["id"] == there.number
        data = {"invitation": {"code": there.code}}
        refused = await mia.refusal("JoinGroupChat", data)
        assert (refused.code, "used up" in refused.message) == ("InconsistentData", True)
        await there.ann.do("LeaveGroupChat", there.contact)
        assert "used up" in (await mia.refusal("JoinGroupChat", data)).message
        assert len((await there.join())["contact"]["recipients"]) == 1
        mail = {**there.contact, **data, "recipients": MAIL}
        refused = await there.robin.refusal("SendEmailInvitationToGroupChat", mail)
        assert "used up" in refused.message


async def test_a_channel_may_let_everybody_in_who_has_the_code() -> None:
    async with scene(single_use_invitations=False) as there, there.shop.chat("c-3") as mia:
        await there.join()
        told = await mia.do("JoinGroupChat", {"invitation": {"code": there.code}})
        names = [one["idOnExternalPlatform"] for one in told["contact"]["recipients"]]
        assert names == ["c-2", "c-3"]


@pytest.mark.parametrize("code", ["", "x", "12345678-", "-", "\u00e9", "9" * 5_000])
async def test_a_code_that_is_none_is_refused_and_changes_nothing(code: str) -> None:
    async with scene() as there:
        version = there.shop.conversation().version
        for wrong in (code, f"{there.number}-{code}"):
            refused = await there.ann.refusal("JoinGroupChat", {"invitation": {"code": wrong}})
            assert (refused.code, "No invitation" in refused.message) == ("InconsistentData", True)
        assert there.shop.conversation().version == version
        assert there.shop.customer("c-2").groups == ()


async def test_only_whose_case_it_is_invites_and_ends_it() -> None:
    async with scene() as there:
        await there.join()
        refused = await there.ann.refusal("CreateInvitationToGroupChat", there.contact)
        assert "No contact" in refused.message
        for name, data in (
            ("EndContact", {**T1, **there.contact}),
            ("UpdateThread", {"thread": {**T1["thread"], "threadName": "Mine"}}),
            ("ArchiveThread", T1),
        ):
            await there.ann.refusal(name, data)
        assert there.shop.conversation().is_live
        refused = await there.robin.refusal("LeaveGroupChat", there.contact)
        assert "the customer's own case" in refused.message
        own = {"invitation": {"code": await invited(there.robin, there.number)}}
        assert "own case" in (await there.robin.refusal("JoinGroupChat", own)).message


async def test_an_invitation_by_mail_is_noted_and_sent_nowhere() -> None:
    async with scene() as there:
        data = {**there.contact, "invitation": {"code": there.code}, "recipients": MAIL}
        frame = await there.robin.ask("SendEmailInvitationToGroupChat", data)
        assert frame["postback"]["eventType"] == "EmailInvitationToGroupChatSent"
        notes = [str(one.render()) for one in there.shop.tenant.journal.select(kind="note")]
        told = f"invitation {there.code} for ann@example.com; no mail is sent"
        assert [told in one for one in notes].count(True) == 1
        for recipients in ([], [{"idOnExternalPlatform": "nobody"}]):
            wrong = {**data, "recipients": recipients}
            refused = await there.robin.refusal("SendEmailInvitationToGroupChat", wrong)
            assert "recipients" in refused.message


async def test_there_are_only_so_many_invitations() -> None:
    async with scene() as there:
        codes = {there.code}
        for _ in range(LIMITS.group_invitations_max - 1):
            codes.add(await invited(there.robin, there.number))
        assert len(codes) == LIMITS.group_invitations_max
        refused = await there.robin.refusal("CreateInvitationToGroupChat", there.contact)
        assert str(LIMITS.group_invitations_max) in refused.message


async def test_a_guests_mark_is_not_the_customers() -> None:
    async with scene() as there:
        await there.join()
        await there.shop.say("Seen?")
        await there.ann.do("MessageSeenByConsumer", T1)
        found = await there.robin.do("RecoverThread", T1)
        assert found["messages"][0]["customerStatistics"]["seenAt"] is None


async def test_a_guest_types_and_hears_the_agent_type() -> None:
    async with scene() as there:
        await there.join()
        await there.ann.do("SenderTypingStarted", T1)
        base = f"{there.shop.server.url}/t/{there.shop.id}/__admin/conversations"
        url = f"{base}/{there.shop.conversation().id}/agent/typing"
        async with there.shop.server.http.post(url, json={"state": "on"}) as answer:
            assert answer.ok, await answer.text()
        assert "SenderTypingStarted" in await there.ann.told()


@pytest.mark.parametrize("name", ["Create", "SendEmail"])
async def test_a_request_without_a_contact_is_refused(name: str) -> None:
    async with scene() as there:
        event = f"{name}InvitationToGroupChat"
        data = {"contact": {"id": ""}, "invitation": {"code": there.code}, "recipients": MAIL}
        assert "contact.id" in (await there.robin.refusal(event, data)).message


@pytest.mark.parametrize(
    "name",
    [
        "CreateInvitationToGroupChat",
        "JoinGroupChat",
        "LeaveGroupChat",
        "SendEmailInvitationToGroupChat",
    ],
)
async def test_a_channel_without_group_chats_says_so(name: str) -> None:
    async with serving(settings={"agentsAct": False}) as server, chat(server) as page:
        await page.say("Hello")
        data = {"contact": {"id": "1"}, "invitation": {"code": "c"}, "recipients": []}
        code, text = await page.refusal(name, data)
        assert code == "InconsistentData"
        assert "Group chats are turned off" in text


async def test_a_channel_tells_whether_it_has_group_chats() -> None:
    async with brand(group_chat=True) as shop:
        url = f"{shop.server.url}/t/{shop.id}/chat/1.0/brand/{shop.tenant.brand_id}"
        async with shop.server.http.get(f"{url}/channel/chat_shop") as answer:
            told = (await answer.json())["settings"]
        assert told["isGroupChatAllowed"] is told["canCustomerInviteToGroupChat"] is True
        assert told["features"]["isFeatureGroupChatEnabled"] is True


@pytest.mark.parametrize("lost", ["CreateInvitationToGroupChat", "JoinGroupChat"])
async def test_what_a_fault_loses_is_answered_and_nothing_comes_of_it(lost: str) -> None:
    async with (
        serving(fixture="cxone") as server,
        chat(server, "chat_groups", "c-1") as robin,
        chat(server, "chat_groups", "c-2") as ann,
    ):
        await robin.say("Hello")
        contact = {"contact": {"id": (await robin.push("CaseCreated"))["case"]["id"]}}
        where = {"dialect": "cxone", "phase": "frame.in", "frame": lost}
        async with fault(server, "lost_write", where=where):
            told = await robin.do("CreateInvitationToGroupChat", contact)
            answer = await ann.ask("JoinGroupChat", {"invitation": told["invitation"]})
        assert ("error" in answer) is (lost == "CreateInvitationToGroupChat")
        assert CHANGED not in await robin.told()
        (state,) = server.tenant.conversations.values()
        assert group_of(state).guests == {}
        assert "No contact" in (await ann.refusal("LeaveGroupChat", contact)).message
