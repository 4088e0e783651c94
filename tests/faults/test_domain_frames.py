"""Faults of the domain on sockets: a customer's frames, and the tokens and data that they bring."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mockplatform.faults.registry import KINDS, example
from tests.faults.domain import QUIET, Stage, staged
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.talk import Talk, talking

ANN = {"subject": "ann"}
ENDS_OR_HOLDS = {"close", "hang", "reset", "latency", "key_rotated", "revoke_family"}
"""What would end the socket or hold the frame: shown one by one."""


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each store there is."""
    return "memory" if request.param == "memory" else f"sqlite:///{tmp_path}/mock.db"


@asynccontextmanager
async def both(stage: Stage) -> AsyncIterator[tuple[Talk, Talk]]:
    """Open a socket for Ann and one for Bob, each on a conversation of theirs."""
    server = stage.server
    mine = await server.conversation(stage.ann.token)
    theirs = await server.conversation(stage.bob.token)
    async with (
        talking(server, stage.ann.token, mine) as ann,
        talking(server, stage.bob.token, theirs) as bob,
    ):
        await ann.until("hello")
        await bob.until("hello")
        yield ann, bob


async def test_a_lost_frame_is_acknowledged_and_nothing_is_stored(store: str) -> None:
    async with staged(store) as stage, both(stage) as (ann, bob):
        since = stage.server.tenant.journal.last_id
        where = {"phase": "frame.in", **ANN}
        async with fault(stage.server, "lost_write", id="lost", where=where):
            lost = await ann.ask("message.send", text="hi", clientMessageId="m-1")
            merged = await ann.ask("routingData.merge", data={"tier": "gold"})
            assert shown(stage.server, "event", since=since) == []
            kept = await bob.ask("message.send", text="hi")
        again = await ann.ask("message.send", text="hi", clientMessageId="m-1")
        heard = (await bob.ask("ping"))["type"]

        assert (lost["type"], lost["seq"]) == ("ack", 3)
        assert (merged["type"], merged["version"]) == ("ack", 4)
        assert (again["seq"], again["duplicate"]) == (3, False)
        assert lost["messageId"] != again["messageId"]
        assert (kept["seq"], heard) == (3, "pong")
        assert [
            entry["clientMessageId"] for entry in stage.told() if "clientMessageId" in entry
        ] == ["m-1"]
        assert {entry["channelId"] for entry in stage.told()} == {"ws-1"}


async def test_a_signal_is_no_writing() -> None:
    async with staged() as stage, both(stage) as (ann, _):
        async with fault(stage.server, "lost_write", where={"phase": "frame.in"}):
            await ann.say("typing", state="on")
            assert (await ann.ask("ping"))["type"] == "pong"
        assert stage.told() == []


@pytest.mark.parametrize(("expiry", "code"), [("4401", 4401), ("1008", 1008), ("silent", 1006)])
async def test_a_socket_is_severed_as_at_the_tokens_end(expiry: str, code: int) -> None:
    settings = QUIET | {"socketExpiry": expiry}
    async with staged(settings=settings) as stage, both(stage) as (ann, bob):
        where = {"phase": "frame.in", "frame": "message.send", **ANN}
        async with fault(stage.server, "expire_token", where=where):
            assert (await ann.ask("ping"))["type"] == "pong"
            await ann.say("message.send", text="too late")
            assert (await ann.end()).code == code
            assert (await bob.ask("message.send", text="hi"))["type"] == "ack"
        (conversation_id,) = stage.server.tenant.by_user["ann"]
        assert stage.server.tenant.conversations[conversation_id].message_count == 0
        async with talking(stage.server, stage.ann.token, conversation_id) as anew:
            assert (await anew.ask("message.send", text="hi"))["type"] == "ack"


async def test_what_is_sent_as_the_token_ends_is_still_told() -> None:
    async with staged() as stage, both(stage) as (ann, _):
        where = {"phase": "frame.out", "frame": "message", **ANN}
        async with fault(stage.server, "expire_token", where=where):
            await ann.say("message.send", text="hi")
            seen, end = await ann.rest()
        assert [frame["type"] for frame in seen if frame["type"] == "message"] == ["message"]
        assert (end.code, end.reason) == (4401, "the access token has expired")


async def test_a_token_ends_once_however_much_is_still_told() -> None:
    async with staged() as stage, both(stage) as (ann, _):
        where = {"phase": "frame.out", **ANN}
        async with fault(stage.server, "expire_token", where=where):
            await ann.say("message.send", text="hi")
            seen, end = await ann.rest()
        assert {"message", "ack"} <= {frame["type"] for frame in seen}
        assert end.code == 4401
        assert len(stage.told()) == 1


