"""Frames that no client of the vendor's would send: each is answered, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.support.chats_cxone import Chat, chat, fresh, message
from tests.support.server import Server, serving

QUIET = {"agentsAct": False, "framesPerSecond": 10_000}


def said(**members: Any) -> tuple[str, dict[str, Any]]:
    """Return a message that has something wrong with it."""
    return "SendMessage", {**message("Hi"), **members}


def content(**members: Any) -> tuple[str, dict[str, Any]]:
    """Return a message whose content has something wrong with it."""
    return said(messageContent={"type": "TEXT", "payload": {"text": "Hi"}, **members})


def attached(*files: Any) -> tuple[str, dict[str, Any]]:
    """Return a message whose files have something wrong with them."""
    return said(attachments=list(files))


GARBAGE = [
    "",
    "hello",
    "null",
    "[]",
    '"pong"',
    "7",
    "NaN",
    '{"action":',
    '{"action":"heartbeat","action":"heartbeat"}',
    '{"eventId":"\\ud800"}',
    '{"eventId":"\\u0000"}',
    '{"a":' * 65 + "1" + "}" * 65,
    '{"eventId":' + "9" * 400 + "}",
    '{"eventId":NaN,"payload":{"eventType":"SendMessage"}}',
    '[{"eventId":"e-1","a":NaN}]',
    '{"payload":{"eventId":"e-1","a":NaN}}',
    "{}",
    '{"action":null}',
    '{"action":"chatWindowEvent"}',
    '{"action":"chatWindowEvent","eventId":7,"payload":{"eventType":"SendMessage"}}',
    '{"action":"chatWindowEvent","eventId":null}',
    '{"action":"register","eventId":"' + "x" * 129 + '"}',
]
HOSTILE: list[tuple[str, Any]] = [
    ("", {}),
    ("sendMessage", message("Hi")),
    ("SendMessage", None),
    ("SendMessage", []),
    ("SendMessage", "text"),
    ("SendMessage", {}),
    said(thread=None),
    said(thread={}),
    said(thread={"idOnExternalPlatform": ""}),
    said(thread={"idOnExternalPlatform": 7}),
    said(thread={"idOnExternalPlatform": "x" * 129}),
    said(idOnExternalPlatform="x" * 129),
    said(idOnExternalPlatform=7),
    said(messageContent=None),
    said(messageContent={}),
    content(type=""),
    content(type="x" * 65),
    content(type=7),
    content(payload={"text": ""}),
    content(payload={"text": None}),
    content(payload={"text": 7}),
    content(payload={"text": ["Hi"]}),
    content(payload=[]),
    content(payload={"text": "x" * 8_001}),
    content(payload={"text": "Hi", "postback": {}}),
    content(postback=7),
    content(parameters="isInitialMessage"),
    attached(None),
    attached({}),
    attached({"url": 7}),
    attached({"url": ""}),
    attached({"url": "javascript:alert(1)"}),
    attached({"url": "http://"}),
    attached({"url": "http://[x"}),
    attached({"url": "http://a.example/" + "x" * 2_048}),
    attached({"url": "http://a.example/f.png", "friendlyName": "x" * 256}),
    attached(*[{"url": "http://a.example/f.png"}] * 11),
    attached({"url": "/chat/1.0/brand/1001/channel/chat_livechat/attachment/none"}),
    attached({"url": "/chat/1.0/brand/1001/channel/chat_messaging/attachment/none?signature=x"}),
    said(consumer=[]),
    said(consumer={"customFields": [{}]}),
    said(consumer={"customFields": [{"ident": "", "value": "x"}]}),
    said(consumer={"customFields": [{"ident": "a", "value": "x" * 1_025}]}),
    said(consumer={"customFields": [{"ident": "a", "value": {}}]}),
    said(consumerContact={"customFields": [{"ident": "x" * 129, "value": "x"}]}),
    said(accessToken={}),
    ("SendOutbound", {}),
    ("SendOutbound", {"thread": {}, "messageContent": {"payload": {"text": "Hi"}}}),
    ("SendOfflineMessage", {}),
    ("SendOfflineMessage", {"messageContent": {"payload": {"text": "Hi"}}}),
    (
        "SendOfflineMessage",
        {
            "messageContent": {"payload": {"text": "Hi"}},
            "authorCustomerIdentity": {"idOnExternalPlatform": "no address"},
        },
    ),
    (
        "SendOfflineMessage",
        {
            "messageContent": {"payload": {}},
            "authorCustomerIdentity": {"idOnExternalPlatform": "a@b.example"},
        },
    ),
    ("SendMessagePreview", {"messageContent": {"payload": {"text": "x" * 8_001}}}),
    ("SendMessagePreview", {"thread": "t-1"}),
    ("SenderTypingStarted", {"thread": 7}),
    ("MessageSeenByConsumer", {"thread": []}),
    ("SendTranscript", {}),
    ("SendTranscript", {"consumerContact": {"id": "1"}}),
    ("SendTranscript", {"consumerContact": {"id": ["1"]}}),
    ("EndContact", {"thread": {"idOnExternalPlatform": "no such"}}),
    ("RecoverThread", {"thread": {"idOnExternalPlatform": "no such"}}),
    ("StoreVisitor", []),
]

HURT = [
    pytest.param('"data":{"a":"\\u0000"}', id="NUL"),
    pytest.param('"data":{"a":"\\ud800"}', id="a lone surrogate"),
    pytest.param('"data":' + '{"a":' * 65 + "1" + "}" * 65, id="too deep"),
    pytest.param('"data":' + "[" * 20_000 + "]" * 20_000, id="deeper than a parser goes"),
    pytest.param('"data":{"a":NaN}', id="no number"),
    pytest.param('"data":{"a":1,"a":2}', id="a name twice"),
    pytest.param('"data":{"a":', id="cut off"),
    pytest.param('"data":{"a":"\\', id="cut off in a text"),
    pytest.param('"data":{"eventId":"other","eventType":"Other","a":"\\ud800"}', id="another id"),
]
"""What is wrong with a request in a way that makes it no strict JSON."""


def versions(server: Server) -> list[tuple[str, int]]:
    """Return how far all streams are that customers can write to."""
    kinds = ("conversation", "customer")
    return [(id_, one.version) for kind in kinds for id_, one in server.tenant.states[kind].items()]


async def begun(page: Chat) -> None:
    """Have something that could be changed."""
    await page.say("Hello", consumer={"customFields": [{"ident": "tier", "value": "gold"}]})
    await page.push("MessageCreated")


async def heard(page: Chat, count: int) -> None:
    """Return when so many frames have come."""
    await page.until(lambda: len(page.frames) >= count or None)


async def test_what_is_no_request_is_answered_and_changes_nothing() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await begun(page)
        before, count = versions(server), len(page.frames)
        for number, frame in enumerate(GARBAGE, 1):
            await page.send(frame)
            await heard(page, count + number)
            told = page.frames[-1]
            assert sorted(told) == ["connectionId", "message", "requestId"], frame[:200]
            assert len(json.dumps(told)) < 2_000
        await page.beat()
        assert versions(server) == before


@pytest.mark.parametrize("wrong", HURT)
@pytest.mark.parametrize("is_first", [True, False])
async def test_what_is_no_strict_json_is_refused_by_its_id_byte_for_byte(
    wrong: str, is_first: bool
) -> None:
    """The vendor's SDK waits for the answer to a request without end."""
    async with serving(settings=QUIET) as server, chat(server) as page:
        await begun(page)
        before = versions(server)
        for id_ in ("0c4f-AbC", 'a "quoted" \u00e9\U0001f600 one'):
            payload = '"payload":{"eventType":"SendMessage",' + wrong + "}"
            named = f'"action":"chatWindowEvent","eventId":{json.dumps(id_)}'
            is_cut = wrong.endswith((":", "\\"))
            members = [named, payload] if is_first or is_cut else [payload, named]
            await page.send("{" + ",".join(members) + "}")
            frame = await page.reply(id_)
            assert frame["error"]["errorCode"] == "SendingMessageFailed"
            assert "Internal" not in frame["error"]["errorMessage"]
            assert versions(server) == before
        assert "error" not in await page.say("Still here")


