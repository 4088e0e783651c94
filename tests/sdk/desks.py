"""Owns an agent's desk for journeys: the platform's own SDK of either language, and who sits there.

Both languages are told the same by the same words, so that a journey is written once::

    async with desks("python", server) as (ada, ben):
        await ada.go_on_queue()  # and is alerted for whoever waits
        (id_,) = await ada.mine()
        await ada.pick_up(id_)
        said = await ada.say(id_, "Good day")

Ada signs in with PKCE, Ben by a code and a secret, which is what gives him a refresh token.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any

from websockets.asyncio.client import connect

from mockplatform.core.configuration import Agent, Client
from mockplatform.dialects.genesys.translate.presences import IDS
from tests.sdk.node import JsClient, node
from tests.sdk.organization import (
    ADA,
    BEN,
    BROWSER,
    CALLBACK,
    DESK,
    MACHINE,
    VERIFIER,
    code,
)
from tests.sdk.python_sdk import PythonSdk, python_sdk
from tests.sdk.refused import Refused
from tests.support.notified import Notified
from tests.support.server import Server
from tests.support.staff import Staff

LANGUAGES = ("python", "javascript")
CONVERSATIONS = "ConversationsApi"
PRESENCES = {str(name): id_ for name, id_ in IDS.items()}
Json = dict[str, Any]


class Sdk:
    """One client in either language, which takes Python's names and gives what the wire has."""

    def __init__(self, server: Server, sdk: PythonSdk | JsClient) -> None:
        self.server = server
        self.sdk = sdk

    @property
    def is_python(self) -> bool:
        """Whether it is the Python SDK's."""
        return isinstance(self.sdk, PythonSdk)

    async def ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Call a method and return what it gives, as JSON; raises `Refused`.

        Args:
            name: In Python's spelling, such as "ConversationsApi.get_conversation".
            arguments: What both take by position.
            options: What Python takes by name and JavaScript in its last argument.
        """
        if isinstance(self.sdk, PythonSdk):
            return _on_wire(self.sdk.plain(await self.sdk.call(name, *arguments, **options)))
        named = {_camel(key): value for key, value in options.items()}
        return await self.sdk.call(_camel(name), *arguments, *([named] if named else []))

    async def refusal(self, name: str, *arguments: Any, **options: Any) -> Refused:
        """Do the same with a call that is to be refused; return the refusal."""
        try:
            value = await self.ask(name, *arguments, **options)
        except Refused as refused:
            return refused
        raise AssertionError(f"{name} was not refused: {value!r}")

    async def begin_channel(self, *topics: str) -> str:
        """Open a notification channel for topics; return where its socket is."""
        channel = await self.ask("NotificationsApi.post_notifications_channels")
        name = "NotificationsApi.put_notifications_channel_subscriptions"
        listed = await self.ask(name, channel["id"], [{"id": one} for one in topics])
        assert {one["state"] for one in listed["entities"]} == {"Permitted"}
        uri: str = channel["connectUri"]
        return uri

    async def view(self, id_: str) -> Json:
        """Return a conversation as its call of messages shows it."""
        found: Json = await self.ask(f"{CONVERSATIONS}.get_conversations_message", id_)
        return found

    async def texts(self, id_: str) -> list[str]:
        """Return all that was said, in the order of the times that the platform gave."""
        ids = [
            one["messageId"]
            for each in (await self.view(id_))["participants"]
            for one in each["messages"]
        ]
        name = f"{CONVERSATIONS}.post_conversations_message_messages_bulk"
        found = (await self.ask(name, id_, body=ids))["entities"]
        assert {one["id"] for one in found} == set(ids)
        assert len(found) == len(ids)
        found.sort(key=lambda one: one["timestamp"])
        return [one["normalizedMessage"]["text"] for one in found]


class Desk(Sdk):
    """An agent's desk.

    Attributes:
        agent: Who sits there.
    """

    def __init__(self, server: Server, sdk: PythonSdk | JsClient, agent: Agent) -> None:
        super().__init__(server, sdk)
        self.agent = agent

    @property
    def topic(self) -> str:
        """The topic of the agent's own conversations."""
        return f"v2.users.{self.agent.id}.conversations.messages"

    async def sign_in(self, client: Client) -> None:
        """Sign in by what a browser brings back: with PKCE, or with the client's secret."""
        if client.secret:
            brought = await code(self.server, client)
            arguments = (client.id, client.secret, brought, CALLBACK)
            python, script = "get_code_authorization_token", "loginCodeAuthorizationGrant"
        else:
            brought = await code(self.server, client, verifier=VERIFIER)
            arguments = (client.id, VERIFIER, brought, CALLBACK)
            python, script = "get_pkce_token", "authorizePKCEGrant"
        await self.sdk.call(f"ApiClient.{python if self.is_python else script}", *arguments)
        me = await self.ask("UsersApi.get_users_me")
        assert me["id"] == self.agent.id

    async def go_on_queue(self) -> None:
        """Be there for whoever waits."""
        await self._take("On Queue")

    async def go_off_queue(self) -> None:
        """Be gone for whoever comes."""
        await self._take("Available")

    async def _take(self, presence: str) -> None:
        body = {"presenceDefinition": {"id": PRESENCES[presence]}}
        await self.ask("PresenceApi.patch_user_presence", self.agent.id, "PURECLOUD", body)

    async def mine(self) -> list[str]:
        """Return the ids of the agent's conversations that go on."""
        listed = await self.ask(f"{CONVERSATIONS}.get_conversations_messages")
        return [one["id"] for one in listed["entities"]]

    async def part(self, id_: str) -> Json:
        """Return the agent's own newest part in a conversation."""
        mine = [
            one
            for one in (await self.view(id_))["participants"]
            if one.get("user", {}).get("id") == self.agent.id
        ]
        part: Json = mine[-1]
        return part

    async def line(self, id_: str) -> str:
        """Return the agent's communication, which only the call for all media tells."""
        found = await self.ask(f"{CONVERSATIONS}.get_conversation", id_)
        (one,) = [each for each in found["participants"] if each.get("userId") == self.agent.id][
            -1
        ]["messages"]
        line: str = one["id"]
        return line

    async def turn(self, id_: str, state: str, **more: Any) -> None:
        """Pick up ("connected") or put down ("disconnected")."""
        part = (await self.part(id_))["id"]
        name = f"{CONVERSATIONS}.patch_conversations_message_participant"
        await self.ask(name, id_, part, body={"state": state, **more})

    async def say(self, id_: str, text: str, line: str = "") -> Json:
        """Say something; return the message. One call only, if the line is given."""
        name = f"{CONVERSATIONS}.post_conversations_message_communication_messages"
        said: Json = await self.ask(name, id_, line or await self.line(id_), {"textBody": text})
        return said

    async def hand_over(self, id_: str, *, queue: str = "", agent: str = "") -> None:
        """Hand the conversation over to a queue, or to another agent."""
        to = "queue" if queue else "agent"
        body = {"queueId": queue} if queue else {"userId": agent}
        name = f"{CONVERSATIONS}.post_conversation_participant_replace_{to}"
        await self.ask(name, id_, (await self.part(id_))["id"], body)

    async def sum_up(self, id_: str, name: str, notes: str = "") -> None:
        """Sum up with one of the codes that there are for the conversation, by its name."""
        part = (await self.part(id_))["id"]
        call = f"{CONVERSATIONS}.get_conversations_message_participant_wrapupcodes"
        codes = {one["name"]: one["id"] for one in await self.ask(call, id_, part)}
        call = f"{CONVERSATIONS}.post_conversations_message_participant_communication_wrapup"
        body = {"code": codes[name], "notes": notes}
        await self.ask(call, id_, part, await self.line(id_), body=body)


