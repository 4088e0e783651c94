"""Open messaging: another messenger's customers come in by an integration and are answered.

Source: [M] OpenInboundNormalizedMessage and its kin; Genesys help, threading timeline.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.states import State
from tests.support.duty import Desk, desk
from tests.support.server import MESSAGING

BASE = "/conversations/messages/whatsup/inbound/open"
FROM = {"id": "+49170", "idType": "Phone", "firstName": "Mia", "lastName": "Kern"}


def body(text: str = "Hello", id_: str = "", **more: Any) -> dict[str, Any]:
    """Return what a customer's message is brought in with."""
    return {"channel": {"from": FROM, **({"messageId": id_} if id_ else {}), **more}, "text": text}


async def bring(it: Desk, text: str = "Hello", id_: str = "", **more: Any) -> str:
    """Bring a message in; return the id of its conversation."""
    path = f"{BASE}/message?prefetchConversationId=true"
    status, told, _ = await it.client.call("POST", path, body(text, id_, **more))
    assert status == 200, told
    found: str = told["conversationId"]
    return found


async def test_a_message_begins_a_conversation_that_agents_see() -> None:
    async with desk() as it:
        attributes = {"customAttributes": {"tier": "gold"}}
        status, told, _ = await it.client.call("POST", BASE + "/message", body(metadata=attributes))
        assert (status, told["type"], told["direction"]) == (200, "Text", "Inbound")
        assert (told["channel"]["platform"], told["text"]) == ("Open", "Hello")
        assert "conversationId" not in told
        (id_,) = it.tenant.conversations
        customer = await it.last(id_, "customer")
        assert (customer["type"], customer["name"], customer["address"]) == (
            "open",
            "Mia Kern",
            "+49170",
        )
        assert customer["attributes"] == {"context.tier": "gold"}
        assert [one["messageId"] for one in customer["messages"]] == [told["id"]]
        data = await it.client.get(f"/conversations/messages/{told['id']}/details")
        assert (data["messengerType"], data["toAddress"]) == ("open", "whatsup")


async def test_the_same_sender_goes_on_in_the_same_conversation_within_the_window() -> None:
    async with desk(threadingWindow="1h") as it:
        first = await bring(it)
        assert await bring(it, "and more") == first
        await it.offer(first)
        await it.patch(first, {"state": "connected"})
        await it.patch(first, {"state": "disconnected"})
        await it.server.advance(3_600, it.tenant)
        assert await bring(it, "back again") == first
        assert it.tenant.conversations[first].state is State.OPEN
        await it.client.call("POST", f"/conversations/{first}/disconnect")
        await it.server.advance(3_601, it.tenant)
        assert await bring(it, "a new thing") != first


async def test_what_a_customer_has_left_and_another_sender_s_are_not_gone_on_with() -> None:
    async with desk() as it:
        first = await bring(it)
        await it.patch(first, {"state": "disconnected"}, by="client", purpose="customer")
        second = await bring(it)
        assert second != first
        other = {"channel": {"from": {"id": "+49171"}}, "text": "Hello"}
        await it.client.call("POST", BASE + "/message", other)
        assert len(it.tenant.conversations) == 3


async def test_a_window_of_nothing_begins_anew_each_time() -> None:
    async with desk(threadingWindow=0) as it:
        first = await bring(it)
        await it.client.call("POST", f"/conversations/{first}/disconnect")
        assert await bring(it) != first


