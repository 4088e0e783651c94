"""Both platform SDKs open notification channels, subscribe, and are told what happens.

The SDKs have calls for channels and leave the socket to their user, who connects to `connectUri`.
"""

from __future__ import annotations

import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.sdk.node import Frame, JsClient, node
from tests.sdk.organization import ADA, FIXTURE, MACHINE, SUPPORT, WEBSITE
from tests.sdk.python_sdk import PythonSdk, load, python_sdk
from tests.support.guests import guest
from tests.support.server import MESSAGING, Server, serving
from tests.support.staff import staff_token

QUEUE = f"v2.routing.queues.{SUPPORT.id}.conversations.messages"
OWN = f"v2.users.{ADA.id}.conversations.messages"
NOTIFICATIONS = "NotificationsApi"
DAY_S = 86_400.0


def is_of(topic: str) -> Any:
    """Return what tells a topic's frames."""
    return lambda frame: frame["topicName"] == topic


async def say_as_widget(server: Server) -> str:
    """Open a conversation by the widget API and say something; return the message's id."""
    token = await server.token()
    id_ = await server.conversation(token)
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{server.url}{MESSAGING}/{id_}/messages"
    async with server.http.post(url, json={"text": "Hello"}, headers=headers) as answer:
        return str((await answer.json())["id"])


def messages(frame: Frame) -> list[str]:
    """Return the ids of a conversation's messages."""
    participants = frame["eventBody"]["participants"]
    return [one["message"]["id"] for each in participants for one in each["messages"]]


async def begin_js(client: JsClient, *topics: str) -> Any:
    """Open a channel and subscribe."""
    channel = await client.call(f"{NOTIFICATIONS}.postNotificationsChannels")
    body = [{"id": one} for one in topics]
    name = f"{NOTIFICATIONS}.putNotificationsChannelSubscriptions"
    listing = await client.call(name, channel["id"], body)
    assert [one["state"] for one in listing["entities"]] == ["Permitted"] * len(topics)
    return channel


async def test_a_widget_s_message_is_told_to_the_javascript_sdk_s_user() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        await client.login(MACHINE.id, MACHINE.secret)
        channel = await begin_js(client, QUEUE)
        socket = await js.open(channel["connectUri"])
        await socket.send(message="ping")
        pong = await socket.frame()
        assert pong == {"topicName": "channel.metadata", "eventBody": {"message": "pong"}}
        message_id = await say_as_widget(server)
        frame = await socket.frame(messages)
        assert (frame["topicName"], messages(frame)) == (QUEUE, [message_id])


async def test_an_agent_of_the_javascript_sdk_is_told_of_a_guest_s_every_word() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url, await staff_token(server, ADA.id))
        channel = await begin_js(client, OWN)
        socket = await js.open(channel["connectUri"])
        async with guest(server, deployment=WEBSITE.id) as visitor:
            await visitor.configure(deploymentId=WEBSITE.id)
            await visitor.text("Hello")
            (id_,) = server.tenant.conversations
            for act in ("offer", "accept"):
                url = f"{server.url}/__admin/conversations/{id_}/agent/{act}"
                async with server.http.post(url, json={"agentId": ADA.id}) as answer:
                    assert answer.status == 200, await answer.text()
            alerting = (await socket.frame(is_of(OWN)))["eventBody"]["participants"][-1]
            assert (alerting["user"]["id"], alerting["state"]) == (ADA.id, "alerting")
            connected = (await socket.frame(is_of(OWN)))["eventBody"]["participants"][-1]
            assert connected["state"] == "connected"
            echo = await visitor.text("Are you there?")
            assert messages(await socket.frame(is_of(OWN)))[-1] == echo["id"]


async def test_the_javascript_sdk_reads_what_is_refused_and_what_there_is() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url, await staff_token(server, ADA.id))
        channel = await client.call(f"{NOTIFICATIONS}.postNotificationsChannels")
        id_, body = channel["id"], [{"id": QUEUE}, {"id": "v2.users.nobody.presence"}]
        name = f"{NOTIFICATIONS}.postNotificationsChannelSubscriptions"
        refused = await client.refusal(name, id_, body)
        assert refused.status == 403
        listing = await client.call(name, id_, body, {"ignoreErrors": True})
        assert [one["state"] for one in listing["entities"]] == ["Permitted", "Rejected"]
        await client.call(f"{NOTIFICATIONS}.headNotificationsChannel", id_)
        name = f"{NOTIFICATIONS}.deleteNotificationsChannelSubscriptions"
        await client.call(name, id_)
        name = f"{NOTIFICATIONS}.getNotificationsChannelSubscriptions"
        assert await client.call(name, id_) == {"entities": []}
        name = f"{NOTIFICATIONS}.getNotificationsAvailabletopics"
        topics = await client.call(name, {"expand": ["description"], "includePreview": True})
        assert "v2.users.{id}.conversations.messages" in {one["id"] for one in topics["entities"]}


async def begin_python(sdk: PythonSdk, *topics: str) -> Any:
    """Open a channel and subscribe."""
    channel = await sdk.call(f"{NOTIFICATIONS}.post_notifications_channels")
    made = [load().ChannelTopic() for _ in topics]
    for one, topic in zip(made, topics, strict=True):
        one.id = topic
    name = f"{NOTIFICATIONS}.put_notifications_channel_subscriptions"
    listing = await sdk.call(name, channel.id, made)
    assert [one.state for one in listing.entities] == ["Permitted"] * len(topics)
    return channel


async def heard_with_messages(socket: ClientConnection) -> Frame:
    """Return the next frame of a conversation in which something was said."""
    while not messages(frame := json.loads(await socket.recv())):
        assert frame["topicName"] == QUEUE
    return dict(frame)


async def test_the_python_sdk_s_user_is_told_of_a_widget_and_of_a_guest_alike() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        channel = await begin_python(sdk, QUEUE)
        async with connect(channel.connect_uri) as socket:
            message_id = await say_as_widget(server)
            assert messages(await heard_with_messages(socket)) == [message_id]
            async with guest(server, deployment=WEBSITE.id) as visitor:
                await visitor.configure(deploymentId=WEBSITE.id)
                echo = await visitor.text("Hello")
                assert messages(await heard_with_messages(socket)) == [echo["id"]]


async def test_the_python_sdk_s_channel_lives_a_day_of_the_tenant_s_clock() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        await server.advance(3600)
        channel = await begin_python(sdk, QUEUE)
        assert channel.expires.timestamp() == server.tenant.clock.now() + DAY_S
        name = f"{NOTIFICATIONS}.head_notifications_channel"
        await sdk.call(name, channel.id)
        listing = await sdk.call(f"{NOTIFICATIONS}.get_notifications_channels")
        assert [one.id for one in listing.entities] == [channel.id]
        await server.advance(DAY_S - 3601)
        other = await sdk.refusal(name, channel.id)
        # The client's token lives 86,399 s, and its channels no longer.
        assert other.status == 401
