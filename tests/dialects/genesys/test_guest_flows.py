"""The course of a guest's session: begun, disconnected, read-only, cleared, expired, crowded.

Source: [C] transport SDK 2.14, web-messaging-sdk 18.1 and genesys-web-messaging-tester.
"""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from websockets.exceptions import InvalidStatus

from mockplatform.core.states import State
from tests.support.guests import DEPLOYMENT, Guest, shop

TIER = {"metadata": {"customAttributes": {"tier": "premium", "language": "en-US"}}}


async def test_a_configuration_is_told_before_there_is_a_session() -> None:
    async with shop(session_life="1h") as place, place.guest() as visitor:
        await visitor.say("getConfiguration", deploymentId=DEPLOYMENT, tracingId="t")
        frame = await visitor.hear_class("GetConfigurationResponse")
        body = frame["body"]
        assert (frame["type"], frame["code"], frame["tracingId"]) == ("response", 200, "t")
        assert (body["maxCustomDataBytes"], body["messageRoutingEnabled"]) == (2048, True)
        assert body["sessionDurationSeconds"] == 3600
        assert body["allowedMedia"]["inbound"]["maxFileSizeKB"] == 10240
        assert place.tenant.sessions == {}


async def test_a_jwt_is_of_the_session_and_lives_as_long_as_the_deployment_says() -> None:
    async with shop(jwt_life="5m") as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.say("getJwt")
        body = (await visitor.hear_class("JwtResponse"))["body"]
        assert body["exp"] == int(place.tenant.clock.now()) + 300
        claims = jwt.decode(body["jwt"], options={"verify_signature": False})
        assert claims["exp"] == body["exp"]
        assert claims["instance_id"] == place.session().id
        assert claims["deployment_id"] == DEPLOYMENT
        url = f"{place.server.url}/t/shop/api/v2/conversations/messaging"
        headers = {"Authorization": f"Bearer {body['jwt']}"}
        async with place.server.http.post(url, json={}, headers=headers) as answer:
            assert answer.status == 403


async def test_a_join_begins_the_conversation_with_its_attributes() -> None:
    async with shop() as place, place.guest() as visitor:
        began = await visitor.configure()
        assert "autoStarted" not in began
        await visitor.event("Join", "t", channel=TIER)
        frame = await visitor.hear_class("StructuredMessage")
        body = frame["body"]
        assert (frame["tracingId"], body["type"], body["direction"]) == ("t", "Event", "Inbound")
        assert body["events"] == [{"eventType": "Presence", "presence": {"type": "Join"}}]
        assert place.conversation.routing_data.values["tier"] == "premium"
        assert place.conversation.state is State.OPEN
        again = await visitor.configure()
        assert (again["autoStarted"], again["newSession"]) == (True, False)


async def test_where_the_guest_begins_nothing_is_told_to_have_begun_by_itself() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await visitor.event("Join")
        await visitor.presence()
        assert "autoStarted" not in await visitor.configure()


@pytest.mark.parametrize("by", ["agent", "supervisor", "system"])
async def test_who_may_write_on_is_told_of_the_end_without_read_only(by: str) -> None:
    async with shop(disconnect="send") as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await place.close(by)
        told = await visitor.presence()
        assert told["direction"] == "Outbound"
        assert told["events"][0]["presence"] == {"type": "Disconnect"}
        assert "readOnly" not in told["metadata"]
        assert (await visitor.configure())["readOnly"] is False


async def test_with_the_feature_off_nothing_is_told_of_the_end() -> None:
    async with shop(disconnect="off") as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await place.close()
        await visitor.nothing()


async def test_read_only_is_a_text_and_lasts_until_a_new_chat() -> None:
    async with (
        shop(disconnect="readOnly", messages_per_second=9) as place,
        place.guest() as visitor,
        place.guest() as other,
    ):
        await visitor.configure()
        await other.configure()
        await visitor.text("Hello")
        await other.hear()
        await place.close()
        for one in (visitor, other):
            assert (await one.presence())["metadata"]["readOnly"] == "true"
        assert (await visitor.configure())["readOnly"] is True
        await visitor.send_text("Are you there?", "t")
        assert (await visitor.refusal())[0] == 403
        assert place.conversation.message_count == 1
        await visitor.say("closeSession", closeAllConnections=True, tracingId="c")
        assert (await other.hear_class("ConnectionClosedEvent"))["body"] == {}
        assert await other.end() == 1000
        frame = await visitor.hear_class("SessionResponse")
        assert frame["tracingId"] == "c"
        assert frame["body"] == {"connected": False, "newSession": False, "readOnly": True}
        fresh = await visitor.configure(startNew=True)
        assert (fresh["connected"], fresh["newSession"], fresh["readOnly"]) == (
            True,
            True,
            False,
        )
        before = place.conversation.id
        await visitor.text("Something else")
        assert place.conversation.id != before
        assert (await visitor.configure())["newSession"] is False