async def test_a_frame_as_hostile_as_can_be_is_read_in_one_go() -> None:
    """Reading it again from each of its quotes would take minutes."""
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.send('{"eventId":"e-1","payload":"' + '\\"' * (LIMITS.frame_bytes_max // 3))
        assert (await page.reply("e-1"))["error"]["errorCode"] == "InconsistentData"


async def test_a_hostile_request_is_refused_by_its_id_and_changes_nothing() -> None:
    """One socket takes them all, and is as good as new after each."""
    async with serving(settings=QUIET) as server, chat(server) as page:
        await begun(page)
        before = versions(server)
        for name, data in HOSTILE:
            frame = await page.ask(name, data)
            told = f"{name} {json.dumps(data)[:200]}: {json.dumps(frame)[:300]}"
            assert frame["error"]["errorCode"].isalpha(), told
            assert "Internal" not in frame["error"]["errorMessage"], told
            assert len(json.dumps(frame)) < 2_000, told
            assert versions(server) == before, told
        assert (await page.say("Still here")).keys() == {"eventId", "createdAt"}


@pytest.mark.parametrize(
    "who",
    [
        {"idOnExternalPlatform": "x" * 129},
        {"idOnExternalPlatform": 7},
        {"idOnExternalPlatform": "c-1", "firstName": "x" * 257},
        {"idOnExternalPlatform": "c-1", "image": "x" * 1_025},
        "c-1",
    ],
)
async def test_who_cannot_be_told_apart_is_not_met(who: Any) -> None:
    async with serving(settings=QUIET) as server, chat(server, secured=False) as page:
        code, _ = await page.refusal("SendMessage", message("Hi"), consumerIdentity=who)
        assert code == "SendingMessageFailed"
        assert versions(server) == []


async def test_a_binary_frame_ends_the_socket() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.send(b'{"action":"heartbeat"}')
        assert (await page.end()).code == 1003


@pytest.mark.parametrize("data", [b"\xff", b'{"action":"\xed\xa0\x80"}'])
async def test_bad_utf_8_ends_the_socket(data: bytes) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.connection.send(data, text=True)
        assert (await page.end()).code == 1007


async def test_too_many_frames_end_the_socket() -> None:
    slowly = {"agentsAct": False, "framesPerSecond": 1}
    async with serving(settings=slowly) as server, chat(server) as page:
        for _ in range(20):
            await page.send({"action": "heartbeat"})
        assert (await page.end()).code == 1008
        assert 2 <= len(page.frames) < 20


async def test_many_requests_at_once_are_answered_each_by_its_id() -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        ids = [fresh() for _ in range(60)]
        for number, id_ in enumerate(ids):
            payload = page.payload("SendMessage", message(f"No. {number}"))
            await page.send({"action": "chatWindowEvent", "eventId": id_, "payload": payload})
        for id_ in ids:
            assert "error" not in await page.reply(id_)
        await page.beat()
        texts = [
            one["data"]["message"]["messageContent"]["text"]
            for one in page.seen
            if one["eventType"] == "MessageCreated"
        ]
        assert texts == [f"No. {number}" for number in range(60)]


async def test_a_brand_of_thousands_of_digits_is_refused_as_any_unknown_one() -> None:
    async with serving() as server:
        path = f"/chat-gateway?brandId={'9' * 5_000}&channelId=chat_livechat"
        async with server.http.get(server.url + path) as answer:
            assert answer.status < 500


def test_the_frames_limit_is_over_the_longest_text() -> None:
    assert LIMITS.frame_bytes_max > 4 * LIMITS.message_text_chars_max
