"""A guest's socket: sessions, echoes, the agent's part, and what follows the end."""

from __future__ import annotations

from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from mockplatform.core.commands import Close
from mockplatform.core.states import State
from tests.support.guests import guest
from tests.support.server import Server, serving


async def close(server: Server, by: str) -> None:
    """End the only conversation."""
    (id_,) = server.tenant.conversations
    await server.platform.service.execute(server.tenant, "conversation", id_, Close(by=by))


async def test_an_unknown_deployment_is_refused_at_the_handshake() -> None:
    async with serving() as server:
        with pytest.raises(InvalidStatus) as refused:
            async with guest(server, deployment="nowhere"):
                pass
    assert refused.value.response.status_code == 403


async def test_a_session_is_new_once_and_known_to_a_second_socket() -> None:
    async with serving() as server, guest(server) as first, guest(server) as second:
        began = await first.configure()
        again = await second.configure()
        assert (began["connected"], began["newSession"], began["readOnly"]) == (True, True, False)
        assert (again["connected"], again["newSession"]) == (True, False)
        assert server.tenant.conversations == {}


async def test_a_text_is_echoed_to_every_socket_with_its_tracing_id_and_one_time() -> None:
    async with serving() as server, guest(server) as first, guest(server) as second:
        await first.configure()
        await second.configure()
        mine = await first.text("Hello", "t-1")
        theirs = await second.hear()
        assert theirs["tracingId"] == "t-1"
        assert theirs["body"] == mine
        assert (mine["direction"], mine["channel"]["time"]) == (
            "Inbound",
            "2023-11-14T22:13:20.000Z",
        )
        next_ = await first.text("Again", "t-2")
        assert next_["channel"]["time"] == "2023-11-14T22:13:20.001Z"


async def test_custom_attributes_beside_or_inside_the_message_place_the_conversation() -> None:
    channel = {"metadata": {"customAttributes": {"tier": "premium", "language": "en-US"}}}
    async with serving() as server:
        async with guest(server, "beside") as one:
            await one.configure()
            await one.text("Hello", channel=channel)
        async with guest(server, "inside") as other:
            await other.configure()
            message: dict[str, Any] = {"type": "Text", "text": "Hello", "channel": channel}
            await other.say("onMessage", message=message)
            await other.hear_class("StructuredMessage")
        placed = [state.queue_name for state in server.tenant.conversations.values()]
    assert placed == ["Premium, English", "Premium, English"]


async def test_a_bot_s_answer_comes_behind_its_typing() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await server.advance(1)
        typing = (await visitor.hear_class("StructuredMessage"))["body"]
        assert typing["events"] == [
            {"eventType": "Typing", "typing": {"type": "On", "duration": 5000}}
        ]
        await server.advance(1)
        said = (await visitor.hear_class("StructuredMessage"))["body"]
        assert (said["direction"], said["originatingEntity"]) == ("Outbound", "Bot")
        assert said["channel"]["from"] == {"nickname": "Sam", "firstName": "Sam"}


async def test_what_the_agent_ends_goes_on_in_the_same_conversation() -> None:
    async with serving(settings={"agentsAct": False}) as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await close(server, "agent")
        told = (await visitor.hear_class("StructuredMessage"))["body"]
        assert told["events"] == [{"eventType": "Presence", "presence": {"type": "Disconnect"}}]
        assert "readOnly" not in told["metadata"]
        await visitor.text("One more thing")
        (state,) = server.tenant.conversations.values()
        assert (state.state, state.message_count) == (State.OPEN, 2)


async def test_beyond_the_threading_window_another_conversation_begins() -> None:
    async with serving(settings={"agentsAct": False}) as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("Hello")
        await close(server, "agent")
        await visitor.hear()
        await server.advance(72 * 3600 + 1)
        await visitor.text("Back from a trip")
        assert len(server.tenant.conversations) == 2


async def test_a_frame_that_is_none_gets_a_code_and_the_session_goes_on() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.say("onMessage", message={"type": "Text", "text": "too early"})
        assert (await visitor.refusal())[0] == 4007
        await visitor.configure()
        await visitor.say("nope")
        assert (await visitor.refusal())[0] == 400
        await visitor.say("onMessage", tracingId="t")
        assert (await visitor.refusal())[0] == 4020
        await visitor.socket.send("{")
        assert (await visitor.refusal())[0] == 400
        await visitor.text("fine")


async def test_typing_is_told_behind_what_was_said_before_it_and_before_what_comes_then() -> None:
    """Time may bring several things at once: each is told in its place."""
    async with serving() as server, guest(server) as visitor:
        await visitor.configure()
        await visitor.text("Where is my order?")
        await server.advance(10)
        told = [await visitor.hear() for _ in range(5)]
    kinds = [one["body"].get("text") or one["body"]["events"][0]["eventType"] for one in told]
    assert [kind if kind == "Typing" else "text" for kind in kinds] == [
        "Typing",
        "text",
        "Typing",
        "text",
        "text",
    ]


async def test_a_connection_is_bound_to_a_session_when_that_is_configured() -> None:
    async with serving() as server, guest(server) as visitor:
        await visitor.say("getConfiguration", token="another", deploymentId="shop-web")
        await visitor.hear_class("GetConfigurationResponse")
        await visitor.configure()
        await visitor.say("echo", token="another", message={"type": "Text", "text": "ping"})
        code, text = await visitor.refusal()
        assert (code, "one connection speaks for one session" in text) == (400, True)