async def test_read_only_is_never_what_the_guest_himself_has_ended() -> None:
    async with shop(disconnect="readOnly") as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await visitor.event("Disconnect", "t")
        frame = await visitor.hear_class("StructuredMessage")
        assert (frame["tracingId"], frame["body"]["direction"]) == ("t", "Inbound")
        assert frame["body"]["events"][0]["presence"] == {"type": "Disconnect"}
        assert (place.conversation.state, place.conversation.closed_by) == (
            State.CLOSED,
            "customer",
        )
        assert (await visitor.configure())["readOnly"] is False


@pytest.mark.parametrize("action", ["onMessage", "disconnectCustomer"])
async def test_a_guest_leaves_once_and_his_next_word_begins_anew(action: str) -> None:
    async with shop(messages_per_second=9) as place, place.guest() as visitor:
        await visitor.configure()

        async def leave() -> None:
            if action == "disconnectCustomer":
                await visitor.say(action)
            else:
                await visitor.event("Disconnect")

        await leave()
        assert (await visitor.refusal())[0] == 400
        await visitor.text("Hello")
        await leave()
        await visitor.presence()
        await leave()
        assert (await visitor.refusal())[0] == 400
        await visitor.text("Me again")
        assert len(place.tenant.conversations) == 2


async def test_a_new_chat_ends_the_present_one() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        first = place.conversation
        assert (await visitor.configure(startNew=True))["newSession"] is True
        assert place.tenant.conversations[first.id].closed_by == "customer"
        await visitor.text("Another matter")
        assert len(place.tenant.conversations) == 2


async def test_a_clear_closes_every_socket_of_the_token_and_begins_afresh() -> None:
    async with shop() as place, place.guest() as visitor, place.guest() as other:
        await visitor.configure()
        await other.configure()
        await visitor.text("Hello")
        await other.hear()
        await visitor.event("Clear")
        for one in (visitor, other):
            frame = await one.hear_class("SessionClearedEvent")
            assert (frame["type"], frame["code"], frame["body"]) == ("message", 200, {})
            assert (await one.hear_class("ConnectionClosedEvent"))["body"] == {}
            assert await one.end() == 1000
        assert not place.conversation.is_live
        async with place.guest() as later:
            assert (await later.configure())["newSession"] is True
            assert place.session().conversations == ()


async def test_where_clear_is_off_the_text_says_what_clients_look_for() -> None:
    async with shop(clear=False) as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await visitor.event("Clear", "t")
        code, text = await visitor.refusal()
        assert (code, "conversation clear" in text.lower()) == (403, True)
        assert place.conversation.is_live


async def test_silence_ends_a_session_for_good() -> None:
    async with shop(session_life="10m") as place, place.guest() as visitor:
        began = await visitor.configure()
        now = int(place.tenant.clock.now())
        assert (began["durationSeconds"], began["expirationDate"]) == (600, now + 600)
        await visitor.text("Hello")
        await place.advance(600)
        frame = await visitor.hear_class("SessionExpiredEvent")
        assert (frame["code"], frame["body"]) == (200, {})
        assert place.conversation.close_reason == "session.expired"
        await visitor.send_text("Too late")
        assert (await visitor.refusal())[0] == 4006
        async with place.guest() as later:
            await later.say("configureSession", deploymentId=DEPLOYMENT)
            assert (await later.refusal())[0] == 4006


async def test_messages_of_both_sides_extend_a_session_and_an_echo_does_not() -> None:
    async with shop(session_life="10m") as place, place.guest() as visitor:
        await visitor.configure()
        start = int(place.tenant.clock.now())
        await place.advance(300)
        ping = {"type": "Text", "text": "ping"}
        await visitor.say("echo", message=ping, tracingId="e")
        frame = await visitor.hear_class("StructuredMessage")
        assert (frame["type"], frame["tracingId"]) == ("response", "e")
        assert (frame["body"]["text"], frame["body"]["direction"]) == ("ping", "Inbound")
        metadata = {"durationSeconds": "600", "expirationDate": str(start + 600)}
        assert frame["body"]["metadata"] == metadata
        await visitor.text("Hello")
        await place.join()
        await place.advance(300)
        await place.say("One moment")
        await visitor.hear_class("StructuredMessage")
        await visitor.say("echo", message=ping)
        body = (await visitor.hear_class("StructuredMessage"))["body"]
        assert body["metadata"]["expirationDate"] == str(start + 1200)
        assert place.conversation.message_count == 2


