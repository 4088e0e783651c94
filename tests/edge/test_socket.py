"""One socket as a connection: pace, pings, goodbyes, and readers that do not read.

Source: RFC 6455 sections 5.5 and 7.4; the close codes of section 4 of the API.
"""

from __future__ import annotations

import struct

import pytest

from mockplatform.core.commands import SendMessage
from mockplatform.core.events import Person
from mockplatform.edge.socket import Socket
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS
from tests.support.raw import BINARY, CLOSE, PING, PONG, raw
from tests.support.server import Server, serving
from tests.support.talk import End, Talk, talking

QUIET = {"agentsAct": False}
HEAVY = "\N{OGHAM LETTER BEITH}" * 8_000
"""A text of 24,000 bytes."""


def is_close(entry: Entry) -> bool:
    """Whether an entry tells of a socket's end."""
    return entry.kind == "socket" and entry.detail[0] == "close"


async def say(server: Server, id_: str, text: str) -> None:
    """Put a customer's message into a conversation."""
    customer = Person(purpose="customer", id="user-7")
    command = SendMessage(message_id=server.tenant.ids.uuid(), sender=customer, text=text)
    await server.platform.service.execute(server.tenant, "conversation", id_, command)


async def test_a_ping_of_the_protocol_is_answered_with_its_own_words() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.send(PING, b"are you there?")
            assert await peer.frame() == (PONG, b"are you there?")


@pytest.mark.parametrize(
    ("sent", "answered"),
    [(1000, 1000), (1001, 1001), (3000, 3000), (4999, 4999), (1006, 1002), (65535, 1002)],
)
async def test_a_goodbye_is_answered_with_its_own_code_if_that_may_be_said(
    sent: int, answered: int
) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.send(CLOSE, struct.pack("!H", sent) + b"bye")
            (goodbye,) = await peer.rest()
            assert goodbye.code == answered
        ended = await server.tenant.journal.wait_for(is_close)
        assert ended.detail[2:] == (sent, "by the client")
        assert not server.tenant.channels
        assert not server.sockets


async def test_a_goodbye_without_a_code_is_normal() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.send(CLOSE, b"")
            assert [frame.code for frame in await peer.rest()] == [1000]


@pytest.mark.parametrize(
    "data",
    [b"\xc1\x80\x00\x00\x00\x00", b"\x83\x80\x00\x00\x00\x00", b"\x09\x80\x00\x00\x00\x00"],
    ids=["reserved bit", "reserved opcode", "control frame in parts"],
)
async def test_what_is_no_frame_is_a_protocol_error(data: bytes) -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.writer.write(data)
            assert [frame.code for frame in await peer.rest()] == [1002]


async def test_who_vanishes_is_noticed() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_) as peer:
            await peer.frame()
            assert len(server.tenant.channels) == 1
            peer.writer.transport.abort()
            ended = await server.tenant.journal.wait_for(is_close)
        assert ended.detail[2:] == (1006, "connection lost")
        assert not server.tenant.channels
        assert not server.sockets


async def test_a_server_that_goes_away_says_so_to_everybody() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        ids = [await server.conversation(token) for _ in range(3)]
        one, two, three = (talking(server, token, id_) for id_ in ids)
        first, second, third = [await talk.__aenter__() for talk in (one, two, three)]
        await second.frames(3)
    for talk in (first, second, third):
        assert await talk.end() == End(1001, "server going away")


async def test_a_server_that_goes_away_waits_for_nobody_who_is_deaf() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        deaf = raw(server, token, id_, "?after=2")
        peer = await deaf.__aenter__()
        await peer.frame()
    (goodbye,) = await peer.rest()
    assert (goodbye.opcode, goodbye.code) == (CLOSE, 1001)


