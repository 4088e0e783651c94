"""What HTTP faults send, to the byte: statuses, bodies, headers, lengths, ends."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from asyncio import to_thread
from typing import Any

import pytest

from tests.faults.acts_http import Stage, staged
from tests.support.faulty import fault, shown
from tests.support.server import MESSAGING
from tests.support.wire import END, RESET, line_to, seen

TOKEN = "/api/v2/widget/auth/token"


async def during(stage: Stage, kind: str, verb: str = "", **members: Any) -> Any:
    """Return what the stage's question, or another one, is answered while a fault is set."""
    async with fault(stage.server, kind, **members):
        return await seen(stage.server, verb or f"GET {stage.path}", stage.token)


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


async def test_a_status_has_oauths_shape_where_the_route_speaks_oauth() -> None:
    async with staged() as stage, fault(stage.server, "status", what={"status": 503}):
        answer = await seen(stage.server, "POST /oauth/token")

        assert answer.json() == {
            "error": "server_error",
            "error_description": "Service Unavailable",
        }
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-mockplatform-fault"] == "fault-1"


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


async def test_a_browsers_script_may_read_what_a_fault_says() -> None:
    async with staged() as stage:
        what = {"quota": 0, "window": "1s"}
        async with fault(stage.server, "rate_limit", what=what):
            origin = "Origin: https://shop.example"
            answer = await seen(stage.server, f"GET {stage.path}", stage.token, None, origin)
        exposed = answer.headers["access-control-expose-headers"].lower().split(", ")

        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        told = {"retry-after", "x-mockplatform-fault", "ratelimit-reset", "ratelimit-policy"}
        assert told <= set(exposed) & set(answer.headers)


async def test_a_text_is_a_body_as_it_is() -> None:
    async with staged() as stage:
        answer = await during(stage, "status", what={"status": 502, "body": "<h1>Bad</h1>"})

        assert answer.body == b"<h1>Bad</h1>"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("status", [204, 304])
async def test_a_status_without_a_body_has_none_and_keeps_the_connection(status: int) -> None:
    async with staged() as stage, line_to(stage.server) as line:
        what = {"status": status, "body": {"never": "sent"}}
        async with fault(stage.server, "status", what=what):
            await line.ask(f"GET {stage.path}", stage.token)
            assert (await line.answer()).status == status
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


async def test_connection_close_in_a_fault_s_headers_closes() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        what = {"status": 503, "body": {}, "headers": {"Connection": "close"}}
        async with fault(stage.server, "status", what=what):
            await line.ask(f"GET {stage.path}", stage.token)

            assert (await line.answer()).status == 503
            assert await line.rest() == (b"", END)


async def test_headers_that_would_tell_a_wrong_length_are_refused_with_what_does_it() -> None:
    async with staged() as stage:
        body = {"what": {"kind": "status", "headers": {"Content-Length": "3"}}}
        async with stage.server.http.post(
            f"{stage.server.url}/__admin/faults", json=body
        ) as answer:
            assert answer.status == 400
            assert "truncate" in await answer.text()


async def test_a_reset_is_a_rst_and_no_byte_comes() -> None:
    async with staged() as stage, line_to(stage.server) as line, fault(stage.server, "reset"):
        await line.ask(f"GET {stage.path}", stage.token)

        with pytest.raises(ConnectionResetError):
            await line.take()


async def test_what_is_pipelined_behind_a_reset_is_never_executed() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        before = stage.server.tenant.journal.last_id
        question = f"POST {stage.path}/messages HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
        question += f"{stage.token}\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
        async with fault(stage.server, "reset", when={"times": 1}):
            await line.send((question + '{"text":"a"}').encode() * 3)
            assert await line.rest() == (b"", RESET)

        (told,) = shown(stage.server, "http", since=before)
        assert told["fault"] == "fault-1"
        assert "status" not in told
        assert shown(stage.server, "event", since=before) == []


