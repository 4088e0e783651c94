"""The npm client of the older guest chat, 8.1.3, drives whole chats as it does on Genesys Cloud.

Source: [C] its README (the order of its calls) and its `WebChatApi`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.admin.api import Api as Admin
from tests.sdk.node import Frame, JsClient, JsSocket, Node, node
from tests.sdk.organization import ADA, ASSISTANT, BEN, CLAIMS, FIXTURE, SUPPORT, WEBSITE
from tests.sdk.refused import Refused
from tests.support.hands import Hands
from tests.support.server import Server, serving
from tests.support.staff import staff_token

API = "WebChatApi.{}WebchatGuestConversation{}"


class Chat:
    """A chat that the client has opened.

    Attributes:
        client: The client, which has the chat's JWT.
        id: Of the conversation.
        me: The guest's id as a member.
        uri: Of the event stream.
    """

    def __init__(self, server: Server, js: Node, client: JsClient, made: Any) -> None:
        self.server = server
        self.js = js
        self.client = client
        self.id: str = made["id"]
        self.me: str = made["member"]["id"]
        self.uri: str = made["eventStreamUri"]

    async def ask(self, verb: str, what: str, *arguments: Any) -> Any:
        """Call a method of the client's, named by its verb and its end, for the chat."""
        return await self.client.call(API.format(verb, what), self.id, *arguments)

    async def refused(self, verb: str, what: str, *arguments: Any) -> Refused:
        """Do the same with a call that is to be refused."""
        return await self.client.refusal(API.format(verb, what), self.id, *arguments)

    async def say(self, text: str) -> Any:
        """Say something."""
        return await self.ask("post", "MemberMessages", self.me, {"body": text})

    async def agent(self, act: str, **body: Any) -> None:
        """Do something as an agent, by the admin API."""
        reply = await Admin(self.server).post(f"/conversations/{self.id}/agent/{act}", body)
        assert reply.status in {200, 201, 204}, reply

    async def comes(self, agent: Any) -> None:
        """Have an agent come."""
        await self.agent("offer", agentId=agent.id)
        await self.agent("accept")

    async def stream(self) -> JsSocket:
        """Open the event stream."""
        return await self.js.open(self.uri)


async def opened(server: Server, js: Node, queue: str = SUPPORT.name) -> Chat:
    """Open a chat as the client's README does."""
    client = await js.guest(server.url, extended=False)
    made = await client.call(
        "WebChatApi.postWebchatGuestConversations",
        {
            "organizationId": "12b1a3fe-7a80-4b50-45fs-df88c0f9efad",
            "deploymentId": WEBSITE.id,
            "routingTarget": {"targetType": "QUEUE", "targetAddress": queue},
            "memberInfo": {
                "displayName": "JavaScript Guest",
                "profileImageUrl": "https://shop.example/guest.png",
                "customFields": {"firstName": "John", "lastName": "Doe"},
            },
        },
    )
    await client.call("ApiClient.setJwt", made["jwt"])
    return Chat(server, js, client, made)


@asynccontextmanager
async def chatting(**options: Any) -> AsyncIterator[Chat]:
    """Run a server and a client that has a chat with nobody yet."""
    async with serving(fixture=FIXTURE, **options) as server, node() as js:
        yield await opened(server, js)


def of_type(type_: str) -> Any:
    """Return what tells a frame of that type."""
    return lambda frame: frame.get("metadata", {}).get("type") == type_


def in_state(state: str) -> Any:
    """Return what tells that a member is in a state now."""
    return lambda frame: frame["eventBody"].get("member", {}).get("state") == state


def texts(frames: list[Frame]) -> list[str]:
    """Return what was said, and of whom it is told that he came or went."""
    bodies = [frame["eventBody"] for frame in frames if of_type("message")(frame)]
    return [body["body"] or body["bodyType"] for body in bodies]


