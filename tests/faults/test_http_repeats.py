"""Calls that come again by themselves: HTTP stacks repeat what a fault left unanswered."""

from __future__ import annotations

import socket
from asyncio import to_thread
from typing import Any

import aiohttp
import pytest
import requests
from requests.adapters import HTTPAdapter

from mockplatform.limits import LIMITS
from tests.faults.acts_http import Stage, staged
from tests.support.faulty import fault, shown
from tests.support.wire import seen


def calls(stage: Stage, since: int) -> list[dict[str, Any]]:
    """Return the journal's lines of calls behind an entry."""
    return shown(stage.server, "http", since=since)


def labelled(stage: Stage, since: int) -> list[int | None]:
    """Return of each call behind an entry which earlier one it repeats."""
    return [one.get("retryOf") for one in calls(stage, since)]


async def test_what_aiohttp_sends_again_by_itself_is_labelled() -> None:
    """It repeats a GET on a connection that was kept alive, and its user sees a 200 only."""
    async with staged() as stage, aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bearer {stage.token}"}

        async def ask() -> int:
            async with http.get(stage.server.url + stage.path, headers=headers) as answer:
                await answer.read()
                return answer.status

        assert await ask() == 200
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "reset", when={"times": 1}):
            assert await ask() == 200
        assert await ask() == 200
        lost, again, later = calls(stage, since)

        assert (lost["fault"], "status" in lost, "retryOf" in lost) == ("fault-1", False, False)
        assert (again["status"], again["retryOf"]) == (200, lost["id"])
        assert "retryOf" not in later


async def test_what_urllib3_sends_again_by_itself_is_labelled_each_time() -> None:
    async with staged() as stage:
        since = stage.server.tenant.journal.last_id
        headers = {"Authorization": f"Bearer {stage.token}"}

        def ask() -> int:
            with requests.Session() as session:
                session.mount("http://", HTTPAdapter(max_retries=3))
                return session.get(
                    stage.server.url + stage.path, headers=headers, timeout=20
                ).status_code

        async with fault(stage.server, "reset", when={"times": 2}):
            assert await to_thread(ask) == 200
        first, second, third = calls(stage, since)

        assert [first.get("retryOf"), second["retryOf"], third["retryOf"]] == [
            None,
            first["id"],
            second["id"],
        ]


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("GET {path}/messages", ()),
        ("HEAD {path}", ()),
        ("GET {path}?a=1", ()),
        ("GET {path}", ("X-Correlation-Id: other",)),
        ("GET {path}", ("If-None-Match: x",)),
    ],
)
async def test_another_request_is_no_repeat(verb: str, more: tuple[str, ...]) -> None:
    async with staged() as stage:
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "reset", when={"times": 1}):
            await stage.ask()
            await seen(stage.server, verb.format(path=stage.path), stage.token, None, *more)

        assert labelled(stage, since) == [None, None]


async def test_another_users_same_question_is_no_repeat() -> None:
    async with staged() as stage:
        other = await stage.server.token("user-8")
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "reset", where={"subject": "user-7"}):
            await stage.ask()
            await seen(stage.server, f"GET {stage.path}", other)

        assert labelled(stage, since) == [None, None]


async def test_the_same_request_after_a_while_is_no_repeat() -> None:
    async with staged() as stage:
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "reset", when={"times": 1}):
            await stage.ask()
        await stage.hands.move(LIMITS.repeat_s_max + 0.1)
        await stage.ask()

        assert labelled(stage, since) == [None, None]
        assert not stage.server.tenant.unanswered, "what is too old is forgotten"


async def test_an_answer_that_came_is_not_repeated_whatever_it_was() -> None:
    async with staged() as stage:
        since = stage.server.tenant.journal.last_id
        async with fault(stage.server, "status", when={"times": 1}):
            await stage.ask()
            await stage.ask()

        assert labelled(stage, since) == [None, None]


async def test_no_more_calls_are_remembered_than_may_be() -> None:
    async with staged() as stage, fault(stage.server, "reset"):
        for number in range(LIMITS.repeats_remembered_max + 5):
            await ask_and_leave(stage, number)

        assert len(stage.server.tenant.unanswered) == LIMITS.repeats_remembered_max


async def ask_and_leave(stage: Stage, number: int) -> None:
    """Ask something that nobody asked before, and wait until the connection is reset."""
    host, port = stage.server.url.removeprefix("http://").split(":")

    def ask() -> None:
        with socket.create_connection((host, int(port)), timeout=20) as sock:
            sock.sendall(f"GET /none/{number} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            with pytest.raises(ConnectionResetError):
                sock.recv(1)

    await to_thread(ask)