async def test_a_truncated_answer_has_its_head_the_told_bytes_and_an_end() -> None:
    async with staged() as stage:
        whole = await stage.ask()
        answer = await during(stage, "truncate", what={"fraction": 0.25})

        assert answer.status == 200
        assert answer.headers["content-length"] == str(len(whole.body))
        assert answer.body == whole.body[: len(whole.body) // 4]
        assert answer.end == END


@pytest.mark.parametrize(("fraction", "missing"), [(0.0, None), (0.999999, 1)])
async def test_truncation_takes_at_least_a_byte_and_at_most_the_body(
    fraction: float, missing: int | None
) -> None:
    async with staged() as stage:
        size = len((await stage.ask()).body)
        answer = await during(stage, "truncate", what={"fraction": fraction})

        assert len(answer.body) == size - (size if missing is None else missing)
        assert (answer.status, answer.end) == (200, END)


async def test_a_malformed_answer_is_whole_and_no_json() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        size = len((await stage.ask()).body)
        async with fault(stage.server, "malformed"):
            await line.ask(f"GET {stage.path}", stage.token)
            answer = await line.answer()
        await line.ask(f"GET {stage.path}", stage.token)

        assert answer.headers["content-length"] == str(size)
        assert (answer.status, answer.is_whole, answer.end) == (200, True, "")
        assert answer.headers["content-type"] == "application/json"
        with pytest.raises(json.JSONDecodeError):
            answer.json()
        assert (await line.answer()).json(), "the connection goes on"


@pytest.mark.parametrize("kind", ["truncate", "malformed", "drip"])
async def test_an_answer_without_a_body_cannot_be_harmed_and_the_journal_says_so(
    kind: str,
) -> None:
    async with staged() as stage:
        answer = await during(stage, kind, f"HEAD {stage.path}")
        told = shown(stage.server, "http")[-1]

        assert answer.status == 200
        assert told["notes"] == ["fault 'fault-1' had no body to harm"]


async def test_http_1_0_gets_its_faults_too() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "truncate"):
            await line.ask(f"GET {stage.path}", stage.token, version="1.0")
            answer = await line.answer()

        assert (answer.status, answer.is_whole, answer.end) == (200, False, END)


async def test_close_on_a_body_that_still_comes_is_a_fin_and_no_rst() -> None:
    """RFC 9112 section 9.6: who closes on unread bytes resets, and may take answers back."""
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "truncate"):
            await line.ask(f"GET {stage.path}", stage.token, None, "Content-Length: 100000")
            await line.send(b"x" * 100_000)
            answer = await line.answer()

        assert (answer.status, answer.is_whole, answer.end) == (200, False, END)


async def test_expectations_are_met_before_a_fault_acts() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "status"):
            head = ("Expect: 100-continue", "Content-Length: 12", "Content-Type: application/json")
            await line.ask(f"POST {stage.path}/messages", stage.token, None, *head)
            interim = await line.answer()
            await line.send(b'{"text":"a"}')

        assert interim.status == 100
        assert (await line.answer()).status == 503


async def test_a_person_with_urllib_sees_what_it_is() -> None:
    async with staged() as stage:
        url = stage.server.url + stage.path
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {stage.token}"})  # noqa: S310 - our own server's

        def look() -> Any:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
                return answer.read()

        async with fault(stage.server, "status", what={"status": 429}):
            with pytest.raises(urllib.error.HTTPError, match="429: Too Many Requests"):
                await to_thread(look)
        async with fault(stage.server, "reset"):
            with pytest.raises(ConnectionResetError):
                await to_thread(look)
        async with fault(stage.server, "malformed"):
            assert (await to_thread(look)).endswith(b"<")
        assert json.loads(await to_thread(look))["id"] in stage.path


async def test_nothing_outside_its_scope_is_touched() -> None:
    async with staged() as stage:
        other = await stage.server.token("user-8")
        beside = await stage.server.add_tenant("beside")
        theirs = await stage.server.token(tenant=beside)
        where = {"path": stage.path, "method": "GET", "subject": "user-7"}
        async with fault(stage.server, "status", where=where):
            asked = [
                await seen(stage.server, f"GET {stage.path}", stage.token),
                await seen(stage.server, f"HEAD {stage.path}", stage.token),
                await seen(stage.server, f"GET {MESSAGING}", stage.token),
                await seen(stage.server, f"GET {stage.path}", other),
                await seen(stage.server, f"GET /t/beside{stage.path}", theirs),
            ]
        statuses = [answer.status for answer in asked]

        assert statuses[0] == 503
        assert 503 not in statuses[1:]
        assert len(shown(stage.server, "fault")) == 1


async def test_a_firing_stands_in_the_journal_before_its_call_with_its_draw() -> None:
    async with staged() as stage:
        before = stage.server.tenant.journal.last_id
        await during(stage, "status", when={"probability": 1.0}, seed=5)
        await stage.look()
        firing, harmed, good = shown(stage.server, "fault", "http", since=before)

        assert firing["kind"] == "fault"
        assert firing["correlationId"] == harmed["correlationId"]
        assert (firing["ordinal"], firing["what"]) == (1, f"GET {stage.path}")
        assert 0 <= firing["draw"] < 1
        assert (harmed["status"], harmed["fault"]) == (503, firing["faultId"])
        assert good["status"] == 200
        assert "fault" not in good
