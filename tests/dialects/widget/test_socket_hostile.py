"""Frames that mean harm, or nothing: a clear error, nothing changed, the socket stays.

Source: traps of JSON parsers (depth, NaN, duplicate names, lone surrogates, NUL, numbers).
"""

from __future__ import annotations

import pytest

from mockplatform.limits import LIMITS
from tests.support.raw import CLOSE, TEXT, raw
from tests.support.server import serving
from tests.support.talk import End, talking

QUIET = {"agentsAct": False}
SEND = '{"type":"message.send","text":'
HOSTILE = [
    ("", "invalid.json", "$"),
    ("hello", "invalid.json", "$"),
    ("[]", "invalid.json", "$"),
    ("null", "invalid.json", "$"),
    ('{"type":"ping"', "invalid.json", "$"),
    ('{"type":"ping"}{"type":"ping"}', "invalid.json", "$"),
    ('{"type":"ping","type":"close"}', "invalid.json", "$"),
    (SEND + "NaN}", "invalid.json", "$"),
    (SEND + "1e999}", "invalid.json", "$"),
    (SEND + "9" * 5000 + "}", "invalid.json", "$"),
    (SEND + "[" * 2000 + "]" * 2000 + "}", "invalid.json", "$"),
    (SEND + '{"a":' * 70 + "1" + "}" * 70 + "}", "invalid.json", "$"),
    (SEND + '"\\ud800"}', "invalid.json", "$.text"),
    (SEND + '"\\u0000"}', "invalid.json", "$.text"),
    (SEND + '"a\tb"}', "invalid.json", "$"),
    ('{"text":"Hi"}', "invalid.value", "$.type"),
    ('{"type":7}', "invalid.value", "$.type"),
    ('{"type":null}', "invalid.value", "$.type"),
    ('{"type":"message.sent"}', "unknown.frame", "$.type"),
    ('{"type":"' + "x" * 60_000 + '"}', "unknown.frame", "$.type"),
    ('{"type":"__class__"}', "unknown.frame", "$.type"),
    ('{"type":"message.send"}', "invalid.value", "$"),
    (SEND + "null}", "invalid.value", "$.text"),
    (SEND + '""}', "invalid.value", "text"),
    (SEND + '"' + "x" * 8_001 + '"}', "invalid.value", "$.text"),
    (SEND + '"Hi","clientMessageId":""}', "invalid.value", "$.clientMessageId"),
    (SEND + '"Hi","attachments":[{"url":7}]}', "invalid.value", "$.attachments[0].url"),
    (SEND + '"Hi","id":{}}', "invalid.value", "$.id"),
    (SEND + '"Hi","id":true}', "invalid.value", "$.id"),
    (SEND + '"Hi","id":"' + "x" * 129 + '"}', "invalid.value", "$.id"),
    ('{"type":"typing","state":"maybe"}', "invalid.value", "$.state"),
    ('{"type":"seen","seq":-1}', "invalid.value", "$.seq"),
    ('{"type":"seen","seq":1.5}', "invalid.value", "$.seq"),
    ('{"type":"seen","seq":true}', "invalid.value", "$.seq"),
    ('{"type":"routingData.merge","data":[]}', "invalid.value", "$.data"),
    ('{"type":"routingData.merge","data":{"a":[1]}}', "routing.data.not.flat", "routingData.a"),
    (
        '{"type":"conversationData.merge","data":{"a":' + "[" * 20 + "]" * 20 + "}}",
        "conversation.data.too.deep",
        None,
    ),
    ('{"type":"token.update"}', "invalid.value", "$"),
    ('{"type":"token.update","token":7}', "invalid.value", "$.token"),
    ('{"type":"token.update","token":"' + "x" * 9_000 + '"}', "invalid.value", "$.token"),
]


async def test_a_hostile_frame_is_answered_and_changes_nothing() -> None:
    """One socket takes them all, and is as good as new after each."""
    async with serving(settings=QUIET | {"framesPerSecond": 10_000}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        told = []
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            for frame, _, _ in HOSTILE:
                await talk.connection.send(frame)
                error = await talk.frame()
                assert error["type"] == "error", frame[:200]
                assert len(str(error)) < 2_000
                details = error.get("details", [{"fieldName": None}])
                told.append((frame, error["code"], details[0]["fieldName"]))
                assert (await talk.ask("ping"))["type"] == "pong"
        assert told == HOSTILE
        assert server.tenant.conversations[id_].version == 2


async def test_an_unknown_type_is_told_the_nearest_one() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            error = await talk.ask("message.sned", text="Hi")
        assert error["message"] == "Unknown frame type 'message.sned'"
        assert error["hint"] == "Did you mean 'message.send'?"


async def test_a_binary_frame_ends_the_socket() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.connection.send(b'{"type":"ping"}')
            assert await talk.end() == End(1003, "frames are text")


@pytest.mark.parametrize("data", [b"\xff", b'{"type":"\xed\xa0\x80"}', b'{"type":"ping"}\xc3'])
async def test_bad_utf_8_ends_the_socket(data: bytes) -> None:
    """RFC 6455, section 8.1."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_) as talk:
            await talk.connection.send(data, text=True)
            assert (await talk.end()).code == 1007


async def test_a_frame_of_the_limit_passes_and_one_byte_more_does_not() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        room = LIMITS.frame_bytes_max - len('{"type":"ping","x":""}')
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.connection.send('{"type":"ping","x":"' + "x" * room + '"}')
            assert (await talk.frame())["type"] == "pong"
            await talk.connection.send('{"type":"ping","x":"' + "x" * (room + 1) + '"}')
            assert await talk.end() == End(4413, "a frame is over 65536 bytes")


async def test_a_huge_frame_is_told_so_while_it_is_still_on_its_way() -> None:
    """The close frame must not be lost because the peer's bytes were never read."""
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with raw(server, token, id_, "?after=2") as peer:
            await peer.frame()
            peer.send(TEXT, b"x" * 10_000_000, size=2**40)
            (goodbye,) = await peer.rest()
            assert (goodbye.opcode, goodbye.code) == (CLOSE, 4413)


async def test_fragments_count_as_one_frame() -> None:
    async with serving(settings=QUIET) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            await talk.connection.send(["{", '"type":', '"ping"}'])
            assert (await talk.frame())["type"] == "pong"
            await talk.connection.send(["x" * 1_000] * 66)
            assert (await talk.end()).code == 4413


async def test_too_many_frames_end_the_socket() -> None:
    """Twice the rate may come at once; then it is one by one."""
    async with serving(settings=QUIET | {"framesPerSecond": 1}) as server:
        token = await server.token()
        id_ = await server.conversation(token)
        async with talking(server, token, id_, "?after=2") as talk:
            await talk.frame()
            for number in range(20):
                await talk.say("ping", id=number)
            frames, end = await talk.rest()
        answered = [frame["id"] for frame in frames]
        assert answered == list(range(len(answered)))
        assert 2 <= len(answered) < 20
        assert end == End(4429, "over 1 frames a second")
