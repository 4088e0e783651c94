"""The catalogue's outages, as a customer of a chat channel meets them."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.admin.api import Api as Admin
from tests.support.chats_cxone import Chat, chat, message, transaction_token
from tests.support.server import Server, serving

CHANNEL = "chat_livechat"
CALLS = 60


async def start(server: Server, outage: str) -> None:
    """Start an outage of the catalogue."""
    reply = await Admin(server).post(f"/outages/{outage}/start", {})
    assert reply.status == 200, reply


async def stop(server: Server, outage: str) -> None:
    """Stop it."""
    reply = await Admin(server).post(f"/outages/{outage}/stop", {})
    assert reply.status == 200, reply


async def say(customer: Chat, text: str, event_id: str) -> None:
    """Send a message, and wait for its echo instead of its acknowledgement."""
    payload = customer.payload("SendMessage", message(text))
    await customer.send({"action": "chatWindowEvent", "eventId": event_id, "payload": payload})
    await customer.push("MessageCreated", lambda one: _text(one) == text)


def _text(data: Any) -> str:
    text: str = data["message"]["messageContent"]["payload"]["text"]
    return text


def echoes(customer: Chat) -> list[str]:
    """Return the texts of all messages that were pushed."""
    return [_text(one["data"]) for one in customer.seen if one["eventType"] == "MessageCreated"]


async def refused(server: Server, token: str = "") -> int:
    """Return with which status a handshake is refused."""
    with pytest.raises(InvalidStatus) as found:
        async with chat(server, token=token):
            pass
    return found.value.response.status_code


async def token_status(server: Server) -> int:
    """Return with which status a transaction token is asked for."""
    url = f"{server.url}/oauth/token?brandId=1001&channelId={CHANNEL}"
    body = {"customerIdentity": {"idOnExternalPlatform": "c-1"}}
    async with server.http.post(url, json=body) as answer:
        return answer.status


async def test_websocket_flap_cuts_sockets_and_refuses_handshakes_for_three_seconds() -> None:
    async with serving() as server:
        async with chat(server) as customer:
            await customer.beat()
            await start(server, "websocket-flap")
            assert (await customer.end()).code == 1006
        assert await refused(server) == 503
        await server.advance(3)
        async with chat(server) as customer:
            await customer.beat()
            await server.advance(7)
            assert (await customer.end()).code == 1006


async def test_region_failover_closes_sockets_and_refuses_everything_for_a_minute() -> None:
    async with serving() as server:
        token = await transaction_token(server, CHANNEL, "c-1")
        async with chat(server, token=token) as customer:
            await customer.say("Hello")
            await start(server, "region-failover")
            assert await customer.end() == (1012, "failover")
        assert await refused(server, token) == 503
        assert await token_status(server) == 503
        await server.advance(60)
        async with chat(server, token=token) as customer:
            recovered = await customer.do("RecoverLivechat", {})
        assert recovered["messages"][-1]["messageContent"]["payload"]["text"] == "Hello"


async def test_ack_loss_swallows_every_second_acknowledgement_and_no_echo() -> None:
    async with serving() as server, chat(server) as customer:
        await start(server, "ack-loss")
        for number in range(4):
            await say(customer, f"text {number}", f"e-{number}")
        await customer.beat()
        ids = {one["eventId"] for one in customer.frames if isinstance(one, dict)}
        assert ids & {"e-0", "e-1", "e-2", "e-3"} == {"e-1", "e-3"}
        assert [one for one in echoes(customer) if one.startswith("text")] == [
            "text 0",
            "text 1",
            "text 2",
            "text 3",
        ]


async def test_message_duplicates_tell_twice_and_hear_twice_and_one_is_kept() -> None:
    async with serving() as server, chat(server) as customer:
        await start(server, "message-duplicates")
        await customer.say("Hello")
        await customer.beat()
        assert echoes(customer).count("Hello") == 2
        recovered = await customer.do("RecoverLivechat", {})
        told = [one["messageContent"]["payload"]["text"] for one in recovered["messages"]]
        assert told.count("Hello") == 1


async def test_reordering_has_an_echo_come_behind_its_acknowledgement() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        await customer.beat()
        await start(server, "reordering")
        await say(customer, "Are you there?", "e-1")
        await customer.reply("e-1")
        ids = [one["eventId"] for one in customer.frames if isinstance(one, dict)]
        echo = next(one for one in customer.seen[::-1] if one["eventType"] == "MessageCreated")
        assert ids.index("e-1") < ids.index(echo["eventId"])


async def test_rate_limited_refuses_the_eleventh_message_of_ten_seconds() -> None:
    async with serving() as server, chat(server) as customer:
        await start(server, "rate-limited")
        for number in range(10):
            assert "error" not in await customer.say(str(number))
        told = await customer.refusal("SendMessage", message("10"))
        assert told.code == "SendingMessageFailed"
        await server.advance(10)
        assert "error" not in await customer.say("10")


async def test_half_open_sockets_hear_and_say_nothing() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello")
        await start(server, "half-open-sockets")
        before = len(customer.frames)
        await customer.send({"action": "heartbeat"})
        await customer.send({"action": "heartbeat"})
        assert await token_status(server) == 200
        assert len(customer.frames) == before
        await stop(server, "half-open-sockets")
        await customer.beat()
        assert "error" not in await customer.say("Again")


async def test_token_service_down_gives_no_transaction_token_and_no_authorization() -> None:
    async with serving() as server:
        token = await transaction_token(server, CHANNEL, "c-1")
        async with chat(server, token=token) as customer:
            await start(server, "token-service-down")
            assert await token_status(server) == 503
            assert "error" not in await customer.say("Still here")
        async with chat(server, secured=False) as legacy:
            asked = {"authorization": {"authorizationCode": None}}
            told = await legacy.refusal("AuthorizeCustomer", asked)
            assert told.code == "ConsumerAuthorizationFailed"


async def test_edge_401_storm_refuses_good_handshakes_and_gives_tokens() -> None:
    async with serving() as server:
        token = await transaction_token(server, CHANNEL, "c-1")
        await start(server, "edge-401-storm")
        assert await refused(server, token) == 401
        assert await token_status(server) == 200


async def test_clock_skew_ends_transaction_tokens_at_once_and_then_takes_old_ones() -> None:
    """A token lives as long as the clock is ahead."""
    async with serving() as server:
        token = await transaction_token(server, CHANNEL, "c-1")
        await start(server, "clock-skew")
        assert await refused(server, token) == 401
        await server.advance(301)
        await server.advance(298)
        async with chat(server, token=token) as customer:
            await customer.beat()


async def test_key_rotation_ends_transaction_tokens_and_gives_new_ones() -> None:
    async with serving() as server:
        token = await transaction_token(server, CHANNEL, "c-1")
        await start(server, "key-rotation")
        assert await refused(server, token) == 401
        async with chat(server) as customer:
            await customer.beat()


async def test_routing_down_refuses_a_new_case_and_goes_on_with_an_old_one() -> None:
    async with serving() as server, chat(server) as customer:
        await customer.say("Hello", thread="t-1")
        await start(server, "routing-down")
        told = await customer.refusal("SendMessage", message("Hello", "t-2"))
        assert told.code == "SendingMessageFailed"
        assert "error" not in await customer.say("Again", thread="t-1")
        await server.advance(120)
        assert "error" not in await customer.say("Hello", thread="t-2")


async def test_no_agents_leaves_a_case_new() -> None:
    async with serving() as server, chat(server) as customer:
        await start(server, "no-agents")
        await customer.say("Hello")
        await server.advance(30)
        assert "CaseInboxAssigneeChanged" not in await customer.told()
        assert (await customer.do("RecoverLivechat", {}))["contact"]["status"] == "new"
        await stop(server, "no-agents")
        await server.advance(30)
        await customer.push("CaseInboxAssigneeChanged")


async def test_thundering_herd_takes_connections_and_answers_when_it_is_over() -> None:
    async with serving() as server:
        async with chat(server) as customer:
            await customer.beat()
            await start(server, "thundering-herd")
            assert (await customer.end()).code == 1006
        await stop(server, "thundering-herd")
        async with chat(server) as customer:
            await customer.beat()


async def test_brownout_fails_some_calls_at_its_worst() -> None:
    """What is slow is so in real time; what fails is drawn."""
    async with serving() as server:
        await start(server, "brownout")
        await Admin(server).delete("/faults/outage:brownout:worst")
        await server.advance(181)
        found = {await token_status(server) for _ in range(CALLS)}
        assert found == {200, 503}
