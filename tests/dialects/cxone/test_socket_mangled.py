"""Each event's frame with each of its members replaced by what does not belong there."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.chats_cxone import Chat, chat, message
from tests.support.server import serving

QUIET = {"agentsAct": False, "framesPerSecond": 10_000}
Json = dict[str, Any]
Path = tuple[str | int, ...]
HERE = {"thread": {"idOnExternalPlatform": "t-1", "threadName": "x"}}
FIELDS = {"customFields": [{"ident": "a", "value": "b"}]}
TEXT = {"messageContent": {"type": "TEXT", "payload": {"text": "Hi", "postback": "p"}}}
CASE = {"contact": {"id": "1"}}
TOKEN = {"accessToken": {"token": "x"}}
FILE = {"url": "https://a.example/x.png", "friendlyName": "x", "mimeType": "image/png"}
AUTHOR = {"idOnExternalPlatform": "a@b.example", "firstName": "A", "lastName": "B"}
EVENTS: dict[str, Json] = {
    "SendMessage": {
        **message("Hi", consumer=FIELDS, contact=FIELDS, attachments=[FILE]),
        **TEXT,
        **TOKEN,
    },
    "SendOfflineMessage": {**TEXT, "authorCustomerIdentity": AUTHOR},
    "SendMessagePreview": {**HERE, **TEXT},
    "SendTranscript": {**CASE, "recipients": [{"idOnExternalPlatform": "a@b.example"}]},
    "MessageSeenByConsumer": HERE,
    "RecoverLivechat": HERE,
    "LoadMoreMessages": {**HERE, **CASE, "scrollToken": "x", "oldestMessageDatetime": "x"},
    "UpdateThread": HERE,
    "SetConsumerContactCustomFields": {**HERE, **CASE, **FIELDS},
    "SetConsumerCustomFields": FIELDS,
    "AuthorizeCustomer": {"authorization": {"authorizationCode": "x", "codeVerifier": "x"}},
    "RefreshToken": TOKEN,
    "GenerateAuthorizationToken": {**HERE, "url": "http://a.example"},
    "StoreVisitorEvents": {"visitorEvents": [{"id": "1"}]},
    "EndContact": {**HERE, **CASE},
}
JUNK: list[Any] = [None, True, 10**30, "", "x" * 200, [None], {"": None}]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Return where all members of a value are."""
    inner: Any = value.items() if isinstance(value, dict) else ()
    inner = enumerate(value) if isinstance(value, list) else inner
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


def put(frame: Json, path: Path, junk: Any) -> Json:
    """Return a frame with something else in one place."""
    mangled = copy.deepcopy(frame)
    at: Any = mangled
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = junk
    return mangled


async def answer_to(page: Chat, frame: Json) -> Any:
    """Send a frame; return what answers it, by its id or in the gateway's own form."""
    page.frames.clear()
    page.seen.clear()
    await page.send(frame)

    def take() -> Any:
        for one in page.frames:
            mine = one == "pong" or ("data" not in one and one.get("eventId") == frame["eventId"])
            if mine or "connectionId" in one:
                return one
        return None

    return await page.until(take)


@pytest.mark.parametrize("name", sorted(EVENTS))
async def test_whatever_stands_in_a_member_the_frame_is_answered(name: str) -> None:
    async with serving(settings=QUIET) as server, chat(server) as page:
        await page.say("Hello")
        payload = page.payload(name, EVENTS[name], visit={})
        whole = {"action": "register", "eventId": "e-1", "payload": payload}
        for path in places(whole):
            for junk in JUNK:
                frame = put(whole, path, junk)
                told = await answer_to(page, frame)
                assert "Internal" not in json.dumps(told), (path, junk, told)
        await page.beat()