@asynccontextmanager
async def listening(sdk: Sdk, *topics: str) -> AsyncIterator[Notified]:
    """Open a channel by an SDK, and a real socket on it."""
    async with connect(await sdk.begin_channel(*topics)) as socket:
        yield Notified(Staff(sdk.server, ""), {}, socket)


@asynccontextmanager
async def clients(
    language: str, server: Server, number: int
) -> AsyncIterator[list[PythonSdk | JsClient]]:
    """Give clients of a language without a token."""
    async with AsyncExitStack() as stack:
        made: list[PythonSdk | JsClient] = []
        if language == "python":
            made += [await stack.enter_async_context(python_sdk(server.url)) for _ in range(number)]
        else:
            js = await stack.enter_async_context(node())
            made += [await js.platform(server.url) for _ in range(number)]
        yield made


@asynccontextmanager
async def desks(language: str, server: Server) -> AsyncIterator[tuple[Desk, Desk]]:
    """Give Ada's desk and Ben's, who have signed in."""
    async with clients(language, server, 2) as (first, second):
        ada, ben = Desk(server, first, ADA), Desk(server, second, BEN)
        await ada.sign_in(BROWSER)
        await ben.sign_in(DESK)
        yield ada, ben


@asynccontextmanager
async def machine(language: str, server: Server) -> AsyncIterator[Sdk]:
    """Give a client that has signed in with its own credentials."""
    async with clients(language, server, 1) as (one,):
        await one.login(MACHINE.id, MACHINE.secret)
        yield Sdk(server, one)


async def history_of(language: str, server: Server, jwt: str) -> list[Json]:
    """Return a guest's history as an SDK reads it with his JWT, newest first, by pages of two."""
    async with clients(language, server, 1) as (one,):
        sdk, found = Sdk(server, one), list[Json]()
        if isinstance(one, PythonSdk):  # Its call has no slot for a token.
            one.client.set_default_header("Authorization", f"Bearer {jwt}")
        else:
            await one.call("ApiClient.setAccessToken", jwt)
        for number in count(1):
            name = "WebMessagingApi.get_webmessaging_messages"
            page = await sdk.ask(name, page_size=2, page_number=number)
            found += page["entities"]
            if not page["entities"]:
                assert page["total"] == len(found)
                break
        return found


def _on_wire(value: Any) -> Any:
    """Return a value with its times as the wire has them: the SDK's models hold `datetime`s."""
    if isinstance(value, dict):
        return {key: _on_wire(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_on_wire(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", value):
        return datetime.fromisoformat(value).isoformat(timespec="milliseconds")[:-6] + "Z"
    return value


def _camel(name: str) -> str:
    """Return a name in JavaScript's spelling."""
    return re.sub("_([a-z])", lambda found: found[1].upper(), name)
