"""What a socket tells: each event once, in order; live and resumed are one stream.

Source: guide, section 4 (resume with what was missed, no duplicate); section 4 of the API.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Answer, Close, Delete, Depart, Offer, SendMessage
from mockplatform.core.events import Person
from mockplatform.core.states import Verb
from tests.support.server import Server, serving
from tests.support.talk import End, Frame, talking

QUIET = {"agentsAct": False}
BEA = Person(purpose="agent", id="bea", name="Bea")
EVENTS = {"state", "placement", "participant", "message", "routingData", "conversationData"}


async def do(server: Server, id_: str, *commands: Command) -> None:
    """Run commands on a conversation, as agents and supervisors would."""
    for command in commands:
        await server.platform.service.execute(server.tenant, "conversation", id_, command)


def text(number: int) -> SendMessage:
    """Return a message of the customer."""
    customer = Person(purpose="customer", id="user-7")
    return SendMessage(message_id=f"m{number}", sender=customer, text=f"text {number}")


def seqs(frames: list[Frame]) -> list[int]:
    """Return the seqs of the events among frames."""
    return [frame["seq"] for frame in frames if frame["type"] in EVENTS]


async def test_hello_comes_first_and_tells_where_things_stand() -> None:
    async with serving(settings=QUIET | {"heartbeat": "7s"}) as server:
        token = await server.token(expires_in=900)
        id_ = await server.conversation(token, routingData={"tier": "premium"})
        async with talking(server, token, id_, "?after=1") as talk:
            hello = await talk.frame()
        assert hello["type"] == "hello"
        assert hello["conversation"]["id"] == id_
        assert hello["conversation"]["routingData"] == {"tier": "premium"}
        assert (hello["latestSeq"], hello["resumedAfter"]) == (2, 1)
        assert hello["heartbeatSeconds"] == 7
        assert hello["tokenExp"] == int(server.tenant.clock.now()) + 900


async def test_every_event_has_a_frame_with_its_seq_and_time() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        await do(
            server,
            id_,
            Offer(agent=BEA),
            Answer(verb=Verb.ACCEPT),
            SendMessage(message_id="m", sender=BEA, text="Hi", client_message_id="b1"),
            Depart(verb=Verb.TRANSFER, queue="orders"),
        )
        async with talking(server, token, id_) as talk:
            frames = (await talk.frames(10))[1:]
        told = [(one["type"], one.get("verb") or one.get("text")) for one in frames]
        assert told == [
            ("state", "create"),
            ("placement", None),
            ("state", "offer"),
            ("state", "accept"),
            ("participant", None),
            ("message", "Hi"),
            ("participant", None),
            ("state", "transfer"),
            ("placement", None),
        ]
        assert [one["seq"] for one in frames] == list(range(1, 10))
        assert {one["at"] for one in frames} == {"2023-11-14T22:13:20.000Z"}
        offer, joined, message, left = frames[2], frames[4], frames[5], frames[6]
        assert offer["before"] == "OPEN"
        assert offer["agent"] == {"purpose": "agent", "id": "bea", "name": "Bea"}
        assert offer["ringUntil"] == "2023-11-14T22:13:50.000Z"
        assert joined["participant"]["state"] == "connected"
        assert left["participant"]["state"] == "disconnected"
        assert message["direction"] == "outbound"
        assert message["from"] == {"purpose": "agent", "id": "bea", "name": "Bea"}
        assert (message["messageId"], message["clientMessageId"]) == ("m", "b1")
        assert frames[8]["queue"] == {"id": "orders", "name": "Orders and delivery"}


async def test_without_a_cursor_the_stream_is_told_from_its_beginning() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            assert seqs(await talk.frames(3)) == [1, 2]


async def test_replay_runs_into_live_without_gap_or_duplicate() -> None:
    """Events come while the replay is on its way: more than are sent in one go."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        await do(server, id_, *(text(n) for n in range(250)))
        async with talking(server, token, id_, "?after=2") as talk:
            assert (await talk.frame())["latestSeq"] == 252
            heard = []
            for number in range(250, 350):
                heard.append(await talk.frame())
                await do(server, id_, text(number))
            heard += await talk.frames(250)
        assert seqs(heard) == list(range(3, 353))
        assert [frame["text"] for frame in heard] == [f"text {n}" for n in range(350)]


async def test_a_resume_after_an_abort_in_mid_stream_has_no_gap_and_no_duplicate() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        heard: list[int] = []
        written = 0
        while len(heard) < 300:
            query = f"?after={heard[-1] if heard else 0}"
            async with talking(server, token, id_, query) as talk:
                for _ in range(40):
                    await do(server, id_, text(written))
                    written += 1
                heard += seqs(await talk.frames(25))
                talk.connection.transport.abort()
        assert heard == list(range(1, len(heard) + 1))
        assert server.tenant.reconnects[id_] == len(heard) // 24 - 1


