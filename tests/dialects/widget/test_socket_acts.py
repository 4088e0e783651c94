"""What a client may ask of its socket, and how it is answered (section 4 of the API)."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.commands import Close
from tests.support.server import ALL, serving
from tests.support.talk import End, talking

QUIET = {"agentsAct": False}
NOW = "2023-11-14T22:13:20.000Z"


async def test_a_message_is_told_and_then_acknowledged_with_its_id() -> None:
    """Whoever has the ack of seq n has heard all up to n, and may resume behind it."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("message.send", id="a", clientMessageId="c1", text="Hi")
            message, ack = await talk.frames(2)
        assert (message["type"], message["seq"], message["text"]) == ("message", 3, "Hi")
        assert message["clientMessageId"] == "c1"
        assert ack == {
            "type": "ack",
            "id": "a",
            "clientMessageId": "c1",
            "messageId": message["messageId"],
            "seq": 3,
            "duplicate": False,
        }
        assert server.tenant.conversations[id_].version == 3


async def test_a_message_sent_again_gets_its_first_ack_and_is_not_stored_twice() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            first = await talk.ask("message.send", clientMessageId="c1", text="Hi")
        async with talking(server, token, id_, "?after=3") as talk:
            again = await talk.ask("message.send", clientMessageId="c1", text="Hi")
            other = await talk.ask("message.send", clientMessageId="c1", text="Hello")
        assert again == first | {"duplicate": True}
        assert (other["type"], other["code"]) == ("error", "message.id.reused")
        assert server.tenant.conversations[id_].version == 3


async def test_a_message_may_be_structured_and_have_attachments() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        attachment = {"url": "https://files.example/a.png", "mime": "image/png", "size": 12}
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say(
                "message.send", text="", messageType="structured", attachments=[attachment]
            )
            message, ack = await talk.frames(2)
        assert message["messageType"] == "structured"
        assert message["attachments"] == [attachment]
        assert "clientMessageId" not in ack


async def test_typing_goes_to_others_and_counts_as_activity() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as one, talking(server, token, id_) as two:
            await one.frames(3)
            await two.frames(3)
            await server.advance(10 * 60)
            await one.say("typing", state="on")
            assert await two.frame() == {
                "type": "typing",
                "from": {"purpose": "customer", "id": "user-7", "name": "Robin Meyer"},
                "state": "on",
            }
            assert (await one.ask("ping"))["type"] == "pong"
            await server.advance(10 * 60)
            assert server.tenant.conversations[id_].is_live


async def test_a_read_mark_goes_to_others_has_no_seq_and_is_no_activity() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as one, talking(server, token, id_) as two:
            await one.frames(3)
            await two.frames(3)
            await one.say("seen", seq=2)
            seen = await two.frame()
            assert (seen["type"], seen["seenSeq"]) == ("seen", 2)
            assert "seq" not in seen
            beyond = await one.ask("seen", seq=3)
            assert (beyond["code"], "$.seq" in beyond["message"]) == ("invalid.value", True)
            assert id_ not in server.tenant.touched


async def test_routing_data_is_merged_and_placed_anew() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token, routingData={"tier": "premium", "x": "1"})
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("routingData.merge", id=1, data={"language": "en-US", "x": None})
            changed, placed, ack = await talk.frames(3)
        assert changed["routingData"] == {"tier": "premium", "language": "en-US"}
        assert placed["queue"]["id"] == "premium-en"
        assert ack == {
            "type": "ack",
            "id": 1,
            "version": 4,
            "routingHash": changed["routingHash"],
        }


async def test_routing_data_over_the_limit_changes_nothing() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            error = await talk.ask("routingData.merge", data={"note": "x" * 16_384})
            nested = await talk.ask("routingData.merge", data={"note": {}})
        assert (error["type"], error["code"]) == ("error", "routing.data.too.large")
        assert error["details"][1]["fieldName"] == "routingData.note"
        assert nested["code"] == "routing.data.not.flat"
        assert server.tenant.conversations[id_].version == 2