async def test_a_conversation_is_closed_under_the_frame(store: str) -> None:
    async with staged(store) as stage, both(stage) as (ann, bob):
        where = {"phase": "frame.in", "frame": "message.send", **ANN}
        async with fault(stage.server, "close_conversation", where=where):
            await ann.say("message.send", text="hi", id=7)
            seen, end = await ann.rest()
            assert (await bob.ask("message.send", text="hi"))["type"] == "ack"
        assert "error" in [frame["type"] for frame in seen]
        assert (seen[-1]["type"], seen[-1]["reason"]) == ("conversation.closed", "platform")
        assert end.code == 4410


async def test_a_newer_token_is_judged_as_ended_and_the_older_one_goes_on() -> None:
    async with staged() as stage, both(stage) as (ann, bob):
        mine, theirs = [await stage.server.token(one) for one in ("ann", "bob")]
        async with fault(stage.server, "expire_token", id="early", where=ANN):
            refused = await ann.ask("token.update", token=mine)
            taken = await bob.ask("token.update", token=theirs)
        after = await ann.ask("token.update", token=mine)
        assert (refused["type"], refused["code"]) == ("error", "token.expired")
        assert taken["type"] == after["type"] == "token.updated"
        (told,) = stage.told()
        assert (told["what"], told["phase"]) == ("token.update", "token")


async def test_a_first_frames_token_is_judged_as_ended() -> None:
    async with staged() as stage:
        id_ = await stage.server.conversation(stage.ann.token)
        async with (
            fault(stage.server, "expire_token", where=ANN),
            talking(stage.server, None, id_) as talk,
        ):
            await talk.say("auth", token=stage.ann.token)
            seen, end = await talk.rest()
        assert [frame["code"] for frame in seen] == ["token.expired"]
        assert end.code == 4401
        assert [entry["subject"] for entry in stage.told()] == ["ann"]


async def test_a_token_service_that_fails_on_a_socket_answers_with_its_status() -> None:
    async with staged() as stage, both(stage) as (ann, _):
        token = await stage.server.token("ann")
        where = {"phase": "token", **ANN}
        async with fault(stage.server, "status", where=where, what={"status": 503}):
            refused = await ann.ask("token.update", token=token)
        assert refused["code"] == "service.unavailable"
        assert (await ann.ask("token.update", token=token))["type"] == "token.updated"


async def test_a_token_service_that_hangs_holds_the_frame_until_it_is_over() -> None:
    async with staged() as stage, both(stage) as (ann, bob):
        token = await stage.server.token("ann")
        id_ = await set_fault(stage.server, "hang", where={"phase": "token", **ANN})
        await ann.say("token.update", token=token, id=1)
        await fired(stage.server, id_)
        assert (await bob.ask("ping"))["type"] == "pong"
        await take_away(stage.server, id_)
        await ann.until("token.updated", id=1)


async def test_each_kind_of_calls_acts_where_a_frames_token_is_judged_too() -> None:
    """Nothing that may stand in phase `token` is unknown on a socket."""
    async with staged() as stage, both(stage) as (ann, _):
        token = await stage.server.token("ann")
        for name, kind in KINDS.items():
            if "token" not in kind.phases or name in ENDS_OR_HOLDS:
                continue
            where = {"phase": "token", **ANN}
            async with fault(stage.server, name, where=where, what=example(kind)["what"]) as id_:
                answer = await ann.ask("token.update", token=token)
            assert answer.get("code") != "internal.error", id_
        told = {entry["faultKind"] for entry in stage.told()}
        assert told >= {"status", "expire_token", "clock_skew"}


@pytest.mark.parametrize(("kind", "code"), [("close", 1012), ("reset", 1006)])
async def test_a_socket_ends_where_its_frames_token_is_judged(kind: str, code: int) -> None:
    async with staged() as stage, both(stage) as (ann, _):
        token = await stage.server.token("ann")
        async with fault(stage.server, kind, where={"phase": "token", **ANN}):
            await ann.say("token.update", token=token)
            assert (await ann.end()).code == code


async def test_a_family_is_revoked_by_a_frame() -> None:
    async with staged() as stage, both(stage) as (ann, bob):
        token = await stage.server.token("ann")
        async with fault(stage.server, "revoke_family", where=ANN):
            refused = await ann.ask("token.update", token=token)
        assert refused["code"] == "token.revoked"
        assert (await bob.ask("ping"))["type"] == "pong"


async def test_routing_data_of_a_frame_loses_its_values() -> None:
    async with staged() as stage, both(stage) as (ann, bob):
        where = {"phase": "routing", **ANN}
        async with fault(stage.server, "truncate_routing_data", where=where):
            cut = await ann.ask("routingData.merge", data={"tier": "gold"})
            whole = await bob.ask("routingData.merge", data={"tier": "gold"})
        after = await ann.ask("routingData.merge", data={"tier": "gold"})
        assert "tier" in cut["hint"]
        assert "hint" not in whole
        assert "hint" not in after
        assert cut["routingHash"] != whole["routingHash"] == after["routingHash"]