async def test_two_sockets_of_one_conversation_hear_the_same() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as one, talking(server, token, id_) as two:
            await one.frames(3)
            await two.frames(3)
            await asyncio.gather(
                *(one.say("message.send", text=f"one {n}") for n in range(20)),
                *(two.say("message.send", text=f"two {n}") for n in range(20)),
            )
            first = await one.frames(60)
            second = await two.frames(60)
        events = [[f for f in told if f["type"] == "message"] for told in (first, second)]
        assert events[0] == events[1]
        assert seqs(events[0]) == list(range(3, 43))
        assert server.tenant.reconnects[id_] == 1


async def test_nobody_hears_of_another_conversation() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        mine = await server.conversation(token)
        other = await server.conversation(token)
        async with talking(server, token, mine) as talk:
            await talk.frames(3)
            await do(server, other, text(1))
            assert (await talk.ask("ping"))["type"] == "pong"


async def test_the_end_is_told_and_then_closes_the_socket() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await do(server, id_, Close(by="supervisor", reason="shift ends"))
            frames, end = await talk.rest()
        assert [frame["type"] for frame in frames] == ["state", "conversation.closed"]
        assert frames[0]["state"] == "CLOSED"
        assert frames[1] == {"type": "conversation.closed", "reason": "shift ends"}
        assert end == End(4410, "conversation closed: shift ends")
        assert not server.tenant.channels


async def test_a_deleted_conversation_ends_its_sockets() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await do(server, id_, Delete())
            frames, end = await talk.rest()
        assert frames[-1] == {"type": "conversation.closed", "reason": "deleted"}
        assert end.code == 4410


async def test_silence_ends_the_conversation_and_its_socket_on_the_tenants_clock() -> None:
    """Guide, section 4: fifteen minutes without a message or typing."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            fired = await server.advance(31 * 60)
            frames, end = await talk.rest()
        assert ("conversation.inactive", id_) in fired
        assert ("socket.closed", "ws-1") in fired
        assert [frame["type"] for frame in frames] == ["state", "conversation.closed"]
        assert frames[0]["at"] == "2023-11-14T22:28:20.000Z"
        assert end == End(4410, "conversation closed: inactivity")


async def test_a_conversation_that_is_forgotten_is_gone_for_its_socket_too() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.platform.service.forget(server.tenant, "conversation", id_)
            await talk.say("ping", id=1)
            frames, end = await talk.rest()
        assert [frame["code"] for frame in frames] == ["not.found"]
        assert end.code == 4404


async def test_a_single_socket_is_replaced_by_the_next_if_the_tenant_wants_it() -> None:
    async with serving(settings=QUIET | {"singleSocket": True}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        other = await server.conversation(token)
        async with talking(server, token, id_) as old, talking(server, token, other) as apart:
            await old.frames(3)
            await apart.frames(3)
            async with talking(server, token, id_, "?after=2") as new:
                await new.frame()
                assert await old.end() == End(4409, "another socket took its place")
                assert (await new.ask("ping"))["type"] == "pong"
                assert (await apart.ask("ping"))["type"] == "pong"


async def test_bots_and_agents_are_heard_typing_and_speaking() -> None:
    """The default fixture: its bot accepts after a second, types, and says hello."""
    async with serving() as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            await server.advance(3)
            frames = await talk.until("message")
        kinds = [frame["type"] for frame in frames]
        assert kinds.count("participant") == 1
        assert "Sam" in frames[-1]["from"]["name"]
        assert seqs(frames) == list(range(3, 3 + len(seqs(frames))))


async def test_the_socket_is_described_for_the_admin_api() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.frames(3)
            (channel,) = server.tenant.channels.values()
            shown: dict[str, Any] = channel.describe()
        assert shown["id"] == channel.id == "ws-1"
        assert (shown["conversationId"], shown["userId"]) == (id_, "user-7")
        assert (shown["cursor"], shown["behind"]) == (2, 0)
        assert shown["openedAt"] == "2023-11-14T22:13:20.000Z"


async def test_over_a_durable_store_the_order_is_the_same(tmp_path: Path) -> None:
    """Appends wait for the disk there, and yet each ack comes right behind its own event."""
    store = f"sqlite:///{tmp_path / 'mock.db'}"
    async with serving(store=store, settings=QUIET | {"framesPerSecond": 1_000}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as one, talking(server, token, id_) as two:
            await asyncio.gather(
                *(one.say("message.send", id=n, text=f"one {n}") for n in range(50)),
                *(two.say("message.send", id=n, text=f"two {n}") for n in range(50)),
            )
            told = [await talk.frames(1 + 2 + 100 + 50) for talk in (one, two)]
        for frames in told:
            assert seqs(frames) == list(range(1, 103))
            places = {frame["seq"]: n for n, frame in enumerate(frames) if frame["type"] in EVENTS}
            acks = [(n, frame) for n, frame in enumerate(frames) if frame["type"] == "ack"]
            assert [frame["id"] for _, frame in acks] == list(range(50))
            assert all(places[frame["seq"]] < n for n, frame in acks)
