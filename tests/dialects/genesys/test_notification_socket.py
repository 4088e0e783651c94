"""The socket of a notification channel: what it tells, on which topics, in order, until when."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from mockplatform.limits import LIMITS
from tests.support.chats import chat
from tests.support.guests import guest
from tests.support.notified import CHANNELS, Notified, notified
from tests.support.server import MESSAGING, Server, serving
from tests.support.staff import Staff

QUIET = {"agentsAct": False}
ANA = "v2.users.ana.conversations.messages"
BEN = "v2.users.ben.conversations.messages"
GENERAL = "v2.routing.queues.general.conversations.messages"
TYPING = "v2.users.ana.conversations.inbound.typing.event"
Json = dict[str, Any]


async def act(server: Server, id_: str, what: str, **body: Any) -> None:
    """Do something as an agent, by the admin API."""
    url = f"{server.url}/__admin/conversations/{id_}/agent/{what}"
    async with server.http.post(url, json=body) as answer:
        assert answer.status in (200, 201, 204), await answer.text()


async def say(server: Server, token: str, id_: str, text: str) -> None:
    """Say something as the customer, by the widget API."""
    url = f"{server.url}{MESSAGING}/{id_}/messages"
    headers = {"Authorization": f"Bearer {token}"}
    async with server.http.post(url, json={"text": text}, headers=headers) as answer:
        assert answer.status == 201, await answer.text()


async def opened(server: Server) -> tuple[str, str]:
    """Open a conversation by the widget API; return the customer's token, and its id."""
    token = await server.token()
    return token, await server.conversation(token)


def states(body: Json) -> list[tuple[str, str]]:
    """Return who takes part, and how he stands."""
    return [(one["purpose"], one["state"]) for one in body["participants"]]


def said(body: Json) -> int:
    """Return how many messages a conversation has."""
    return sum(len(one["messages"]) for one in body["participants"])


async def test_each_change_of_a_conversation_is_told_whole_and_once() -> None:
    async with serving(settings=QUIET) as server:
        agent = await Staff.of(server, "ana")
        token, id_ = await opened(server)
        async with notified(agent, ANA) as ana:
            await say(server, token, id_, "Hello")
            await act(server, id_, "offer", agentId="ana")
            await act(server, id_, "accept")
            await say(server, token, id_, "Are you there?")
            await act(server, id_, "message", text="I am")
            await act(server, id_, "close")
            told = await ana.pending()
        assert {topic for topic, _ in told} == {ANA}
        assert {body["id"] for _, body in told} == {id_}
        assert [said(body) for _, body in told] == [1, 1, 2, 3, 3]
        before = [("customer", "connected"), ("acd", "connected")]
        talking = [("customer", "connected"), ("acd", "disconnected"), ("agent", "connected")]
        assert [states(body) for _, body in told[:2]] == [
            [*before, ("agent", "alerting")],
            talking,
        ]
        assert {state for _, state in states(told[-1][1])} == {"disconnected"}


async def test_a_frame_has_version_and_correlation_id_of_what_caused_it() -> None:
    async with serving(settings=QUIET) as server:
        staff = await Staff.of(server, "automation")
        token, id_ = await opened(server)
        async with notified(staff, GENERAL) as queue:
            url = f"{server.url}{MESSAGING}/{id_}/messages"
            headers = {"Authorization": f"Bearer {token}", "X-Correlation-Id": "mine"}
            async with server.http.post(url, json={"text": "Hi"}, headers=headers) as answer:
                message = await answer.json()
            frame = await queue.hear()
        assert set(frame) == {"topicName", "version", "eventBody", "metadata"}
        assert (frame["topicName"], frame["version"]) == (GENERAL, "2")
        assert frame["metadata"] == {"CorrelationId": "mine"}
        (shown,) = frame["eventBody"]["participants"][0]["messages"]
        assert shown["message"]["id"] == message["id"]
        assert "messageId" not in shown


async def test_guests_and_widgets_are_told_of_alike() -> None:
    async with serving(settings=QUIET) as server:
        staff = await Staff.of(server, "automation")
        async with notified(staff, GENERAL) as queue, guest(server) as visitor:
            await visitor.configure()
            echo = await visitor.text("Hello")
            told = await queue.pending()
            _, body = told[-1]
        (shown,) = body["participants"][0]["messages"]
        assert shown["message"]["id"] == echo["id"]
        assert shown["messageTime"] == echo["channel"]["time"]