async def test_an_echo_tells_no_end_where_there_is_none() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.say("echo", message={"type": "Text", "text": "ping"})
        assert "metadata" not in (await visitor.hear_class("StructuredMessage"))["body"]


async def test_one_socket_too_many_parts_the_oldest() -> None:
    async with (
        shop(sockets_max=2) as place,
        place.guest() as first,
        place.guest() as second,
        place.guest() as third,
    ):
        for one in (first, second, third):
            await one.configure()
        assert (await first.hear_class("ConnectionClosedEvent"))["body"] == {}
        assert await first.end() == 1000
        await second.configure()
        await third.nothing()
        await third.text("Hello")
        await second.hear_class("StructuredMessage")


async def test_an_inactive_deployment_takes_nobody() -> None:
    async with shop(active=False) as place:
        with pytest.raises(InvalidStatus) as refused:
            async with place.guest():
                pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("https://example.com", True),
        ("https://Shop.Example.com:8443", True),
        ("http://example.com:80", True),
        ("shop.example.com", True),
        ("https://example.com.", True),
        ("https://notexample.com", False),
        ("https://example.com.evil.test", False),
        ("https://evil.test/example.com", False),
        ("https://example.com@evil.test", False),
        ("null", False),
        ("http://[::1", False),
        (None, False),
    ],
)
async def test_only_pages_of_allowed_domains_connect(origin: str | None, is_let_in: bool) -> None:
    async with shop(allowed_domains=("example.com",)) as place:
        headers = {} if origin is None else {"Origin": origin}
        try:
            async with place.guest(additional_headers=headers) as visitor:
                await visitor.configure()
            status = 101
        except InvalidStatus as refused:
            status = refused.response.status_code
    assert status == (101 if is_let_in else 403)


async def test_a_resume_token_is_of_its_session_alone() -> None:
    async with shop() as place, place.guest() as visitor, place.guest("other") as other:
        await visitor.configure()
        await visitor.say("resumeToken")
        body = (await visitor.hear_class("ResumeTokenResponse"))["body"]
        assert body["exp"] > place.tenant.clock.now()
        again = await visitor.configure(resumeToken=body["resumeToken"])
        assert again["newSession"] is False
        members: dict[str, Any] = {"deploymentId": DEPLOYMENT, "resumeToken": body["resumeToken"]}
        await other.say("configureSession", **members)
        assert (await other.refusal())[0] == 401


async def test_a_journey_is_taken_and_changes_nothing() -> None:
    journey = {
        "customer": {"id": "c", "idType": "cookie"},
        "customerSession": {"id": "s", "type": "web"},
        "triggeringAction": {"id": "a", "actionMap": {"id": "m", "version": 1}},
    }
    async with shop() as place, place.guest() as visitor:
        assert (await visitor.configure(journeyContext=journey))["newSession"] is True


async def test_each_connection_has_to_be_configured() -> None:
    async with shop() as place, place.guest() as first, place.guest() as second:
        await first.configure()
        for action in ("getJwt", "closeSession", "disconnectCustomer", "resumeToken"):
            await second.say(action)
            assert (await second.refusal())[0] == 4007
        await second.send_text("Hello")
        assert (await second.refusal())[0] == 4007


async def test_a_connection_is_for_one_deployment_and_one_token() -> None:
    async with shop() as place, place.guest() as visitor:
        await visitor.say("configureSession", deploymentId="elsewhere")
        code, text = await visitor.refusal()
        assert (code, "Deployment not found" in text) == (400, True)
        await visitor.configure()
        await Guest(visitor.socket, "another").send_text("Hello")
        assert (await visitor.refusal())[0] == 400


async def test_a_guest_who_types_is_told_to_nobody_and_an_agent_s_typing_can_be_hidden() -> None:
    typing = {"type": "Event", "events": [{"eventType": "Typing", "typing": {"type": "On"}}]}
    async with shop(agent_typing=False) as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.say("onMessage", message=typing)
        await visitor.text("Hello")
        version = place.conversation.version
        await visitor.say("onMessage", message=typing)
        await visitor.nothing()
        assert place.conversation.version == version
