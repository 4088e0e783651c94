"""Answers that are broken, to the byte: reset, truncated, malformed."""

from __future__ import annotations

import json

import pytest

from tests.faults.acts_http import during, staged
from tests.support.faulty import fault, shown
from tests.support.wire import END, RESET, line_to


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


BROKEN = pytest.mark.parametrize("kind", ["truncate", "malformed", "drip"])


@BROKEN
async def test_an_answer_without_a_body_cannot_be_harmed_and_the_journal_says_so(
    kind: str,
) -> None:
    async with staged() as stage:
        answer = await during(stage, kind, f"DELETE {stage.path}")
        told = shown(stage.server, "http")[-1]

        assert answer.status == 204
        assert "x-mockplatform-fault" not in answer.headers
        assert told["notes"] == ["fault 'fault-1' had no body to harm"]
        assert "fault" not in told


@BROKEN
async def test_what_was_harmed_before_is_still_said_of_an_answer_without_a_body(kind: str) -> None:
    async with staged() as stage, fault(stage.server, "status", id="s", what={"status": 204}):
        answer = await during(stage, kind, where={"phase": "reply"})

        assert answer.headers["x-mockplatform-fault"] == "s"
        assert shown(stage.server, "http")[-1]["fault"] == "s"


@BROKEN
async def test_a_fault_of_bodies_counts_no_head(kind: str) -> None:
    async with staged() as stage, fault(stage.server, kind, when={"times": 1}):
        async with line_to(stage.server) as line:
            await line.ask(f"HEAD {stage.path}", stage.token)
            answer = await line.answer(head=True)
        (armed,) = stage.server.tenant.faults
        counted = armed.fired

        assert (answer.status, counted) == (200, 0)
        assert "x-mockplatform-fault" not in answer.headers


async def test_http_1_0_gets_its_faults_too() -> None:
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "truncate"):
            await line.ask(f"GET {stage.path}", stage.token, version="1.0")
            answer = await line.answer()

        assert (answer.status, answer.is_whole, answer.end) == (200, False, END)


async def test_close_on_a_body_that_still_comes_is_a_fin_and_no_rst() -> None:
    """RFC 9112 section 9.6: who closes on unread bytes resets, and may take answers back."""
    size = 4_000_000  # more than the system and the library keep of what nobody reads
    async with staged() as stage, line_to(stage.server) as line:
        async with fault(stage.server, "truncate"):
            await line.ask(f"GET {stage.path}", stage.token, None, f"Content-Length: {size}")
            await line.send(bytes(size))
            answer = await line.answer()

        assert (answer.status, answer.is_whole, answer.end) == (200, False, END)
