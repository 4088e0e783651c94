"""A livechat: NICE's own web SDK 2.2.0, and an agent's program that knows the issuer alone."""

from __future__ import annotations

from typing import Any

from tests.sdk.cxone import Page, pages
from tests.support.agents_cxone import Program
from tests.support.server import serving

CHANNEL = "chat_livechat"


Json = dict[str, Any]


async def test_a_customer_and_an_agent_talk_each_by_his_own_side_of_the_platform() -> None:
    """Discovery, token, API; find the contact, take it, type, reply, have it wait, close it."""
    async with serving(settings={"agentsAct": False}) as server, pages() as open_page:
        page = await open_page(
            server.url,
            CHANNEL,
            customerId="c-1",
            customerName="Robin Meyer",
            securedSession="anonymous",
            isLivechat=True,
        )
        assert await page.sdk("connect") is True
        await page.thread("t-1", "startChat", "Where is my order?")
        created = await page.event("ContactCreated")

        ana = await Program.let_in(server.http, f"{server.url}/cxone", "ana")
        contact = await find(ana)
        assert contact["id"] == created["case"]["id"]
        me = await ana.get("/me")
        await take(ana, page, contact, me)
        await type_and_stop(ana, page, contact, me)
        await answer(ana, page, contact)
        for status in ("pending", "closed"):
            await become(ana, page, contact, status)
        assert page.errors == []


async def find(ana: Program) -> Json:
    """Find the one contact that is new, and what was asked."""
    (contact,) = (await ana.get("/contacts", **{"status[]": "new"}))["data"]
    assert contact["authorEndUserIdentity"]["fullName"] == "Robin Meyer"
    (asked,) = (await ana.get(f"/contacts/{contact['id']}/messages"))["data"]
    assert asked["messageContent"]["text"] == "Where is my order?"
    found: Json = contact
    return found


async def take(ana: Program, page: Page, contact: Json, me: Json) -> None:
    """Take the contact; the page sees who it is."""
    path = f"/contacts/{contact['id']}/inbox-assignment"
    taken = await ana.call("PUT", path, {"inboxAssigneeCxoneId": me["incontactId"]})
    assert taken.status == 204
    assigned = await page.event("AssignedAgentChanged")
    assert assigned["inboxAssignee"]["id"] == me["id"]


async def type_and_stop(ana: Program, page: Page, contact: Json, me: Json) -> None:
    """Type, and stop; the page shows both."""
    thread = contact["threadIdOnExternalPlatform"]
    path = f"/channels/{CHANNEL}/threads/{thread}/sender-actions"
    assert (await ana.call("POST", path, {"action": "typing_on"})).status == 204
    assert (await page.event("AgentTypingStarted"))["user"]["id"] == me["id"]
    assert (await ana.call("POST", path, {"action": "typing_off"})).status == 204
    await page.event("AgentTypingEnded")


async def answer(ana: Program, page: Page, contact: Json) -> None:
    """Reply; the page shows just that."""
    said = {
        "thread": {"idOnExternalPlatform": contact["threadIdOnExternalPlatform"]},
        "messageContent": {"type": "TEXT", "payload": {"text": "It left this morning."}},
        "recipients": [],
        "attachments": [],
    }
    sent = await ana.call("POST", f"/channels/{CHANNEL}/outbound", said)
    heard = await page.event(
        "MessageCreated", lambda one: one["message"]["direction"] == "outbound"
    )
    assert heard["message"]["id"] == sent.body["id"]
    assert heard["message"]["messageContent"]["text"] == "It left this morning."


async def become(ana: Program, page: Page, contact: Json, status: str) -> None:
    """Give the contact a status; the page hears of it."""
    path = f"/contacts/{contact['id']}"
    assert (await ana.call("PUT", f"{path}/status", {"status": status})).status == 204
    told = await page.event("ContactStatusChanged", lambda one: one["case"]["status"] == status)
    assert told["case"]["id"] == contact["id"]
    assert (await ana.get(path))["status"] == status