async def test_a_chat_is_told_of_where_it_is_listed() -> None:
    async with serving(settings=QUIET) as server:
        staff = await Staff.of(server, "ana")
        async with notified(staff, ANA, GENERAL) as ana:
            one = await chat(server)
            await one.agent("offer", agentId="ana")
            told = await ana.pending()
        assert {topic for topic, _ in told} == {ANA, GENERAL}
        listed = (await staff.get("/conversations/messages"))["entities"]
        assert [each["id"] for each in listed] == [one.id] == [told[-1][1]["id"]]


async def test_an_agent_is_told_of_what_he_takes_part_in_and_until_he_has_left() -> None:
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        client = await Staff.of(server, "automation")
        async with notified(client, ANA, BEN) as both:
            await act(server, id_, "offer", agentId="ana")
            await act(server, id_, "accept")
            assert {topic for topic, _ in await both.pending()} == {ANA}
            await act(server, id_, "transfer", queue="care-team")
            told = await both.pending()
            assert {topic for topic, _ in told} == {ANA}
            assert ("agent", "disconnected") in states(told[-1][1])
            await say(server, token, id_, "Hello?")
            assert await both.pending() == []
            await act(server, id_, "offer", agentId="ben")
            await act(server, id_, "accept")
            assert {topic for topic, _ in await both.pending()} == {BEN}


async def test_a_combined_topic_is_told_by_the_names_of_its_parts() -> None:
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        agent = await Staff.of(server, "ana")
        topic = "v2.users.ana?conversations&conversations.messages"
        async with notified(agent, topic) as ana:
            await act(server, id_, "offer", agentId="ana")
            told = dict(await ana.pending())
            assert set(told) == {ANA, "v2.users.ana.conversations"}
            participants = told["v2.users.ana.conversations"]["participants"]
            assert participants[-1]["userId"] == "ana"
            assert participants[-1]["messages"][0]["state"] == "alerting"
        del token


async def test_that_a_customer_types_is_told_to_the_agent_alone() -> None:
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        (id_,) = server.tenant.conversations
        event = {"eventType": "Typing", "typing": {"type": "On"}}
        message = {"type": "Event", "events": [event]}
        other = "v2.users.ben.conversations.inbound.typing.event"
        async with notified(await Staff.of(server, "automation"), TYPING, other) as client:
            await visitor.say("onMessage", message=message)
            await visitor.say("echo", message={"type": "Text", "text": "ping"})
            await visitor.hear()
            assert await client.pending() == []
            await act(server, id_, "offer", agentId="ana")
            await act(server, id_, "accept")
            await act(server, id_, "typing", state="on")
            await visitor.say("onMessage", message=message)
            topic, body = await client.told()
            assert await client.pending() == []
        assert (topic, body["conversationId"]) == (TYPING, id_)
        told = body["normalizedMessage"]
        assert (told["type"], told["direction"]) == ("Event", "Inbound")
        assert told["events"][0]["typing"] == {"type": "On", "duration": 5000}


async def test_subscriptions_act_at_once_on_an_open_socket() -> None:
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        async with notified(await Staff.of(server, "automation")) as client:
            await say(server, token, id_, "one")
            assert await client.pending() == []
            await client.subscribe(GENERAL)
            await say(server, token, id_, "two")
            assert [said(body) for _, body in await client.pending()] == [2]
            await client.subscribe(method="PUT")
            await say(server, token, id_, "three")
            assert await client.pending() == []


async def test_a_second_socket_closes_the_first_and_nothing_is_replayed() -> None:
    """Source: Genesys developer forum (one socket for each channel)."""
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        staff = await Staff.of(server, "automation")
        async with notified(staff, GENERAL) as first:
            await say(server, token, id_, "one")
            assert len(await first.pending()) == 1
            async with connect(first.channel["connectUri"]) as socket:
                second = Notified(staff, first.channel, socket)
                assert await first.end() == (1000, "another socket took its place")
                assert await second.pending() == []
                await say(server, token, id_, "two")
                assert [said(body) for _, body in await second.pending()] == [2]
        assert server.tenant.listeners == {}


async def test_who_comes_back_is_told_what_happens_from_then_on() -> None:
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        staff = await Staff.of(server, "automation")
        async with notified(staff, GENERAL) as gone:
            pass
        await say(server, token, id_, "missed")
        async with connect(gone.channel["connectUri"]) as socket:
            back = Notified(staff, gone.channel, socket)
            await say(server, token, id_, "heard")
            assert [said(body) for _, body in await back.pending()] == [2]


