"""The fault `status`: whose shape it has, and what may be said with it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.acts_http import Stage, during, staged
from tests.support.faulty import fault
from tests.support.wire import END, Line, Seen, line_to, seen

HOME = "https://shop.test"


async def test_a_status_has_the_shape_of_the_platforms_own_errors() -> None:
    async with staged() as stage:
        answer = await during(stage, "status", what={"status": 503, "retryAfter": "4.2s"})

        assert answer.status == 503
        assert set(answer.json()) == {
            "message", "code", "status", "contextId", "details", "errors",
        }  # fmt: skip
        assert answer.json()["code"] == "service.unavailable"
        assert answer.headers["retry-after"] == "5"
        assert answer.headers["x-mockplatform-fault"] == "fault-1"


@pytest.mark.parametrize(
    ("status", "name", "text"),
    [
        (503, "temporarily_unavailable", "Service Unavailable"),
        (429, "temporarily_unavailable", "Too Many Requests"),
        (502, "server_error", "Bad Gateway"),
        (418, "invalid_request", "I'm a Teapot"),
    ],
)
async def test_a_status_has_oauths_shape_where_the_route_speaks_oauth(
    status: int, name: str, text: str
) -> None:
    """RFC 6749 section 4.1.2.1: who is told of an overload may try again."""
    async with staged() as stage, fault(stage.server, "status", what={"status": status}):
        answer = await seen(stage.server, "POST /oauth/token")

        said = {"error": name, "description": text, "error_description": text}
        assert answer.json() == said
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-mockplatform-fault"] == "fault-1"


@pytest.mark.parametrize(
    ("status", "code"),
    [(418, "im.a.teapot"), (203, "non.authoritative.information"), (599, "status.599")],
)
async def test_a_code_has_letters_digits_and_dots_only(status: int, code: str) -> None:
    async with staged() as stage:
        answer = await during(stage, "status", what={"status": status})

        assert answer.json()["code"] == code


async def test_a_status_takes_a_body_and_headers_of_ones_choice() -> None:
    async with staged() as stage:
        what = {"status": 418, "body": {"tea": 1}, "headers": {"X-Pot": "2", "content-type": "x/y"}}
        answer = await during(stage, "status", what=what)

        assert (answer.status, answer.json()) == (418, {"tea": 1})
        assert (answer.headers["x-pot"], answer.headers["content-type"]) == ("2", "x/y")


async def test_an_injected_401_has_a_challenge_as_each_401_must() -> None:
    """RFC 9110 section 11.6.1; RFC 6750 section 3.1."""
    async with staged() as stage:
        answer = await during(stage, "status", what={"status": 401})
        own = await seen(stage.server, f"GET {stage.path}", "no-token")

        for one in (answer, own):
            assert one.status == 401
            assert one.headers["www-authenticate"].startswith('Bearer realm="default", error="inv')


async def test_a_text_is_a_body_as_it_is() -> None:
    async with staged() as stage:
        answer = await during(stage, "status", what={"status": 502, "body": "<h1>Bad</h1>"})

        assert answer.body == b"<h1>Bad</h1>"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("status", [204, 205, 304])
async def test_a_status_without_a_body_has_none_and_keeps_the_connection(status: int) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "status", what={"status": status}):
            await line.ask(f"GET {stage.path}", stage.token)
            answer = await line.answer()
            assert (answer.status, answer.body) == (status, b"")
            assert answer.headers["x-mockplatform-fault"] == "fault-1"
        await line.ask(f"GET {stage.path}", stage.token)

        assert (await line.answer()).status == 200


async def test_head_gets_the_head_of_an_injected_answer_and_no_byte_more() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "status", what={"status": 502, "body": {"a": 1}}):
            await line.ask(f"HEAD {stage.path}", stage.token)
            answer = await line.answer(head=True)
        await line.ask(f"GET {stage.path}", stage.token)

        assert (answer.status, answer.headers["content-length"]) == (502, "7")
        assert (await line.answer()).status == 200


@pytest.mark.parametrize("body", [{"body": {}}, {}], ids=["own-body", "no-body"])
@pytest.mark.parametrize("name", ["Connection", "connection"])
async def test_connection_close_in_a_fault_s_headers_closes(
    name: str, body: dict[str, Any]
) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        what = {"status": 503, "headers": {name: "x, Close"}} | body
        async with fault(stage.server, "status", what=what):
            await line.ask(f"GET {stage.path}", stage.token)

            assert (await line.answer()).status == 503
            assert await line.rest() == (b"", END)


@pytest.mark.parametrize("body", [{"body": {}}, {}], ids=["own-body", "no-body"])
async def test_another_word_in_connection_closes_nothing(body: dict[str, Any]) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        what = {"status": 503, "headers": {"Connection": "keep-alive"}} | body
        async with fault(stage.server, "status", what=what):
            for _ in range(2):
                await line.ask(f"GET {stage.path}", stage.token)
                assert (await line.answer()).status == 503


@pytest.mark.parametrize("phase", ["edge", "reply"])
@pytest.mark.parametrize("body", ["<h1>502</h1>", None])
async def test_a_proxy_that_fails_on_its_own_lets_no_page_read_it(
    phase: str, body: str | None
) -> None:
    """To a page of another origin it is "Failed to fetch"; its preflight is answered as ever."""
    async with staged() as stage, line_to(stage.server) as line:
        what = {"status": 502, "body": body, "cors": False}
        async with fault(stage.server, "status", what=what, where={"phase": phase}):
            answer = await asked_from_a_page(line, stage)
            assert answer.status == 502
            assert [name for name in answer.headers if name.startswith("access-control-")] == []
            asked = ("Origin: https://shop.test", "Access-Control-Request-Method: GET")
            await line.ask(f"OPTIONS {stage.path}", "", None, *asked)
            assert (await line.answer()).headers["access-control-allow-origin"] == HOME

        assert (await asked_from_a_page(line, stage)).headers["access-control-allow-origin"] == HOME


async def test_without_cors_a_fault_may_write_its_headers_itself() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        what = {"cors": False, "headers": {"Access-Control-Allow-Origin": "https://other.test"}}
        async with fault(stage.server, "status", what=what):
            answer = await asked_from_a_page(line, stage)
            assert answer.headers["access-control-allow-origin"] == "https://other.test"


async def test_a_page_reads_an_injected_error_unless_it_is_said() -> None:
    async with staged() as stage, line_to(stage.server) as line, fault(stage.server, "status"):
        answer = await asked_from_a_page(line, stage)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (503, HOME)


async def asked_from_a_page(line: Line, stage: Stage) -> Seen:
    """Ask as a page of another origin does."""
    await line.ask(f"GET {stage.path}", stage.token, None, f"Origin: {HOME}")
    return await line.answer()


async def test_headers_that_would_tell_a_wrong_length_are_refused_with_what_does_it() -> None:
    async with staged() as stage:
        body = {"what": {"kind": "status", "headers": {"Content-Length": "3"}}}
        async with stage.server.http.post(
            f"{stage.server.url}/__admin/faults", json=body
        ) as answer:
            assert answer.status == 400
            assert "truncate" in await answer.text()
