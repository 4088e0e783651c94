"""The JavaScript clients' driver against the platform: values, refusals, losses, sockets."""

from __future__ import annotations

import pytest

from tests.sdk.node import node
from tests.sdk.refused import Refused
from tests.support.faulty import set_fault
from tests.support.server import MESSAGING, serving
from tests.support.talk import path_of


async def test_a_refused_log_in_is_told_with_status_and_body() -> None:
    async with serving() as server, node() as js:
        client = await js.platform(server.url)
        refused = await client.refusal("ApiClient.loginClientCredentialsGrant", "nobody", "secret")
        assert refused.status in {400, 401}
        assert refused.body["error"] == "invalid_client"
        assert refused.headers["content-type"].startswith("application/json")


async def test_a_refusal_is_told_as_the_client_is_told() -> None:
    """By default the SDK rejects with the body alone; extended, with the whole answer."""
    async with serving() as server, node() as js:
        bare = await js.platform(server.url)
        extended = await js.platform(server.url, extended=True)
        first = await bare.refusal("ConversationsApi.getConversationsMessagingSettings")
        second = await extended.refusal("ConversationsApi.getConversationsMessagingSettings")
        assert (first.status, first.headers) == (401, {})
        assert (second.status, second.headers["x-mockplatform-hint"] != "") == (401, True)
        assert first.body.keys() == second.body.keys()


async def test_the_guests_client_is_told_apart_from_the_agents() -> None:
    async with serving() as server, node() as js:
        guest = await js.guest(server.url, "no token")
        refused = await guest.refusal("WebChatApi.getWebchatGuestConversationMembers", "c-1")
        assert refused.status >= 400
        assert isinstance(refused.body, dict)


async def test_a_tenants_prefix_may_stand_in_the_url() -> None:
    async with serving() as server, node() as js:
        shop = await server.add_tenant("shop")
        client = await js.platform(f"{server.url}/t/shop")
        guest = await js.guest(f"{server.url}/t/shop")
        await client.refusal("ApiClient.loginClientCredentialsGrant", "nobody", "secret")
        await client.refusal("ConversationsApi.getConversation", "c-1")
        await guest.refusal("WebChatApi.getWebchatGuestConversationMembers", "c-1")
        assert [entry.member("path") for entry in shop.journal.select(kind="http")] == [
            "/oauth/token",
            "/api/v2/conversations/c-1",
            "/api/v2/webchat/guest/conversations/c-1/members",
        ]


async def test_a_lost_connection_is_told_at_once() -> None:
    async with serving() as server, node() as js:
        await set_fault(server, "reset", where={"path": "/api/*"})
        client, guest = await js.platform(server.url), await js.guest(server.url)
        for refused in (
            await client.refusal("ConversationsApi.postConversationDisconnect", "c-1"),
            await guest.refusal("WebChatApi.postWebchatGuestConversations", {}),
        ):
            assert (refused.status, refused.body) == (0, None)
            assert "ECONNRESET" in refused.text or "socket hang up" in refused.text
        assert len(list(server.tenant.journal.select(kind="http"))) == 2


async def test_a_mistake_of_the_caller_fails_the_test() -> None:
    async with serving() as server, node() as js:
        client = await js.platform(server.url)
        with pytest.raises(AssertionError, match="not a function"):
            await client.call("ConversationsApi.getNothing")


async def test_a_socket_tells_frames_and_its_end() -> None:
    async with serving() as server, node() as js:
        token = await server.token()
        path = path_of(await server.conversation(token))
        protocols = ("mockplatform.v1", f"bearer.{token}")
        socket = await js.open(server.ws_url + path, protocols)
        assert (await socket.frame())["type"] == "hello"
        await socket.send(type="ping", id="p-1")
        pong = await socket.frame(lambda frame: frame["type"] == "pong")
        assert pong["type"] == socket.seen[-1]["type"]
        await socket.close(1000, "enough")
        assert (await socket.closed())[0] == 1000


async def test_a_socket_that_is_dropped_says_no_goodbye() -> None:
    async with serving() as server, node() as js:
        token = await server.token()
        path = path_of(await server.conversation(token))
        socket = await js.open(server.ws_url + path, ("mockplatform.v1", f"bearer.{token}"))
        await socket.drop()
        assert await socket.closed() == (1006, "")


async def test_a_refused_handshake_is_told_with_its_status() -> None:
    async with serving() as server, node() as js:
        with pytest.raises(Refused) as refused:
            await js.open(f"{server.ws_url}{MESSAGING}/c-1/socket")
        assert refused.value.status >= 400


async def test_what_is_asked_of_a_dead_process_fails_at_once() -> None:
    async with serving() as server, node() as js:
        client = await js.platform(server.url)
        js.kill()
        with pytest.raises(AssertionError, match="Node has ended"):
            await client.call("ConversationsApi.getConversation", "c-1")