async def test_a_message_that_comes_again_is_taken_once() -> None:
    async with desk() as it:
        answers = [
            (await it.client.call("POST", BASE + "/message", body(id_="wamid.1")))[1]
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
        (state,) = it.tenant.conversations.values()
        assert state.message_count == 1
        status, _, _ = await it.client.call("POST", BASE + "/message", body("other", "wamid.1"))
        assert status == 409


async def test_what_a_customer_picked_is_a_structured_message() -> None:
    async with desk() as it:
        await bring(it)
        picked = {
            "channel": {"from": FROM},
            "buttonResponse": {"text": "Yes", "payload": "y", "type": "QuickReply"},
            "originatingMessageId": "m-1",
        }
        status, told, _ = await it.client.call("POST", BASE + "/structured/response", picked)
        assert (status, told["type"], told["text"]) == (200, "Structured", "Yes")
        data = await it.client.get(f"/conversations/messages/{told['id']}/details")
        (part,) = data["normalizedMessage"]["content"]
        assert part["buttonResponse"]["originatingMessageId"] == "m-1"


async def test_typing_is_activity_and_begins_nothing() -> None:
    async with desk(messagingInactivity="10m") as it:
        event = {
            "channel": {"from": FROM},
            "events": [{"eventType": "Typing", "typing": {"type": "On"}}],
        }
        path = BASE + "/event?prefetchConversationId=true"
        status, told, _ = await it.client.call("POST", path, event)
        assert (status, told["type"], "conversationId" in told) == (200, "Event", False)
        id_ = await bring(it)
        await it.server.advance(300, it.tenant)
        status, told, _ = await it.client.call("POST", path, event)
        assert (status, told["conversationId"]) == (200, id_)
        await it.server.advance(400, it.tenant)
        assert it.tenant.conversations[id_].is_live
        presence = {**event, "events": [{"eventType": "Presence", "presence": {"type": "Join"}}]}
        assert (await it.client.call("POST", path, presence))[0] == 400


async def test_a_receipt_is_for_a_message_that_was_sent() -> None:
    async with desk() as it:
        id_ = await bring(it)
        await it.offer(id_)
        await it.patch(id_, {"state": "connected"})
        _, message = await it.say(id_)
        receipt = {"id": message["id"], "channel": {"to": {"id": "+49170"}}, "status": "Read"}
        status, told, _ = await it.client.call("POST", BASE + "/receipt", receipt)
        assert (status, told["type"], told["status"], told["id"]) == (
            200,
            "Receipt",
            "Read",
            message["id"],
        )
        status, _, _ = await it.client.call("POST", BASE + "/receipt", {**receipt, "id": "x"})
        assert status == 404


async def test_the_older_call_names_the_integration_in_its_channel() -> None:
    async with desk() as it:
        path = "/conversations/messages/inbound/open"
        older = {**body(to={"id": "whatsup"}), "type": "Text", "direction": "Inbound"}
        assert (await it.client.call("POST", path, older))[0] == 200
        assert (await it.client.call("POST", path, {**older, "type": "Receipt"}))[0] == 400
        assert (await it.client.call("POST", path, body()))[0] == 404
        assert len(it.tenant.conversations) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": {}, "text": "x"},
        {"channel": {"from": {"id": ""}}, "text": "x"},
        {"channel": {"from": {"id": "x" * 129}}, "text": "x"},
        {"channel": {"from": FROM}},
        {"channel": {"from": FROM}, "text": "x" * 8_001},
        {"text": "x"},
        body(messageId="x" * 129),
        body(metadata={"customAttributes": {"k" * 200: "v"}}),
    ],
)
async def test_what_is_no_message_is_refused_and_begins_nothing(wrong: Any) -> None:
    async with desk() as it:
        status, told, _ = await it.client.call("POST", BASE + "/message", wrong)
        assert status == 400, told
        assert not it.tenant.conversations


async def test_only_a_client_s_own_token_brings_in_and_only_by_a_known_integration() -> None:
    async with desk() as it:
        status, told, _ = await it.ana.call("POST", BASE + "/message", body())
        assert (status, told["code"]) == (403, "not.authorized")
        path = "/conversations/messages/whatsapp/inbound/open/message"
        status, told, headers = await it.client.call("POST", path, body())
        assert (status, told["code"]) == (404, "not.found")
        assert "whatsup" in headers["X-Mockplatform-Hint"]


async def test_custom_attributes_of_a_later_message_are_merged() -> None:
    async with desk() as it:
        id_ = await bring(it, metadata={"customAttributes": {"tier": "gold", "lang": "en"}})
        await bring(it, metadata={"customAttributes": {"lang": "de"}})
        attributes = (await it.last(id_, "customer"))["attributes"]
        assert attributes == {"context.tier": "gold", "context.lang": "de"}
        await it.client.call("POST", f"/conversations/{id_}/disconnect")
        before = it.tenant.conversations[id_].version
        large = body("much", metadata={"customAttributes": {"k": "x" * 17_000}})
        assert (await it.client.call("POST", BASE + "/message", large))[0] >= 400
        assert it.tenant.conversations[id_].version == before


async def test_a_file_of_another_messenger_stays_where_it_is() -> None:
    async with desk() as it:
        url = "https://files.example.com/7"
        file = {"id": "7", "url": url, "mediaType": "Image"}
        content = [{"contentType": "Attachment", "attachment": file}]
        _, told, _ = await it.client.call("POST", BASE + "/message", {**body(), "content": content})
        data = await it.client.get(f"/conversations/messages/{told['id']}/details")
        (part,) = data["normalizedMessage"]["content"]
        assert part["attachment"]["url"] == url