async def test_a_heartbeat_comes_every_30_seconds_of_real_time() -> None:
    """Source: Genesys developer forum."""
    beat = ("channel.metadata", {"message": "WebSocket Heartbeat"})
    slow = QUIET | {"heartbeat": "5m"}
    async with serving(settings=slow) as server, notified(await Staff.of(server, "ana")) as ana:
        assert await ana.pending() == []
        now = server.platform.around.stopwatch()
        for after_s in (29, 31, 32, 59, 62):
            server.sockets.sweep(now + after_s)
        assert await ana.pending() == [beat, beat]
        await server.advance(600)
        assert await ana.pending() == []


@pytest.mark.parametrize(
    "frame",
    [
        *("{", "[]", '"ping"', "null", "{}", "[" * 1000),
        *('{"message":1}', '{"message":"pong"}', '{"action":"ping"}'),
        '{"message":"ping","message":"x"}',
    ],
)
async def test_what_is_no_ping_is_let_pass(frame: str) -> None:
    async with serving() as server, notified(await Staff.of(server, "ana")) as ana:
        await ana.socket.send(frame)
        assert await ana.pending() == []


async def test_what_is_no_text_ends_the_socket() -> None:
    async with serving() as server:
        async with notified(await Staff.of(server, "ana")) as ana:
            await ana.socket.send(b"\xff", text=True)
            assert (await ana.end())[0] == 1007
        async with notified(await Staff.of(server, "ana")) as ana:
            await ana.socket.send(b"binary")
            assert (await ana.end())[0] == 1003


async def test_the_socket_ends_with_its_channel() -> None:
    async with serving(settings={"accessTokenLife": "30d"}) as server:
        async with notified(await Staff.of(server, "ana"), ANA) as ana:
            fired = await server.advance(86_400)
            assert "feed.ended" in [what for what, _ in fired]
            assert await ana.end() == (1000, "the channel has expired")
        with pytest.raises(InvalidStatus):
            await connect(ana.channel["connectUri"])


async def test_the_socket_ends_with_the_token_that_opened_its_channel() -> None:
    async with serving() as server:
        staff, other = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        async with notified(staff, ANA) as ana, notified(other, BEN) as ben:
            await server.platform.tokens.revoke(server.tenant, staff.token)
            await server.platform.timeline.settle(server.tenant)
            assert await ana.end() == (1000, "the channel's token has ended")
            assert await ben.pending() == []
            await server.advance(1799)
            assert await ben.pending() == []
            await server.advance(1)
            assert await ben.end() == (1000, "the channel's token has ended")


async def test_the_socket_of_a_channel_that_was_replaced_ends() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        async with notified(staff) as first, notified(staff) as second, AsyncExitStack() as others:
            for _ in range(LIMITS.feeds_per_owner_max - 2):
                await others.enter_async_context(notified(staff))
            await staff.call("POST", CHANNELS, {})
            assert await first.end() == (1000, "another channel took its place")
            assert await second.pending() == []


@pytest.mark.parametrize("how", ["reset", "close"])
async def test_a_server_that_restarts_says_so_before_it_closes(how: str) -> None:
    async with serving() as server, notified(await Staff.of(server, "ana"), ANA) as ana:
        if how == "reset":
            await server.platform.reset("default")
        else:
            url = f"{server.url}/__admin/channels/ws-1/drop"
            async with server.http.post(url, json={"how": "close", "code": 1012}) as answer:
                assert answer.status == 204
        topic, body = await ana.told()
        assert topic == "v2.system.socket_closing"
        told = (body["systemTopicType"], body["channelId"], body["userId"])
        assert told == ("socket_closing", ana.channel["id"], "ana")
        assert (await ana.end())[0] == 1012


async def test_nobody_is_read_for_whom_nobody_listens() -> None:
    """What is not subscribed to is not rendered; who has gone is not told."""
    async with serving(settings=QUIET) as server:
        token, id_ = await opened(server)
        async with notified(await Staff.of(server, "ana"), ANA) as ana:
            await say(server, token, id_, "in a queue, with no agent")
            assert await ana.pending() == []
        await say(server, token, id_, "nobody hears")
        assert server.tenant.listeners == server.tenant.channels == {}