async def test_a_guest_and_an_agent_have_a_whole_chat() -> None:
    async with chatting() as chat:
        stream = await chat.stream()
        members = (await chat.ask("get", "Members", {"excludeDisconnectedMembers": False}))[
            "entities"
        ]
        assert [(one["role"], one["state"]) for one in members] == [
            ("CUSTOMER", "CONNECTED"),
            ("ACD", "CONNECTED"),
        ]
        me = await chat.ask("get", "Member", chat.me)
        assert me["displayName"] == "JavaScript Guest"
        assert me["customFields"] == {"firstName": "John", "lastName": "Doe"}
        said = await chat.say("Hallo, ist jemand da? äöü")
        assert (await stream.frame(of_type("message")))["eventBody"] == said
        await chat.comes(ADA)
        join = await stream.frame(of_type("message"))
        typed = await chat.ask("post", "MemberTyping", chat.me)
        assert typed["sender"]["id"] == chat.me
        await chat.agent("typing", state="on")
        hint = await stream.frame(of_type("typing-indicator"))
        agent = await chat.ask("get", "Member", hint["eventBody"]["sender"]["id"])
        assert (agent["role"], agent["displayName"]) == ("AGENT", ADA.name)
        await chat.agent("message", text="Yes, I am here")
        heard = await stream.frame(of_type("message"))
        page = await chat.ask("get", "Messages", {"after": said["id"], "sortOrder": "ascending"})
        assert page["entities"] == [join["eventBody"], heard["eventBody"]]
        last = await chat.ask("get", "Messages", {"sortOrder": "descending", "maxResults": 1})
        assert last["entities"] == [heard["eventBody"]]
        assert await chat.ask("get", "Message", said["id"]) == said
        assert await chat.ask("get", "Mediarequests") == {"entities": []}
        assert await chat.ask("delete", "Member", chat.me) == {}
        assert (await stream.closed())[0] == 1000
        assert texts(stream.seen)[-1] == "member-leave"
        gone = await chat.refused("post", "MemberMessages", chat.me, {"body": "Still there?"})
        assert (gone.status, gone.code) == (400, "chat.error.member.state")


async def test_a_transfer_brings_another_agent_into_the_same_chat() -> None:
    async with chatting() as chat:
        stream = await chat.stream()
        await chat.comes(ADA)
        await chat.agent("message", text="A colleague takes over")
        await chat.agent("transfer", queue=CLAIMS.id)
        await chat.comes(BEN)
        await chat.agent("message", text="Hello, Ben here")
        while texts(stream.seen)[-1:] != ["Hello, Ben here"]:
            await stream.frame()
        assert texts(stream.seen) == [
            "member-join",
            "A colleague takes over",
            "member-leave",
            "member-join",
            "Hello, Ben here",
        ]
        told = [
            frame["eventBody"]["member"] for frame in stream.seen if of_type("member-change")(frame)
        ]
        assert {"id": chat.me, "state": "DISCONNECTED"} not in told
        members = (await chat.ask("get", "Members", {"excludeDisconnectedMembers": True}))[
            "entities"
        ]
        assert [one["displayName"] for one in members] == ["JavaScript Guest", BEN.name]
        await chat.agent("close")
        assert (await stream.closed())[0] == 1000
        over = await chat.refused("post", "MemberMessages", chat.me, {"body": "Still there?"})
        assert (over.status, over.code) == (400, "chat.error.conversation.state")


class Desk:
    """An agent who works a chat by the platform's own client."""

    def __init__(self, chat: Chat, client: JsClient) -> None:
        self.chat = chat
        self.client = client

    async def ask(self, method: str, *arguments: Any) -> Any:
        """Call a method of the conversations."""
        return await self.client.call(f"ConversationsApi.{method}", *arguments)

    async def me(self) -> Any:
        """Return the last agent of the conversation."""
        view = await self.ask("getConversation", self.chat.id)
        return [one for one in view["participants"] if one["purpose"] == "agent"][-1]

    async def turn(self, state: str) -> None:
        """Pick up, or put down."""
        me = (await self.me())["id"]
        body = {"body": {"state": state}}
        await self.ask("patchConversationsMessageParticipant", self.chat.id, me, body)

    async def say(self, text: str) -> Any:
        """Answer the guest."""
        line = (await self.me())["messages"][0]["id"]
        name = "postConversationsMessageCommunicationMessages"
        return await self.ask(name, self.chat.id, line, {"textBody": text})


async def desk(chat: Chat, agent: Any) -> Desk:
    """Return an agent's desk."""
    token = await staff_token(chat.server, agent.id)
    return Desk(chat, await chat.js.platform(chat.server.url, token))


