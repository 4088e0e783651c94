"""The older guest chat's event stream: order, both worlds, heartbeats, and how it ends."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.chats import PATIENCE_S, Chat, chat, refusal
from tests.support.faulty import set_fault
from tests.support.hands import Hands
from tests.support.server import Server, serving

QUIET = {"agentsAct": False}
FRAME = "member-change"


async def refused(uri: str) -> int:
    """Return with which status a handshake is refused."""
    with pytest.raises(InvalidStatus) as error:
        async with connect(uri):
            pass
    return error.value.response.status_code


async def revoke_all(server: Server) -> None:
    """Revoke every token."""
    url = f"{server.url}/__admin/tokens/revoke"
    async with server.http.post(url, json={"all": True}) as answer:
        assert answer.ok


async def test_the_first_socket_is_told_all_since_the_chat_was_opened_in_order() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await one.say("Hello")
        async with one.stream() as stream:
            told = await stream.told(3)
            acd = await one.id_of("ACD")
            assert told == [
                (FRAME, one.me, "CONNECTED"),
                (FRAME, acd, "CONNECTED"),
                ("message", one.me, "Hello"),
            ]
            await one.agent("offer", agentId="ana")
            agent = await one.id_of("AGENT")
            await one.agent("accept")
            await one.agent("message", text="How can I help?")
            assert await stream.told(5) == [
                (FRAME, agent, "ALERTING"),
                (FRAME, agent, "CONNECTED"),
                ("message", agent, "member-join"),
                (FRAME, acd, "DISCONNECTED"),
                ("message", agent, "How can I help?"),
            ]
            await one.agent("close")
            rest, code, _ = await stream.rest()
        assert rest == [
            (FRAME, agent, "DISCONNECTED"),
            ("message", agent, "member-leave"),
            (FRAME, one.me, "DISCONNECTED"),
        ]
        assert code == 1000


async def test_a_frame_tells_what_the_transcript_has() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            said = await one.say("Hello")
            frame = await stream.hear()
            assert frame["topicName"] == f"v2.conversations.chats.{one.id}.messages"
            assert (frame["version"], frame["metadata"]["type"]) == ("2", "message")
            assert frame["metadata"]["CorrelationId"]
            assert frame["eventBody"] == said == (await one.get("/messages"))["entities"][0]
            await one.agent("offer", agentId="ana")
            await one.agent("accept")
            await stream.told(2)
            join = (await stream.hear())["eventBody"]
            assert join == (await one.get("/messages"))["entities"][1]
            change = await stream.hear()
            assert change["topicName"] == f"v2.conversations.chats.{one.id}.members"


async def test_a_later_socket_is_told_what_happens_from_then_on() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as first:
            await first.told(2)
        await one.say("missed")
        async with one.stream() as second, one.stream() as third:
            await one.say("heard")
            for stream in (second, third):
                assert await stream.told() == [("message", one.me, "heard")]
            assert await one.call("DELETE", f"/members/{one.me}") == (204, None)
            for stream in (second, third):
                assert (await stream.rest())[1] == 1000
        async with one.stream() as late:
            assert await late.rest() == ([], 1000, "the chat has ended")


async def test_a_transfer_is_an_agent_who_goes_while_the_guest_stays() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await one.agent("offer", agentId="ana")
        await one.agent("accept")
        async with one.stream() as stream:
            await stream.told(6)
            first, acd = await one.id_of("AGENT"), await one.id_of("ACD")
            await one.agent("transfer", queue="care-team")
            assert await one.id_of("ACD") != acd
            acd = await one.id_of("ACD")
            await one.agent("offer", agentId="ben")
            await one.agent("accept")
            second = await one.id_of("AGENT")
            assert await stream.told(7) == [
                (FRAME, first, "DISCONNECTED"),
                ("message", first, "member-leave"),
                (FRAME, acd, "CONNECTED"),
                (FRAME, second, "ALERTING"),
                (FRAME, second, "CONNECTED"),
                ("message", second, "member-join"),
                (FRAME, acd, "DISCONNECTED"),
            ]
            assert ("CUSTOMER", "CONNECTED", "Mia") in await one.members()


async def test_an_agent_who_does_not_come_has_neither_joined_nor_left() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            await one.agent("offer", agentId="ana")
            agent = await one.id_of("AGENT")
            await server.advance(31)
            await one.say("Anybody?")
            assert await stream.told(3) == [
                (FRAME, agent, "ALERTING"),
                (FRAME, agent, "DISCONNECTED"),
                ("message", one.me, "Anybody?"),
            ]


async def test_others_are_told_to_type_and_the_guest_is_not() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await one.agent("offer", agentId="ana")
        await one.agent("accept")
        async with one.stream() as stream:
            await stream.told(6)
            status, told = await one.call("POST", f"/members/{one.me}/typing")
            assert (status, told["sender"], "body" in told) == (200, {"id": one.me}, False)
            await one.agent("typing", state="on")
            await one.agent("typing", state="off")
            await one.say("last")
            agent = await one.id_of("AGENT")
            assert await stream.told(2) == [
                ("typing-indicator", agent, ""),
                ("message", one.me, "last"),
            ]


async def test_a_bot_is_told_as_a_workflow_that_joins_and_speaks() -> None:
    async with serving() as server:
        one = await chat(server)
        await server.advance(2)
        async with one.stream() as stream:
            told = await stream.told(7)
            bot = await one.id_of("WORKFLOW")
            assert told[4] == ("message", bot, "member-join")
            assert told[6][:2] == ("message", bot)


async def test_the_token_in_the_url_opens_one_chat_and_is_kept_nowhere() -> None:
    async with serving(settings=QUIET) as server:
        one, other = await chat(server), await chat(server)
        assert await refused(one.uri.replace(one.id, other.id)) == 403
        assert await refused(one.uri.partition("?")[0]) == 401
        assert await refused(one.uri[:-8] + "AAAAAAAA") == 401
        customer = await server.token()
        assert await refused(one.uri.replace(one.jwt, customer)) == 403
        async with one.stream() as stream:
            await stream.told(2)
        shown = str([entry.render() for entry in server.tenant.journal.select()])
        assert one.jwt not in shown
        assert one.jwt[-30:] not in shown


async def test_the_stream_ends_with_its_token_by_the_clock() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            fired = await server.advance(24 * 3600)
            assert "socket.severed" in [what for what, _ in fired]
            assert await stream.rest() == ([], 1008, "the access token has expired")
        assert await refused(one.uri) == 401


async def test_the_stream_ends_when_its_token_is_revoked() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            await revoke_all(server)
            assert (await stream.rest())[1] == 1008
    async with serving(settings={**QUIET, "socketExpiry": "silent"}) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            await revoke_all(server)
            with pytest.raises(ConnectionClosed) as closed:
                await stream.hear()
            assert closed.value.rcvd is None


async def test_heartbeats_come_in_real_time_and_without_metadata() -> None:
    hands = Hands()
    async with serving(settings=QUIET, **hands.options) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            await hands.move(24)
            pong = await stream.socket.ping()
            async with asyncio.timeout(PATIENCE_S):
                await pong
            await hands.move(7)
            assert await stream.hear() == {
                "topicName": "channel.metadata",
                "eventBody": {"message": "WebSocket Heartbeat"},
            }
            await hands.move(5)
            await one.say("Hello")
            assert await stream.told() == [("message", one.me, "Hello")]


async def test_what_a_client_says_on_the_stream_changes_nothing() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            for said in ("{", '{"message":"ping"}', "[" * 5000):
                await stream.socket.send(said)
            await one.say("Hello")
            assert await stream.told() == [("message", one.me, "Hello")]
            await stream.socket.send(b"\xff", text=True)
            assert (await stream.rest())[1] == 1007


async def test_silence_ends_the_stream_with_the_chat() -> None:
    async with serving(settings={**QUIET, "messagingInactivity": "10m"}) as server:
        one = await chat(server)
        async with one.stream() as stream:
            acd = await one.id_of("ACD")
            await stream.told(2)
            fired = await server.advance(601)
            assert [what for what, _ in fired][-2:] == ["conversation.inactive", "socket.closed"]
            assert await stream.rest() == (
                [(FRAME, acd, "DISCONNECTED"), (FRAME, one.me, "DISCONNECTED")],
                1000,
                "the chat has ended",
            )


async def test_faults_hit_frames_by_their_type_and_the_transcript_has_them() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            await set_fault(server, "lose", where={"phase": "frame.out", "frame": "message"})
            said = await one.say("lost on the way")
            await one.agent("offer", agentId="ana")
            assert (await stream.told())[0][0] == FRAME
        assert [message["id"] for message in (await one.get("/messages"))["entities"]] == [
            said["id"]
        ]


async def test_a_fault_ends_the_token_early_and_the_stream_with_it() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        async with one.stream() as stream:
            await stream.told(2)
            where = {"phase": "frame.out", "conversationId": one.id}
            await set_fault(server, "expire_token", where=where)
            await one.say("last")
            assert await stream.rest() == (
                [("message", one.me, "last")],
                1008,
                "the access token has expired",
            )


async def test_a_lost_answer_can_be_read_in_the_transcript() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        where = {"phase": "reply", "method": "POST", "conversationId": one.id}
        await set_fault(server, "status", where=where, what={"status": 504}, when={"times": 1})
        lost = one.call("POST", f"/members/{one.me}/messages", {"body": "Hello"})
        assert await refusal(lost) == (504, "request.timeout")
        assert [message["body"] for message in (await one.get("/messages"))["entities"]] == [
            "Hello"
        ]


async def test_a_stale_read_shows_the_chat_as_it_was() -> None:
    async with serving(settings=QUIET) as server:
        one = await chat(server)
        await server.advance(10)
        await one.say("Hello")
        await one.agent("offer", agentId="ana")
        where = {"path": "/api/v2/webchat/*"}
        await set_fault(server, "stale_read", where=where, what={"by": "5s"})
        assert [role for role, _, _ in await one.members()] == ["CUSTOMER", "ACD"]
        assert (await one.get("/messages"))["entities"] == []


async def test_a_chat_goes_on_where_the_store_brought_it_back(tmp_path: Any) -> None:
    store = f"sqlite:///{tmp_path / 'chats.db'}"
    async with serving(store=store, settings=QUIET) as server:
        one = await chat(server)
        said = await one.say("before")
    async with serving(store=store, settings=QUIET) as server:
        again = Chat(
            server, one.id, one.jwt, one.me, server.ws_url + "/api" + one.uri.partition("/api")[2]
        )
        assert (await again.get("/messages"))["entities"] == [said]
        async with again.stream() as stream:
            assert (await stream.told(3))[2] == ("message", one.me, "before")
            await again.say("after")
            assert await stream.told() == [("message", one.me, "after")]
