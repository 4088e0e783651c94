"""A group chat with two pages of NICE's own web SDK 2.2.0, unmodified, of two customers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.admin.api import Api as Admin
from tests.sdk.cxone import Page, SdkError, pages
from tests.sdk.test_cxone_outages import case, rules
from tests.support.chats_cxone import agent
from tests.support.server import Server, serving

THREAD = "t-1"
CHANGED = "ContactRecipientsChanged"
SAID = "MessageCreated"


@asynccontextmanager
async def two() -> AsyncIterator[tuple[Server, Page, Page]]:
    """Open a page of Robin's, who has begun a chat, and one of Ann's."""
    async with serving(fixture="cxone") as server, pages() as open_page:
        names = {"c-1": "Robin Meyer", "c-2": "Ann Berg"}
        opened = [
            await open_page(
                server.url,
                "chat_groups",
                customerId=id_,
                customerName=name,
                securedSession="anonymous",
                isLivechat=True,
            )
            for id_, name in names.items()
        ]
        for page in opened:
            assert await page.sdk("connect") is True
        robin, ann = opened
        await robin.thread(THREAD, "startChat", "Hello")
        await robin.event(SAID)
        yield server, robin, ann


async def invited(robin: Page) -> tuple[str, str]:
    """Return the case's number and an invitation to it."""
    number = (await robin.event("ContactCreated"))["case"]["id"]
    told = await robin.group("CreateInvitationToGroupChat", number)
    assert told["type"] == "InvitationToGroupChatCreated"
    return number, told["data"]["invitation"]["code"]


def who(message: Any) -> tuple[str, str]:
    """Return by whom a message is, and its text."""
    by = message["authorEndUserIdentity"]["idOnExternalPlatform"]
    return by, message["messageContent"]["text"]


async def test_a_customer_invites_another_who_joins_speaks_and_leaves() -> None:
    async with two() as (server, robin, ann):
        number, code = await invited(robin)
        sent = await robin.group("SendEmailInvitationToGroupChat", number, code, "ann@example.com")
        assert sent["type"] == "EmailInvitationToGroupChatSent"
        joined = await ann.group("JoinGroupChat", code)
        assert (joined["type"], joined["data"]["contact"]["id"]) == ("GroupChatJoined", number)
        for page in (robin, ann):
            (one,) = (await page.event(CHANGED))["contact"]["recipients"]
            assert (one["idOnExternalPlatform"], one["name"]) == ("c-2", "Ann Berg")
        thread = joined["data"]["thread"]["idOnExternalPlatform"]
        found = await ann.thread(thread, "recover")
        assert [who(one) for one in found["messages"]] == [("c-1", "Hello")]
        await ann.thread(thread, "sendTextMessage", "Me, too")
        for page in (robin, ann):
            assert who((await page.event(SAID))["message"]) == ("c-2", "Me, too")
        await ann.group("LeaveGroupChat", number)
        for page in (robin, ann):
            gone = await page.event(CHANGED)
            assert gone["contact"]["recipients"] == []
        since = len(ann.raw)
        await agent(server, case(server), "offer", agentId="mila")
        await agent(server, case(server), "accept")
        await agent(server, case(server), "message", text="Good day")
        await robin.event(SAID)
        await robin.thread(THREAD, "endChat")
        await robin.event("ContactStatusChanged", lambda one: one["case"]["status"] == "closed")
        with pytest.raises(SdkError) as refused:
            await ann.thread(thread, "recover")
        assert refused.value.code == "RecoveringLivechatFailed"
        assert [one["eventType"] for one in ann.raw[since:] if "data" in one] == []
        assert (ann.errors, await rules(server)) == ([], [])


async def test_a_refusal_rejects_with_the_reason() -> None:
    async with two() as (_, robin, ann):
        number, _ = await invited(robin)
        wrong = [
            (ann, ("CreateInvitationToGroupChat", number), "No contact"),
            (ann, ("JoinGroupChat", f"{number}-none"), "No invitation"),
            (robin, ("SendEmailInvitationToGroupChat", number, "x", "a@b.c"), "No invitation"),
        ]
        for page, asked, why in wrong:
            with pytest.raises(SdkError) as refused:
                await page.group(*asked)
            assert refused.value.code == "InconsistentData"
            assert why in refused.value.data["error"]["errorMessage"]
        # The SDK looks at no answer to this one: it resolves to the refusal.
        told = await ann.group("LeaveGroupChat", number)
        assert told["error"]["errorCode"] == "InconsistentData"


async def test_a_guest_whose_connection_breaks_takes_part_when_it_is_back() -> None:
    async with two() as (server, robin, ann):
        _, code = await invited(robin)
        await ann.group("JoinGroupChat", code)
        for one in (await Admin(server).get("/channels"))["channels"]:
            if one["userId"] == "c-2":
                await Admin(server).post(f"/channels/{one['id']}/drop", {})
        await ann.event("socket open")
        await ann.event("socket open")
        await robin.thread(THREAD, "sendTextMessage", "Are you there?")
        said = await ann.event(SAID)
        assert who(said["message"]) == ("c-1", "Are you there?")