async def test_the_truncate_policy_is_told_in_the_ack() -> None:
    async with serving(settings=QUIET | {"routingPolicy": "truncate"}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("routingData.merge", data={"note": "x" * 16_384})
            changed, _, ack = await talk.frames(3)
        assert changed["truncated"] == ["note"]
        assert changed["routingData"] == {"note": None}
        assert "note" in ack["hint"]


async def test_conversation_data_is_merged() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token, conversationData={"cart": {"a": 1, "b": 2}})
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("conversationData.merge", id=0, data={"cart": {"b": None, "c": [3]}})
            changed, ack = await talk.frames(2)
        assert changed["conversationData"] == {"cart": {"a": 1, "c": [3]}}
        assert ack == {"type": "ack", "id": 0, "version": 3}


async def test_a_ping_is_answered_with_the_tenants_time() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            assert await talk.ask("ping") == {"type": "pong", "id": "question", "at": NOW}
            await server.advance(1.5)
            assert (await talk.ask("ping"))["at"] == "2023-11-14T22:13:21.500Z"


async def test_close_is_acknowledged_before_the_end_is_told() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("close", id="bye")
            frames, end = await talk.rest()
        assert [frame["type"] for frame in frames] == ["state", "ack", "conversation.closed"]
        assert frames[1] == {"type": "ack", "id": "bye", "seq": 3}
        assert frames[2]["reason"] == "customer"
        assert end == End(4410, "conversation closed: customer")


@pytest.mark.parametrize(
    ("scope", "frame", "missing"),
    [
        (["conversation:read"], {"type": "message.send", "text": "Hi"}, "conversation:write"),
        (["conversation:read"], {"type": "typing", "state": "on"}, "conversation:write"),
        (["conversation:read"], {"type": "close"}, "conversation:write"),
        (
            ["conversation:read"],
            {"type": "conversationData.merge", "data": {}},
            "conversation:write",
        ),
        (
            ["conversation:read", "conversation:write"],
            {"type": "routingData.merge", "data": {}},
            "routing:write",
        ),
    ],
)
async def test_a_frame_needs_the_scope_of_what_it_does(
    scope: list[str], frame: dict[str, Any], missing: str
) -> None:
    async with serving(settings=QUIET) as server:
        id_ = await server.conversation(await server.token(scope=ALL))
        async with talking(server, await server.token(scope=scope), id_) as talk:
            type_ = frame["type"]
            error = await talk.ask(type_, **{k: v for k, v in frame.items() if k != "type"})
            assert (error["type"], error["code"]) == ("error", "missing.permissions")
            assert error["details"][0]["message"] == missing
            assert (await talk.ask("ping"))["type"] == "pong"
        assert server.tenant.conversations[id_].version == 2


async def test_unknown_members_are_ignored_and_noted() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            ack = await talk.ask("message.send", text="Hi", colour="blue", size=3)
        assert ack["type"] == "ack"
        (note,) = server.tenant.journal.select(kind="note")
        assert note.detail[1] == "message.send: unknown members ignored: colour, size"


async def test_each_frame_stands_in_the_journal() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.ask("message.send", text="Hi")
        shown = [entry.render() for entry in server.tenant.journal.select(kind="frame")]
        told = [(one["direction"], one["type"], one.get("seq")) for one in shown]
        assert told == [
            ("out", "hello", None),
            ("in", "message.send", None),
            ("out", "message", 3),
            ("out", "ack", None),
        ]
        assert {one["conversationId"] for one in shown} == {id_}
        assert {one["channelId"] for one in shown} == {"ws-1"}


async def test_a_message_to_a_conversation_that_has_just_ended_is_refused() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.say("message.send", id=1, text="too late")
            close = Close(by="supervisor")
            await server.platform.service.execute(server.tenant, "conversation", id_, close)
            frames, end = await talk.rest()
        errors = [frame["code"] for frame in frames if frame["type"] == "error"]
        assert errors in ([], ["conversation.closed"])
        assert frames[-1]["type"] == "conversation.closed"
        assert end.code == 4410
