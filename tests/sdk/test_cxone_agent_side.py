"""A livechat: NICE's own web SDK 2.2.0, and an agent's program that knows the issuer alone."""

from __future__ import annotations

from tests.sdk.cxone import pages
from tests.support.agents_cxone import Program
from tests.support.server import serving

CHANNEL = "chat_livechat"


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
        (contact,) = (await ana.get("/contacts", **{"status[]": "new"}))["data"]
        assert contact["id"] == created["case"]["id"]
        assert contact["authorEndUserIdentity"]["fullName"] == "Robin Meyer"
        path, thread = f"/contacts/{contact['id']}", contact["threadIdOnExternalPlatform"]
        (asked,) = (await ana.get(f"{path}/messages"))["data"]
        assert asked["messageContent"]["text"] == "Where is my order?"

        me = await ana.get("/me")
        mine = {"inboxAssigneeCxoneId": me["incontactId"]}
        assert (await ana.call("PUT", f"{path}/inbox-assignment", mine)).status == 204
        assigned = await page.event("AssignedAgentChanged")
        assert assigned["inboxAssignee"]["id"] == me["id"]

        typing = f"/channels/{CHANNEL}/threads/{thread}/sender-actions"
        assert (await ana.call("POST", typing, {"action": "typing_on"})).status == 204
        assert (await page.event("AgentTypingStarted"))["user"]["id"] == me["id"]
        assert (await ana.call("POST", typing, {"action": "typing_off"})).status == 204
        await page.event("AgentTypingEnded")

        said = {
            "thread": {"idOnExternalPlatform": thread},
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

        for status in ("pending", "closed"):
            changed = await ana.call("PUT", f"{path}/status", {"status": status})
            assert changed.status == 204
            told = await page.event(
                "ContactStatusChanged", lambda one, wanted=status: one["case"]["status"] == wanted
            )
            assert told["case"]["id"] == contact["id"]
        assert (await ana.get(path))["status"] == "closed"
        assert page.errors == []
