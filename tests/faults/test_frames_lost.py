"""Frames that are lost, and only those: an ack, an event, a client's message, pings.

Source: section Faults of the admin API.
"""

from __future__ import annotations

from mockplatform.ids import derive_seed
from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.raw import PING, PONG, TEXT, RawFrame
from tests.support.scene import hello, scene, text_of, texts
from tests.support.talk import talking

OUT = {"phase": "frame.out", "frame": "message"}
IN = {"phase": "frame.in", "frame": "message.send"}


async def test_a_lost_ack_leaves_the_message_stored_and_a_repeat_with_its_id_finds_it() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        where = {"phase": "frame.out", "frame": "ack"}
        await set_fault(stage.server, "lose", where=where, when={"times": 1})

        await talk.say("message.send", text="hello", clientMessageId="m-1")
        again = await talk.ask("message.send", text="hello", clientMessageId="m-1")
        assert (again["type"], again["duplicate"], again["seq"]) == ("ack", True, 3)
        (told,) = shown(stage.server, "fault")
        assert (told["clientMessageId"], told["what"]) == ("m-1", "ack")
        assert stage.frames_told("out", "ack") == 1


async def test_a_lost_ack_of_a_message_without_an_id_makes_two_of_one() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        where = {"phase": "frame.out", "frame": "ack"}
        await set_fault(stage.server, "lose", where=where, when={"times": 1})

        await talk.say("message.send", text="hello")
        await talk.say("message.send", text="hello", id=2)
        frames = await talk.until("ack", id=2)
        assert texts(frames) == ["hello", "hello"]


async def test_a_lost_event_is_lost_once_and_the_next_socket_finds_it() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        async with fault(stage.server, "lose", where=OUT, when={"skip": 1, "times": 1}):
            await stage.say("one", "two", "three")
            assert texts(await talk.frames(2)) == ["one", "three"]
        async with stage.talk() as next_one:
            assert texts(await next_one.frames(4)) == ["one", "two", "three"]


async def test_what_is_lost_is_in_the_journal_before_and_not_told_as_sent() -> None:
    """The draw is a function of the seed, the fault, the subject and the ordinal alone."""
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        id_ = await set_fault(stage.server, "lose", where=OUT, when={"times": 1}, seed=7)
        await stage.say("one", "two")
        await talk.frame()

        (told,) = shown(stage.server, "fault")
        (sent,) = [one for one in shown(stage.server, "frame") if one["type"] == "message"]
        assert told["id"] < sent["id"]
        assert sent["seq"] == 4
        assert told["draw"] == derive_seed(7, id_, "user-7", 1) / 2**53
        assert (told["ordinal"], told["phase"], told["effect"]) == (1, "frame.out", "Lose")
        assert told["channelId"] == sent["channelId"]
        assert told["correlationId"] == sent["correlationId"]


async def test_a_lost_message_of_the_client_is_not_stored_and_not_told_as_heard() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.frame()
        async with fault(stage.server, "lose", where=IN, when={"times": 1}):
            await talk.say("message.send", text="one", clientMessageId="m-1")
            assert (await talk.ask("message.send", text="two"))["seq"] == 3
        (told,) = shown(stage.server, "fault")
        assert (told["clientMessageId"], told["what"]) == ("m-1", "message.send")
        assert stage.frames_told("in", "message.send") == 1


async def test_only_the_socket_of_its_scope_is_harmed() -> None:
    async with scene() as stage, stage.talk() as first, stage.talk() as second:
        await first.frame()
        await second.frame()
        async with fault(stage.server, "lose", where=OUT | {"channel": 2}):
            await stage.say("one")
            assert texts(await first.frames(1)) == ["one"]
        await stage.say("two")
        assert texts(await first.frames(1)) == ["two"]
        assert texts(await second.frames(1)) == ["two"]
        (told,) = shown(stage.server, "fault")
        assert told["channelId"] == "ws-2"


async def test_every_part_of_a_scope_is_known_of_a_frame() -> None:
    async with scene() as stage:
        deployment = stage.server.tenant.config.deployments[0].id
        matching = {
            "subject": "user-7",
            "conversationId": stage.id,
            "deploymentId": deployment,
            "clientId": stage.server.tenant.config.clients[0].id,
            "dialect": "widget",
            "channel": 1,
            "path": f"*/{stage.id}/ws",
            "headers": {"User-Agent": "test"},
        }
        async with stage.talk(user_agent_header="test") as talk:
            await talk.frame()
            for name, value in matching.items():
                others = {"channel": 9, "path": "/other", "headers": {"User-Agent": "other"}}
                other = {name: others.get(name, "other")}
                async with fault(stage.server, "lose", where=OUT | other):
                    await stage.say("heard")
                    assert texts(await talk.frames(1)) == ["heard"], name
                async with fault(stage.server, "lose", where=OUT | {name: value}) as id_:
                    since = stage.server.tenant.journal.last_id
                    await stage.say("lost")
                    await fired(stage.server, id_, since)
            await stage.say("last")
            assert texts(await talk.frames(1)) == ["last"]


async def test_another_tenant_with_the_same_ids_is_not_touched() -> None:
    async with scene() as stage:
        other = await stage.server.add_tenant("other", agentsAct=False)
        token = await stage.server.token(tenant=other)
        await set_fault(stage.server, "lose", where={"phase": "frame.out"})
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{stage.server.url}/api/v2/conversations/messaging"
        async with stage.server.http.post(url, json={}, headers=headers) as answer:
            id_ = (await answer.json())["id"]
        async with talking(stage.server, token, id_) as talk:
            assert (await talk.frame())["type"] == "hello"


async def test_no_pong_leaves_both_kinds_of_pings_without_an_answer_and_nothing_else() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        id_ = await set_fault(stage.server, "no_pong")
        peer.send(PING, b"one")
        peer.say(type="ping")
        peer.say(type="typing", state="nonsense")
        refused = await peer.frame()
        assert refused is not None
        assert refused.json()["type"] == "error"
        assert [one["what"] for one in shown(stage.server, "fault")] == ["ping", "ping"]
        await take_away(stage.server, id_)
        peer.send(PING, b"two")
        assert await peer.frame() == RawFrame(PONG, b"two")


async def test_the_servers_own_pings_are_no_occasions() -> None:
    """They go by real time: if they counted, no run could be repeated."""
    async with scene(heartbeat="20s") as stage, stage.raw() as peer:
        await hello(peer)
        async with fault(stage.server, "lose", where={"phase": "frame.out"}):
            stage.server.sockets.sweep(stage.server.platform.around.stopwatch() + 21)
            frame = await peer.frame()
            assert frame is not None
            assert frame.opcode == PING
        await stage.say("one")
        assert await text_of(peer) == "one"
        assert not shown(stage.server, "fault")


async def test_a_frame_too_deep_to_read_meets_no_fault_and_is_refused_as_ever() -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        await set_fault(stage.server, "lose", where={"phase": "frame.in", "frame": "zz"})
        peer.send(TEXT, b'{"type":' + b"[" * 30_000 + b"]" * 30_000 + b"}")
        refusal = await peer.frame()
        assert refusal is not None
        assert refusal.json()["type"] == "error"
        assert shown(stage.server, "fault") == []
