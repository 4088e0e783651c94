"""The edges of the chat socket: signs of life, envelopes, who speaks, and who hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.support.chats_cxone import MOBILE, PONG, chat, message, noted
from tests.support.server import Server, serving

QUIET = {"agentsAct": False}
ANDROID = {"sdkPlatform": "android", "sdkVersion": "3.0.0", "v": None, "customerId": None}


def people(server: Server) -> set[str]:
    """Return the customers who are known."""
    return {one.external_id for one in server.tenant.customers.values()}


async def test_a_sign_of_life_is_answered_by_the_bare_text_pong() -> None:
    async with serving() as server, chat(server) as page:
        await page.send({"action": "heartbeat"})
        await page.send({"action": "heartbeat", "eventId": "e-1", "more": [1]})
        await page.until(lambda: len(page.frames) == 2 or None)
        assert page.frames == [PONG, PONG]


@pytest.mark.parametrize("event_id", ["A-b", "ÄÖ-😀", 'with " and \\', "x" * 128, " "])
async def test_an_event_id_comes_back_as_it_was(event_id: str) -> None:
    async with serving() as server, chat(server) as page:
        assert (await page.ask("SenderTypingStarted", event_id=event_id))["eventId"] == event_id
        refused = await page.ask("NoSuchThing", event_id=f"{event_id[:-1]}!")
        assert refused["error"]["errorCode"] == "InconsistentData"


async def test_no_good_answer_has_a_member_named_error() -> None:
    async with serving() as server, chat(server) as page:
        await page.say("Hello")
        await page.ask("RecoverLivechat", {"thread": {"idOnExternalPlatform": "t-1"}})
        await page.beat()
        assert len(page.frames) > 4
        assert not [one for one in page.frames if isinstance(one, dict) and "error" in one]


async def test_an_unknown_event_is_refused_with_the_nearest_one() -> None:
    async with serving() as server, chat(server) as page:
        assert await page.refusal("SendMesage", message("Hi")) == (
            "InconsistentData",
            "Unknown frame type 'SendMesage'",
        )
        (note,) = noted(server.tenant)
        assert "Did you mean 'SendMessage'?" in note


async def test_a_frame_that_names_no_request_is_refused_in_the_gateways_own_form() -> None:
    """The web SDK passes over it: there is nothing for which it waits."""
    async with serving() as server, chat(server) as page:
        await page.send('{"action":"chatWindowEvent","payload":{"eventType":"SendMessage"}}')
        await page.until(lambda: page.frames or None)
        (told,) = page.frames
        assert sorted(told) == ["connectionId", "message", "requestId"]
        assert told["message"] == "$.eventId is missing"
        assert "Each request has one: a UUID." in noted(server.tenant)[0]


@pytest.mark.parametrize(
    ("frame", "code", "where"),
    [
        ({"payload": {"eventType": "SendMessage"}}, "SendingMessageFailed", "action"),
        ({"action": "chatWindowEvent"}, "InconsistentData", "$.payload is missing"),
        ({"action": "chatWindowEvent", "payload": 7}, "InconsistentData", "$.payload"),
        ({"action": "chatWindowEvent", "payload": {}}, "InconsistentData", "eventType"),
        (
            {"action": "chatWindowEvent", "payload": {"eventType": ["SendMessage"]}},
            "InconsistentData",
            "$.payload.eventType",
        ),
        (
            {"action": "shout", "payload": {"eventType": "SendMessage"}},
            "SendingMessageFailed",
            "chatWindowEvent, register, heartbeat",
        ),
        ({"action": 1, "payload": {"eventType": "RecoverThread"}}, "RecoveringThreadFailed", "$."),
    ],
)
async def test_whatever_is_wrong_with_a_frame_its_request_is_answered(
    frame: dict[str, Any], code: str, where: str
) -> None:
    async with serving() as server, chat(server) as page:
        await page.send({"eventId": "e-1", **frame})
        refused = await page.reply("e-1")
        assert refused["error"]["errorCode"] == code
        assert where in refused["error"]["errorMessage"]
        assert refused["error"]["transactionId"]
        await page.beat()


@pytest.mark.parametrize("empty", [{}, [], None, {"id": "x-1"}])
async def test_visitor_visit_and_destination_may_be_empty_in_any_way(empty: Any) -> None:
    async with serving() as server, chat(server) as page:
        members = {"visitor": empty, "visit": empty, "destination": empty}
        assert await page.do("SendMessage", message("Hi"), **members) is None
        assert await page.push("MessageCreated")


@pytest.mark.parametrize("place", [{"brand": {"id": 77}}, {"channel": {"id": "chat_messaging"}}])
async def test_a_frame_for_another_place_than_the_handshakes_is_refused(place: Any) -> None:
    async with serving() as server, chat(server) as page:
        code, text = await page.refusal("SendMessage", message("Hi"), **place)
        assert code == "SendingMessageFailed"
        assert "another one than the one of this connection" in text
        assert await page.told() == []


async def test_brand_and_channel_may_be_left_out_and_a_brand_be_a_text() -> None:
    async with serving() as server, chat(server) as page:
        await page.do("SendMessage", message("Hi"), brand=None, channel={})
        await page.do("SendMessage", message("Hi"), brand={"id": "1001"})


async def test_a_socket_without_a_token_speaks_for_whom_its_first_frame_names() -> None:
    async with serving() as server, chat(server, secured=False, customer="c-1") as page:
        assert people(server) == set()
        await page.say("Queued while I was away")
        said = await page.push("MessageCreated")
        identity = said["message"]["authorEndUserIdentity"]
        assert identity["idOnExternalPlatform"] == "c-1"
        assert people(server) == {"c-1"}


async def test_a_socket_without_a_token_speaks_for_one_customer_only() -> None:
    async with serving() as server, chat(server, secured=False, customer="c-1") as page:
        await page.say("Hi")
        other = {"consumerIdentity": {"idOnExternalPlatform": "c-2"}}
        code, text = await page.refusal("SendMessage", message("I am another"), **other)
        assert code == "SendingMessageFailed"
        assert "another customer" in text
        assert people(server) == {"c-1"}


async def test_a_frame_that_says_not_who_speaks_is_refused_where_nobody_has() -> None:
    async with serving() as server, chat(server, secured=False, identity="") as page:
        code, text = await page.refusal("SendMessage", message("Hi"))
        assert code == "SendingMessageFailed"
        assert text == "No customer ''"
        assert "consumerIdentity.idOnExternalPlatform" in noted(server.tenant)[0]


async def test_a_frame_that_says_not_who_speaks_is_the_tokens_customers() -> None:
    async with serving() as server, chat(server, customer="c-9", identity="") as page:
        await page.say("Hi")
        said = await page.push("MessageCreated")
        assert said["message"]["authorEndUserIdentity"]["id"] == "chat_c-9"


async def test_a_name_may_be_empty_and_is_refused_where_it_is_too_long() -> None:
    most = LIMITS.customer_name_chars_max
    async with serving() as server, chat(server) as page:
        for name in ("", "x" * most):
            who = {"idOnExternalPlatform": "c-1", "firstName": name}
            await page.do("SendMessage", message("Hi"), consumerIdentity=who)
        who = {"idOnExternalPlatform": "c-1", "firstName": "x" * (most + 1)}
        refused = await page.refusal("SendMessage", message("Hi"), consumerIdentity=who)
        assert refused.message == f"consumerIdentity.firstName: has at most {most} characters"


async def test_names_come_with_any_frame_and_stay() -> None:
    async with serving() as server, chat(server) as page:
        who = {"idOnExternalPlatform": "c-1", "firstName": "Robin", "lastName": "Meyer"}
        await page.do("SendMessage", message("Hi"), consumerIdentity=who)
        await page.say("Hello?")
        said = await page.push("MessageCreated", lambda data: _text(data) == "Hello?")
        assert said["message"]["authorEndUserIdentity"]["fullName"] == "Robin Meyer"


def _text(data: Any) -> str:
    text: str = data["message"]["messageContent"]["text"]
    return text


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"customerId": None, "consumerId": "c-1"},
        {"customerId": None},
        ANDROID,
        {"visitorId": None, "v": None, "sdkPlatform": None, "sdkVersion": None},
    ],
)
async def test_handshakes_of_all_clients_are_taken(query: dict[str, Any]) -> None:
    async with serving() as server, chat(server, secured=False, query=query) as page:
        assert page.connection.subprotocol is None
        await page.say("Hi")
        assert _text(await page.push("MessageCreated")) == "Hi"


async def test_a_mobile_client_says_the_same_by_other_names() -> None:
    async with (
        serving() as server,
        chat(server, secured=False, identity=MOBILE, query=ANDROID) as phone,
    ):
        fields = {"customFields": [{"ident": "tier", "value": "gold"}]}
        said = message("Hi", customer=fields, contact=fields, deviceFingerprint={"os": "Android"})
        for name in ("consumer", "consumerContact"):
            del said[name]
        await phone.do("SendMessage", said, visit=None)
        created = await phone.push("CaseCreated")
        assert [one["value"] for one in created["case"]["customFields"]] == ["gold"]
        recovered = await phone.do("RecoverLivechat", {})
        assert [one["ident"] for one in recovered["customer"]["customFields"]] == ["tier"]
        await phone.do("MessageSeenByCustomer", {"thread": {"idOnExternalPlatform": "t-1"}})


async def test_compression_that_is_offered_changes_nothing() -> None:
    async with serving() as server, chat(server, compression="deflate") as page:
        await page.say("Hi" * 500)
        assert _text(await page.push("MessageCreated")) == "Hi" * 500


async def test_a_customer_reconnects_and_hears_how_his_conversation_goes_on() -> None:
    async with serving(settings=QUIET) as server:
        async with chat(server) as page:
            await page.say("Hi")
        async with chat(server) as page:
            await page.say("I am back")
            said = await page.push("MessageCreated")
            assert _text(said) == "I am back"
            assert "CaseCreated" not in await page.told()


async def test_one_name_on_two_channels_is_two_customers() -> None:
    async with (
        serving() as server,
        chat(server, "chat_livechat", "c-1") as here,
        chat(server, "chat_messaging", "c-1") as there,
    ):
        await here.say("Here")
        await there.say("There")
        assert _text(await here.push("MessageCreated")) == "Here"
        assert _text(await there.push("MessageCreated")) == "There"
        assert (await here.told()).count("MessageCreated") == 1
        assert (await there.told()).count("MessageCreated") == 1


async def test_the_journal_has_a_frames_name_cut_and_says_why_it_was_refused() -> None:
    async with serving() as server, chat(server) as page:
        await page.refusal("x" * 10_000)
        frames = [one.render() for one in server.tenant.journal.select(kind="frame")]
        assert [one["type"] for one in frames if one["direction"] == "in"] == ["x" * 64]
        (note,) = [one.render() for one in server.tenant.journal.select(kind="note")]
        assert "InconsistentData" in str(note)


async def test_a_frame_of_the_limit_passes_and_one_byte_more_ends_the_socket() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        room = LIMITS.frame_bytes_max - len('{"action":"heartbeat","x":""}')
        await page.send('{"action":"heartbeat","x":"' + "x" * room + '"}')
        await page.until(lambda: page.frames == [PONG] or None)
        await page.send('{"action":"heartbeat","x":"' + "x" * (room + 1) + '"}')
        assert (await page.end()).code == 4413