async def test_no_socket_is_let_in_by_a_server_that_goes_away() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        assert await server.sockets.close_all(1001, "server going away", 1.0)
        headers = {
            "Authorization": f"Bearer {token}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }
        url = f"{server.url}/api/v2/conversations/messaging/{id_}/ws"
        async with server.http.get(url, headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "not.ready")


@pytest.mark.parametrize("how", ["reset", "delete"])
async def test_a_tenant_that_is_reset_or_deleted_restarts_its_sockets_and_no_others(
    how: str,
) -> None:
    async with serving(settings=QUIET) as server:
        other = await server.add_tenant("other", agentsAct=False)
        mine, theirs = await server.token(), await server.token(tenant=other)
        my_id, their_id = await server.conversation(mine), await server.conversation(theirs)
        async with talking(server, mine, my_id) as talk, talking(server, theirs, their_id) as gone:
            await talk.frames(3)
            await gone.frames(3)
            await (server.platform.reset if how == "reset" else server.platform.drop)("other")
            assert (await gone.end()).code == 1012
            assert (await talk.ask("ping"))["type"] == "pong"


async def stuck(server: Server, reader: Talk, id_: str) -> int:
    """Let a conversation grow until the first socket, which does not read, is stuck.

    The other one reads each message before the next is sent. Returns how many it took.
    """
    (slow,) = [one for one in server.sockets if isinstance(one, Socket) and one.id == "ws-1"]
    for number in range(1, 2_000):
        await say(server, id_, HEAVY)
        assert (await reader.frame())["type"] == "message"
        if slow.is_stuck:
            return number
    raise AssertionError("nothing is ever stuck")


async def test_a_reader_that_falls_behind_is_cut_and_nobody_waits_for_it() -> None:
    """Traps, 6: a reader behind its backlog is closed with 1013."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with (
            raw(server, token, id_, "?after=2", receive_bytes=65_536) as peer,
            talking(server, token, id_, "?after=2", max_queue=None) as reader,
        ):
            await reader.frame()
            told = await stuck(server, reader, id_)
            for _ in range(LIMITS.socket_backlog_events_max):
                await say(server, id_, "a little more")
                assert (await reader.frame())["type"] == "message"
            assert "ws-1" in server.tenant.channels
            for _ in range(2):
                await say(server, id_, "too much")
                assert (await reader.frame())["text"] == "too much"
            assert "ws-1" not in server.tenant.channels
            frames = await peer.rest()
            assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1013)
            heard = [frame.json()["seq"] for frame in frames[1:-1]]
            assert heard == list(range(3, 3 + len(heard)))
            assert len(heard) <= told
            assert (await reader.ask("ping"))["type"] == "pong"


async def test_a_reader_that_takes_nothing_for_long_is_cut() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with (
            raw(server, token, id_, "?after=2", receive_bytes=65_536),
            talking(server, token, id_, "?after=2", max_queue=None) as reader,
        ):
            await reader.frame()
            await stuck(server, reader, id_)
            now = server.platform.around.stopwatch()
            server.sockets.sweep(now)
            server.sockets.sweep(now + LIMITS.socket_send_s_max - 1)
            assert "ws-1" in server.tenant.channels
            server.sockets.sweep(now + LIMITS.socket_send_s_max + 1)
            assert "ws-1" not in server.tenant.channels
            # It never reads, so the close frame cannot be written and the connection is cut.
            ended = await server.tenant.journal.wait_for(is_close)
            assert ended.detail[1:3] == ("ws-1", 1013)
            assert (await reader.ask("ping"))["type"] == "pong"


async def test_signals_are_dropped_where_they_cannot_be_told() -> None:
    async with serving(settings=QUIET | {"framesPerSecond": 1_000}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with (
            raw(server, token, id_, "?after=2", receive_bytes=65_536) as peer,
            talking(server, token, id_, "?after=2", max_queue=None) as reader,
        ):
            await reader.frame()
            told = await stuck(server, reader, id_)
            for _ in range(10 * LIMITS.socket_signals_max):
                await reader.say("typing", state="on")
            assert (await reader.ask("ping"))["type"] == "pong"
            await say(server, id_, "the last")
            kinds: list[str] = []
            while not kinds or kinds[-1] != "the last":
                frame = await peer.frame()
                assert frame is not None
                kinds.append(frame.json().get("text") or frame.json()["type"])
            peer.say(type="ping")
            while kinds[-1] != "pong":
                frame = await peer.frame()
                assert frame is not None
                kinds.append(frame.json()["type"])
            assert kinds.count(HEAVY) == told
            assert 1 <= kinds.count("typing") <= LIMITS.socket_signals_max


async def test_a_peer_that_sends_and_does_not_read_is_not_read_either() -> None:
    """What waits for it is bounded: who takes no answers is asked for no more questions."""
    async with serving(settings=QUIET | {"framesPerSecond": 100_000}) as server:
        token = await server.token()
        id_, other = await server.conversation(token), await server.conversation(token)
        journal = server.tenant.journal
        async with (
            raw(server, token, id_, "?after=2", receive_bytes=65_536) as peer,
            talking(server, token, other) as bystander,
        ):
            await peer.frame()
            socket = next(iter(server.sockets))
            assert isinstance(socket, Socket)
            while not socket.is_stuck:
                heard = journal.last_id
                peer.say(type="conversationData.merge", data={"room": "x" * 40_000})
                await journal.wait_for(lambda entry, heard=heard: entry.id > heard)  # type: ignore[misc]
            heard = len([*journal.select(kind="frame", conversation_id=id_)])
            for _ in range(100):
                peer.say(type="ping")
            assert (await bystander.ask("ping"))["type"] == "pong"
            assert len([*journal.select(kind="frame", conversation_id=id_)]) == heard
            socket.close(1013, "enough")
            frames = await peer.rest()
            assert (frames[-1].opcode, frames[-1].code) == (CLOSE, 1013)


async def test_binary_frames_are_none_of_this_protocols() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.send(BINARY, b"\x00")
            (goodbye,) = await peer.rest()
            assert goodbye == (CLOSE, struct.pack("!H", 1003) + b"frames are text")
