"""Messages on the platform API: agents send them, and all are found by their one id.

Source: [M] AdditionalMessage, MessageData; [R] genesys-web-messaging-tester asks for details.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.duty import Desk, desk


async def line_path(it: Desk, id_: str) -> str:
    """Return the path of the last agent's communication, as messages go by."""
    return f"/conversations/messages/{id_}/communications/{(await it.line(id_))['id']}"


async def test_a_message_is_the_same_by_every_call() -> None:
    async with desk() as it:
        id_ = await it.talking(message={"text": "Hi"})
        status, sent = await it.say(id_, "It left yesterday.")
        assert status == 200
        assert (sent["status"], sent["textBody"]) == ("sent", "It left yesterday.")
        assert (sent["fromAddress"], sent["toAddress"]) == ("shop-web", "user-7")
        assert sent["createdBy"] == {"id": "ana", "selfUri": "/api/v2/users/ana"}
        normalized = sent["normalizedMessage"]
        assert (normalized["type"], normalized["direction"]) == ("Text", "Outbound")
        assert normalized["originatingEntity"] == "Human"
        assert normalized["channel"]["to"] == {"id": "user-7", "idType": "Opaque"}
        assert normalized["channel"]["platform"] == "WebMessaging"
        assert normalized["channel"]["time"] == sent["timestamp"]
        assert normalized["id"] == normalized["channel"]["messageId"] == sent["id"]
        base = "/conversations/messages"
        assert await it.client.get(f"{base}/{id_}/messages/{sent['id']}") == sent
        assert await it.client.get(f"{base}/{sent['id']}/details") == sent
        customer = (await it.last(id_, "customer"))["messages"]
        ids = [customer[0]["messageId"], "nobody", sent["id"], sent["id"]]
        status, found, _ = await it.client.call("POST", f"{base}/{id_}/messages/bulk", ids)
        assert (status, found["entities"][1]) == (200, sent)
        assert [one["direction"] for one in found["entities"]] == ["inbound", "outbound"]
        assert found["entities"][0]["fromAddress"] == "user-7"


async def test_details_of_an_unknown_message_are_not_found_in_just_that_word() -> None:
    """[R] the tester asks for this id to see whether it may ask at all."""
    async with desk() as it:
        await it.waiting(message={"text": "Hi"})
        path = "/conversations/messages/wm-tester-preflight-check/details"
        status, body, _ = await it.client.call("GET", path)
        assert (status, body["code"], body["status"]) == (404, "not.found", 404)


async def test_details_are_found_among_many_conversations() -> None:
    async with desk() as it:
        first = await it.waiting(message={"text": "first"})
        for _ in range(120):
            await it.waiting(message={"text": "another"})
        message = (await it.last(first, "customer"))["messages"][0]["messageId"]
        found = await it.client.get(f"/conversations/messages/{message}/details")
        assert found["conversationId"] == first


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        (None, 400),
        ({"textBody": ""}, 400),
        ({"textBody": "x" * 2_001}, 400),
        ({"textBody": "x", "messagingTemplate": {"responseId": "r"}}, 400),
        ({"textBody": 7}, 400),
        ({"mediaIds": ["m-1"]}, 400),
        ({"textBody": "x" * 2_000}, 200),
    ],
)
async def test_a_message_has_one_kind_of_content_within_its_limit(body: Any, status: int) -> None:
    async with desk() as it:
        id_ = await it.talking()
        path = await line_path(it, id_) + "/messages"
        before = it.tenant.conversations[id_].message_count
        assert (await it.ana.call("POST", path, body))[0] == status
        sent = it.tenant.conversations[id_].message_count - before
        assert sent == (status == 200)


async def test_a_template_is_handed_on_as_it_came() -> None:
    async with desk() as it:
        id_ = await it.talking()
        template = {"responseId": "r-1", "parameters": [{"id": "p", "value": "Mia"}]}
        path = await line_path(it, id_) + "/messages"
        status, sent, _ = await it.ana.call("POST", path, {"messagingTemplate": template})
        assert (status, sent["normalizedMessage"]["type"]) == (200, "Structured")
        (part,) = sent["normalizedMessage"]["content"]
        assert part == {"contentType": "Notification", "template": template}


async def test_who_is_not_connected_says_nothing_and_is_told_how_to() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        path = await line_path(it, id_)
        for place, body in (
            ("/messages", {"textBody": "x"}),
            ("/typing", {"typing": {"type": "On"}}),
        ):
            status, told, headers = await it.ana.call("POST", path + place, body)
            assert (status, told["code"]) == (400, "invalid.value")
            assert "PATCH" in headers["X-Mockplatform-Hint"]
        await it.patch(id_, {"state": "connected"})
        assert (await it.ana.call("POST", path + "/typing", {"typing": {"type": "On"}}))[0] == 204
        await it.patch(id_, {"state": "disconnected"})
        assert (await it.say(id_))[0] == 400


async def test_an_agent_s_typing_is_activity() -> None:
    async with desk(inactivity="10m") as it:
        id_ = await it.talking()
        await it.server.advance(300, it.tenant)
        path = await line_path(it, id_) + "/typing"
        assert (await it.ana.call("POST", path, {"typing": {"type": "On"}}))[0] == 204
        await it.server.advance(400, it.tenant)
        assert it.tenant.conversations[id_].is_live


async def test_an_unknown_communication_is_not_found_and_the_hint_says_where_to_look() -> None:
    async with desk() as it:
        id_ = await it.talking()
        agent = await it.last(id_)
        path = f"/conversations/messages/{id_}/communications/{agent['id']}/messages"
        status, _, headers = await it.ana.call("POST", path, {"textBody": "x"})
        assert status == 404
        assert "participants[].messages[].id" in headers["X-Mockplatform-Hint"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(None, 200), ([], 200), (["x"] * 1_000, 200), (["x"] * 1_001, 400), ([7], 400), ({}, 400)],
)
async def test_bulk_takes_a_list_of_a_thousand_ids(body: Any, status: int) -> None:
    async with desk() as it:
        id_ = await it.waiting(message={"text": "Hi"})
        path = f"/conversations/messages/{id_}/messages/bulk"
        found = await it.client.call("POST", path, body)
        assert found[0] == status
        if status == 200:
            assert found[1] == {"entities": []}


async def test_a_template_has_a_limit_and_a_larger_one_is_not_sent() -> None:
    async with desk() as it:
        id_ = await it.talking()
        line = (await it.line(id_))["id"]
        for text, status in (("x" * 16_000, 200), ("x" * 17_000, 413)):
            body = {"messagingTemplate": {"responseId": text}}
            for path, more in (
                (f"/conversations/messages/{id_}/communications/{line}/messages", {}),
                (
                    "/conversations/messages/agentless",
                    {
                        "fromAddress": "whatsup",
                        "toAddress": "mia",
                        "toAddressMessengerType": "open",
                    },
                ),
            ):
                got, told, _ = await it.client.call("POST", path, {**body, **more})
                assert got == status, told
                assert status < 300 or told["code"] == "request.entity.too.large"
        assert it.tenant.conversations[id_].message_count == 1
