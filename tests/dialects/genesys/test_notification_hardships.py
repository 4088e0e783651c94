"""Notification channels under hardship: faults, a reader who does not read, a restart, a rewind."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import CreateConversation, SendMessage
from mockplatform.core.events import Person
from mockplatform.edge.wallclock import breathe
from mockplatform.limits import LIMITS
from mockplatform.recording.run import observe
from mockplatform.recording.sinks import Memory
from tests.support.faulty import fault
from tests.support.notified import CHANNELS, Notified, notified, open_channel, subscribe
from tests.support.server import Server, serving
from tests.support.staff import Staff

QUIET = {"agentsAct": False}
GENERAL = "v2.routing.queues.general.conversations.messages"
END = "the end"
ANN = Person(purpose="customer", id="ann", name="Ann")
OUT = {"phase": "frame.out", "frame": "v2.routing.queues.*", "dialect": "genesys"}
PING = {"phase": "frame.in", "dialect": "genesys"}


async def begin(server: Server, id_: str, **data: Any) -> None:
    """Have a customer open a conversation."""
    deployment = server.tenant.config.deployments[0].id
    command = CreateConversation(
        customer=ANN,
        deployment_id=deployment,
        instance_id="",
        routing_data=data,
        conversation_data={},
    )
    await server.platform.service.execute(server.tenant, "conversation", id_, command)


async def say(server: Server, id_: str, *texts: str) -> None:
    """Have the customer say something."""
    for text in texts:
        id_of = server.tenant.ids.uuid()
        command = SendMessage(message_id=id_of, sender=ANN, text=text)
        await server.platform.service.execute(server.tenant, "conversation", id_, command)


def said(body: Any) -> int:
    """Return how many messages a conversation has."""
    return sum(len(one["messages"]) for one in body["participants"])


async def heard(listener: Notified) -> list[Any]:
    """Return what is heard up to the answer to a ping: how much was said, or how it ended."""
    found: list[Any] = []
    with suppress(ConnectionClosed):
        await listener.socket.send('{"message":"ping"}')
    while True:
        try:
            data = await listener.socket.recv()
        except ConnectionClosed as closed:
            return [*found, (END, closed.rcvd.code if closed.rcvd else 1006)]
        try:
            frame = json.loads(data)
        except ValueError:
            found.append("no JSON")
            continue
        if frame["eventBody"].get("message") == "pong":
            return found
        found.append(said(frame["eventBody"]))


FRAMES: list[tuple[str, dict[str, Any], dict[str, Any], list[Any]]] = [
    ("lose", OUT, {"times": 1}, [2, 3]),
    ("duplicate", OUT, {"times": 1}, [1, 1, 2, 3]),
    ("reorder", OUT, {"times": 1}, [2, 1, 3]),
    ("corrupt", OUT, {"times": 1}, ["no JSON", 2, 3]),
    ("drop", OUT, {}, [(END, 1006)]),
    ("close", OUT, {}, [(END, 1012)]),
    ("close", OUT | {"conversationId": "c1"}, {}, [(END, 1012)]),
    ("close", OUT | {"conversationId": "c2"}, {}, [1, 2, 3]),
    ("close", OUT | {"subject": "ana"}, {}, [(END, 1012)]),
    ("close", OUT | {"subject": "ben"}, {}, [1, 2, 3]),
    ("close", OUT | {"clientId": "widget"}, {}, [(END, 1012)]),
    ("drop", PING, {}, [1, 2, 3, (END, 1006)]),
    ("close", {"phase": "frame.out", "frame": "channel.metadata"}, {}, [1, 2, 3, (END, 1012)]),
]


@pytest.mark.parametrize(("kind", "where", "when", "expected"), FRAMES)
async def test_faults_act_on_what_a_channel_tells_by_its_topic(
    kind: str, where: dict[str, Any], when: dict[str, Any], expected: list[Any]
) -> None:
    async with serving(settings=QUIET) as server:
        await begin(server, "c1")
        async with (
            notified(await Staff.of(server, "ana"), GENERAL) as ana,
            fault(server, kind, where=where, when=when),
        ):
            await say(server, "c1", "one", "two", "three")
            found = await heard(ana)
        assert found == expected


async def test_a_handshake_is_refused_by_a_fault_on_its_path() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        channel = await open_channel(staff)
        where = {"path": "/channels/*", "phase": "handshake"}
        async with fault(server, "status", what={"status": 503}, where=where):
            with pytest.raises(Exception, match="503"):
                await connect(channel["connectUri"])
        async with connect(channel["connectUri"]) as socket:
            assert await Notified(staff, channel, socket).pending() == []


async def test_a_lost_write_keeps_no_subscription() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        async with fault(server, "lost_write", where={"path": "/api/v2/notifications/*"}):
            (entity,) = await subscribe(staff, id_, GENERAL)
        assert entity["state"] == "Permitted"
        assert await staff.get(f"{CHANNELS}/{id_}/subscriptions") == {"entities": []}


async def test_who_does_not_read_is_cut_and_nobody_waits_for_it() -> None:
    async with serving(settings=QUIET) as server:
        heavy = {"note": "x" * 15_000}
        staff = await Staff.of(server, "automation")
        channel = await open_channel(staff)
        await subscribe(staff, channel["id"], GENERAL)
        port = int(server.url.rpartition(":")[2])
        with socket.socket() as narrow:
            narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            narrow.setblocking(False)
            with suppress(BlockingIOError):
                narrow.connect(("127.0.0.1", port))
            async with connect(channel["connectUri"], sock=narrow, max_queue=1) as slow:
                (listener,) = server.sockets
                number = 0
                while not listener.is_stuck:  # type: ignore[attr-defined]  # a Socket has it
                    number += 1
                    await begin(server, f"heavy-{number}", **heavy)
                    await breathe()
                for n in range(LIMITS.socket_backlog_events_max):
                    await begin(server, f"more-{n}")
                assert len(server.tenant.listeners) == 1
                for n in range(2):
                    await begin(server, f"too-much-{n}")
                assert server.tenant.listeners == {}
                told = []
                with suppress(ConnectionClosed):
                    while True:
                        told.append(json.loads(await slow.recv())["eventBody"]["id"])
                assert slow.close_code == 1013
        assert told == [f"heavy-{n}" for n in range(1, len(told) + 1)]


async def test_a_burst_is_told_in_order_and_each_change_once() -> None:
    async with serving(settings=QUIET) as server:
        await begin(server, "c1")
        async with notified(await Staff.of(server, "ana"), GENERAL) as ana:
            count = 3 * LIMITS.socket_events_at_once
            await say(server, "c1", *map(str, range(count)))
            assert [said(body) for _, body in await ana.pending()] == [*range(1, count + 1)]


async def test_a_channel_outlives_the_server_where_there_is_a_store(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'file.db'}"
    async with serving(store=store, settings=QUIET) as server:
        staff = await Staff.of(server, "ana")
        channel = await open_channel(staff)
        await subscribe(staff, channel["id"], GENERAL)
        async with connect(channel["connectUri"]) as socket_:
            first = Notified(staff, channel, socket_)
            await begin(server, "c1")
            assert [topic for topic, _ in await first.pending()] == [GENERAL]
    async with serving(store=store, settings=QUIET) as server:
        again = Staff(server, staff.token)
        (known,) = (await again.get(CHANNELS))["entities"]
        assert known["id"] == channel["id"]
        async with connect(known["connectUri"]) as socket_:
            await say(server, "c1", "Hello")
            assert [said(body) for _, body in await Notified(again, known, socket_).pending()] == [
                1
            ]
        await server.advance(1800)
        assert server.tenant.feeds == {}


async def test_a_rewind_brings_a_channel_back_that_had_ended() -> None:
    async with serving(settings=QUIET) as server:
        staff = await Staff.of(server, "ana")
        channel = await open_channel(staff)
        await subscribe(staff, channel["id"], GENERAL)
        async with server.http.get(f"{server.url}/__admin/snapshot") as answer:
            snapshot = await answer.json()
        await server.advance(1800)
        assert server.tenant.feeds == {}
        url = f"{server.url}/__admin/snapshot"
        async with server.http.put(url, json=snapshot) as answer:
            assert answer.status == 200, await answer.text()
        async with connect(channel["connectUri"]) as socket_:
            await begin(server, "c1")
            assert len(await Notified(staff, channel, socket_).pending()) == 1
        await server.advance(1800)
        assert server.tenant.feeds == {}


async def test_a_snapshot_with_too_many_topics_is_refused() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        await subscribe(staff, (await open_channel(staff))["id"], GENERAL)
        url = f"{server.url}/__admin/snapshot"
        async with server.http.get(url) as answer:
            snapshot = await answer.json()
        (feed,) = [one for one in snapshot["streams"] if one["kind"] == "feed"]
        feed["events"][-1]["topics"] = [f"t{n}" for n in range(LIMITS.feed_topics_max + 1)]
        async with server.http.put(url, json=snapshot) as answer:
            assert answer.status == 400
            assert "topics" in (await answer.json())["detail"]


async def test_a_stream_that_is_renewed_for_ever_stays_small() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        for _ in range(5):
            await subscribe(staff, id_, GENERAL)
        (feed,) = server.tenant.feeds.values()
        log = server.platform.service.log
        events = await log.read(StreamId(server.tenant.id, "feed", feed.id))
        assert len([one for one in events if replace(one, at=0.0).topics]) == 1  # type: ignore[attr-defined]


async def test_a_record_of_a_run_has_no_channel_s_secret() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        memory = Memory()
        recorder = observe(server.platform, server.tenant).record(memory)
        id_ = (await open_channel(staff))["id"]
        await subscribe(staff, id_, GENERAL)
        body = {"what": {"kind": "hang"}, "where": {"path": f"/channels/{id_}"}}
        async with server.http.post(f"{server.url}/__admin/faults", json=body) as answer:
            assert answer.status == 201
        recorder.stop()
        assert id_.encode() not in memory.read()
        assert f"streaming-…{id_[-6:]}".encode() in memory.read()