async def test_two_conversations_of_a_line_tell_no_time_twice() -> None:
    """[C] the transport SDK drops a message whose time it has already."""
    async with desk() as it:
        path = "/conversations/messages/agentless"
        times = [(await it.client.call("POST", path, agentless()))[1]["timestamp"] for _ in "ab"]
        assert len(it.tenant.conversations) == len(set(times)) == 2


def agentless(**more: Any) -> dict[str, Any]:
    """Return what a message without an agent is sent with."""
    return {
        "fromAddress": "whatsup",
        "toAddress": "+49170",
        "toAddressMessengerType": "open",
        "textBody": "Your parcel has left.",
        **more,
    }


async def test_an_agentless_message_has_a_conversation_that_the_answer_goes_on_in() -> None:
    async with desk() as it:
        path = "/conversations/messages/agentless"
        status, sent, _ = await it.client.call("POST", path, agentless())
        assert (status, sent["messengerType"], sent["fromAddress"]) == (200, "open", "whatsup")
        state = it.tenant.conversations[sent["conversationId"]]
        assert state.state is State.CLOSED
        (message,) = (await it.last(state.id, "customer"))["messages"]
        assert (message["messageId"], message["messageStatus"]) == (sent["id"], "sent")
        assert await bring(it, "Thanks") == state.id
        assert it.tenant.conversations[state.id].state is State.OPEN


async def test_an_agentless_message_may_use_the_conversation_that_there_is() -> None:
    async with desk() as it:
        id_ = await bring(it)
        path = "/conversations/messages/agentless"
        used = agentless(useExistingActiveConversation=True)
        _, sent, _ = await it.client.call("POST", path, used)
        assert (sent["conversationId"], sent["useExistingActiveConversation"]) == (id_, True)
        assert it.tenant.conversations[id_].state is State.OPEN
        _, other, _ = await it.client.call("POST", path, agentless())
        assert other["conversationId"] != id_


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"fromAddress": "nobody"}, 404),
        ({"toAddress": ""}, 400),
        ({"toAddressMessengerType": "sms"}, 400),
        ({"textBody": None}, 400),
        ({"textBody": "x" * 2_001}, 400),
    ],
)
async def test_an_agentless_message_to_nobody_is_refused(
    wrong: dict[str, Any], status: int
) -> None:
    async with desk() as it:
        found = await it.client.call(
            "POST", "/conversations/messages/agentless", agentless(**wrong)
        )
        assert found[0] == status
        assert not it.tenant.conversations


async def test_an_address_is_never_a_user_of_a_widget() -> None:
    async with desk() as it:
        id_ = await bring(it)
        other = {"channel": {"from": {"id": "user-7", "idType": "Opaque"}}, "text": "Hi"}
        path = f"{BASE}/message?prefetchConversationId=true"
        _, told, _ = await it.client.call("POST", path, other)
        opened = told["conversationId"]
        customer = await it.last(opened, "customer")
        assert (customer["address"], customer["fromAddress"]["addressRaw"]) == ("user-7", "user-7")
        headers = {"Authorization": f"Bearer {await it.server.token('user-7', tenant=it.tenant)}"}
        url = it.base + MESSAGING
        async with it.server.http.get(url, headers=headers) as answer:
            assert (await answer.json())["entities"] == []
        for method in ("GET", "DELETE"):
            async with it.server.http.request(
                method, f"{url}/{opened}", headers=headers
            ) as refused:
                assert refused.status == 403
        assert it.tenant.conversations[id_].is_live


async def test_what_came_is_told_again_as_it_came() -> None:
    async with desk() as it:
        sender = {"id": "mia@example.com", "idType": "Email", "nickname": "Mia"}
        said = {"channel": {"from": sender, "messageId": "m-1"}, "text": "Hello"}
        _, told, _ = await it.client.call("POST", BASE + "/message", said)
        assert told["channel"]["from"] == sender
        assert told["channel"]["messageId"] == "m-1"
        data = await it.client.get(f"/conversations/messages/{told['id']}/details")
        channel = data["normalizedMessage"]["channel"]
        assert (channel["from"]["id"], channel["from"]["idType"]) == ("mia@example.com", "Email")
        assert channel["messageId"] == "m-1"


@pytest.mark.parametrize("time", ["yesterday", "2026-13-45T99:99:99Z", ""])
async def test_a_time_that_is_none_is_refused_and_nothing_is_taken(time: str) -> None:
    async with desk() as it:
        status, told, _ = await it.client.call("POST", BASE + "/message", body(time=time))
        assert (status, told["code"]) == (400, "invalid.date")
        assert not it.tenant.conversations
