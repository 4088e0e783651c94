"""Frames that a fault refuses: not carried out, and told in the words of their dialect."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.faults.fault import Fault
from tests.support.faulty import fault, shown
from tests.support.guests import guest
from tests.support.raw import PING, TEXT
from tests.support.scene import QUIET, hello, scene
from tests.support.server import serving

IN = {"phase": "frame.in"}
TOO_MANY = "TooManyRequestsErrorMessage"
SENT = {"phase": "frame.in", "frame": "message.send"}


async def test_a_widget_s_frame_is_refused_with_an_error_frame_and_nothing_is_stored() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.until("hello")
        what = {"status": 503, "retryAfter": "5s"}
        async with fault(stage.server, "status", id="down", where=SENT, what=what):
            refused = await talk.ask("message.send", text="Hello", clientMessageId="m-1")
            assert (await talk.ask("ping"))["type"] == "pong"
        stored = await talk.ask("message.send", text="Hello", clientMessageId="m-1")

        assert (refused["type"], refused["code"]) == ("error", "service.unavailable")
        assert refused["hint"] == "Send it again in 5 s."
        assert (stored["type"], stored["duplicate"]) == ("ack", False)
        (told,) = shown(stage.server, "fault")
        assert (told["effect"], told["what"], told["channelId"]) == (
            "Respond",
            "message.send",
            "ws-1",
        )
        assert 0 <= told["draw"] < 1


async def test_the_code_of_a_refused_frame_can_be_chosen() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.until("hello")
        async with fault(stage.server, "status", where=IN, what={"status": 400, "code": "odd"}):
            refused = await talk.ask("ping")
        assert refused["code"] == "odd"


async def test_who_talks_more_than_his_quota_is_told_to_wait() -> None:
    async with scene() as stage, stage.talk() as talk:
        await talk.until("hello")
        what = {"quota": 1, "window": "30s"}
        async with fault(stage.server, "rate_limit", where=SENT, what=what):
            asked = [await talk.ask("message.send", text=text) for text in "ab"]
            await stage.server.advance(30)
            asked.append(await talk.ask("message.send", text="c"))
        assert [one["type"] for one in asked] == ["ack", "error", "ack"]
        assert (asked[1]["code"], asked[1]["hint"]) == (
            "too.many.requests",
            "Send it again in 30 s.",
        )


@pytest.mark.parametrize("kind", ["status", "rate_limit"])
async def test_what_nobody_answers_is_neither_refused_nor_counted(kind: str) -> None:
    async with scene() as stage, stage.raw() as peer:
        await hello(peer)
        what = {"quota": 0} if kind == "rate_limit" else {}
        async with fault(stage.server, kind, where=IN, what=what):
            peer.send(PING, b"there?")
            peer.send(TEXT, b"{")
            peer.say(type="ping")
            pong, none, refused = [await peer.frame() for _ in range(3)]
        assert pong is not None
        assert none is not None
        assert refused is not None
        assert pong.payload == b"there?"
        assert none.json()["code"] == "invalid.json"
        assert refused.json()["type"] == "error"
        assert [one["what"] for one in shown(stage.server, "fault")] == ["ping"]


GUEST: list[tuple[str, dict[str, Any], tuple[str, int, Any]]] = [
    ("status", {"status": 503}, ("string", 503, "Service Unavailable")),
    ("status", {"status": 400, "code": 4011}, ("string", 4011, "Bad Request")),
    ("status", {"status": 401, "code": 4006}, ("string", 4006, "Unauthorized")),
    ("status", {"status": 400, "code": "word"}, ("string", 400, "Bad Request")),
    ("status", {"status": 429, "retryAfter": "3s"}, (TOO_MANY, 429, (4029, 3))),
    ("rate_limit", {"quota": 0, "window": "7s"}, (TOO_MANY, 429, (4029, 7))),
]


@pytest.mark.parametrize(("kind", "what", "told"), GUEST)
async def test_a_guest_s_frame_is_refused_in_the_words_of_his_platform(
    kind: str, what: dict[str, Any], told: tuple[str, int, Any]
) -> None:
    where = {"phase": "frame.in", "frame": "onMessage", "dialect": "genesys"}
    async with serving(settings=QUIET) as server, guest(server) as visitor:
        await visitor.configure()
        async with fault(server, kind, where=where, what=what):
            await visitor.send_text("lost", "t-1")
            frame = await visitor.hear()
            await visitor.say("echo", message={"type": "Text", "text": "ping"})
            assert (await visitor.hear_class("StructuredMessage"))["body"]["text"] == "ping"
        assert server.tenant.conversations == {}
        await visitor.text("kept", "t-2")

    class_, code, said = told
    assert (frame["type"], frame["class"], frame["code"], frame["tracingId"]) == (
        "response",
        class_,
        code,
        "t-1",
    )
    body = frame["body"]
    assert said == (body if class_ == "string" else (body["errorCode"], body["retryAfter"]))


@pytest.mark.parametrize(
    ("verb", "path", "member"),
    [
        ("GET", "/api/v2/routing/queues", "code"),
        ("GET", "/api/v2/users/me", "code"),
        ("POST", "/oauth/token", "error"),
    ],
)
async def test_over_http_the_chosen_code_stands_in_the_error_s_body(
    verb: str, path: str, member: str
) -> None:
    what = {"status": 401, "code": "credentials.expired"}
    async with (
        serving() as server,
        fault(server, "status", what=what),
        server.http.request(verb, server.url + path) as answer,
    ):
        assert answer.status == 401
        assert (await answer.json())[member] == "credentials.expired"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"status": 200}, "what.status: 200 is no error"),
        ({"body": "x"}, "what.body: goes with HTTP, and not with where.phase frame.in"),
        ({"headers": {"X": "y"}}, "what.headers: goes with HTTP"),
        ({"cors": False}, "what.cors: goes with HTTP"),
        ({"code": 4011, "body": "x"}, "code: stands in the platform's own error"),
    ],
)
def test_what_no_frame_could_tell_is_refused(what: dict[str, Any], why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert({"what": {"kind": "status", **what}, "where": IN}, Fault)