async def test_agents_work_a_chat_by_the_platform_s_own_client() -> None:
    async with chatting() as chat:
        stream, ada, ben = await chat.stream(), await desk(chat, ADA), await desk(chat, BEN)
        asked = await chat.say("Hello")
        await chat.agent("offer", agentId=ADA.id)
        await ada.turn("connected")
        told = await ada.say("Ada here")
        frame = await stream.frame(lambda one: one["eventBody"].get("body") == "Ada here")
        first = (await ada.me())["id"]
        assert (frame["eventBody"]["id"], frame["eventBody"]["sender"]["id"]) == (told["id"], first)
        assert await chat.ask("get", "Message", told["id"]) == frame["eventBody"]
        details = await ada.ask("getConversationsMessageDetails", asked["id"])
        assert details["textBody"] == "Hello"
        guest = (await ada.ask("getConversation", chat.id))["participants"][0]
        assert (guest["id"], guest["purpose"]) == (chat.me, "customer")
        assert guest["attributes"]["context.firstName"] == "John"
        queue = {"queueId": CLAIMS.id}
        await ada.ask("postConversationParticipantReplaceQueue", chat.id, first, queue)
        await chat.agent("offer", agentId=BEN.id)
        await ben.turn("connected")
        await ben.say("Ben here")
        await ben.turn("disconnected")
        assert (await stream.closed())[0] == 1000
        assert texts(stream.seen) == [
            *["Hello", "member-join", "Ada here", "member-leave"],
            *["member-join", "Ben here", "member-leave"],
        ]


async def test_a_bot_answers_by_itself() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        chat = await opened(server, js, ASSISTANT.name)
        stream = await chat.stream()
        await server.advance(2)
        await chat.say("How is my policy?")
        await server.advance(2)
        while not texts(stream.seen)[-1:] or "in force" not in texts(stream.seen)[-1]:
            await stream.frame()
        role = (await chat.ask("get", "Member", stream.seen[-1]["eventBody"]["sender"]["id"]))[
            "role"
        ]
        assert role == "WORKFLOW"


async def test_a_token_that_has_ended_by_the_clock_opens_nothing() -> None:
    async with chatting() as chat:
        stream = await chat.stream()
        await chat.server.advance(24 * 3600)
        assert await stream.closed() == (1008, "the access token has expired")
        refused = await chat.refused("get", "Members")
        assert (refused.status, refused.code) == (401, "credentials.expired")
        with pytest.raises(Refused) as handshake:
            await chat.stream()
        assert handshake.value.status == 401


async def test_while_sockets_flap_nothing_that_was_said_is_lost() -> None:
    """The client asks by HTTP for what it missed while it had no socket."""
    hands = Hands()
    async with chatting(**hands.options) as chat:
        admin, server = Admin(chat.server), chat.server
        stream = await chat.stream()
        await chat.comes(ADA)
        first = await chat.say("Before")
        while texts(stream.seen)[-1:] != ["Before"]:
            await stream.frame()
        assert (await admin.post("/outages/websocket-flap/start", {})).status == 200
        await server.advance(10)
        assert (await stream.closed())[0] == 1006
        with pytest.raises(Refused) as handshake:
            await chat.stream()
        assert handshake.value.status == 503
        await chat.say("Meanwhile")
        await chat.agent("message", text="Are you there?")
        await server.advance(4)
        stream = await chat.stream()
        missed = await chat.ask("get", "Messages", {"after": first["id"]})
        assert [one["body"] for one in missed["entities"]] == ["Meanwhile", "Are you there?"]
        await chat.say("I am back")
        frame = await stream.frame(of_type("message"))
        assert frame["eventBody"]["body"] == "I am back"


async def test_a_chat_neither_needs_the_token_service_nor_ends_without_it() -> None:
    async with chatting() as chat:
        admin = Admin(chat.server)
        assert (await admin.post("/outages/token-service-down/start", {})).status == 200
        stream = await chat.stream()
        await chat.comes(ADA)
        await stream.frame(in_state("ALERTING"))
        another = await opened(chat.server, chat.js)
        assert (await another.say("Hello"))["bodyType"] == "standard"
        assert (await chat.say("Hello"))["bodyType"] == "standard"
