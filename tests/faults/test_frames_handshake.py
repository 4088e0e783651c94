"""Handshakes that are refused, or not answered; and calls without an answer by the same kind."""

from __future__ import annotations

import pytest

from tests.support.faulty import fault, fired, set_fault, shown, take_away
from tests.support.scene import Scene, scene, shake
from tests.support.wire import END, Seen, line_to


async def answer_to(stage: Scene, *, opens: bool = False) -> Seen:
    """Ask for a socket on a connection of its own, and return how that is answered."""
    async with line_to(stage.server) as line:
        await shake(stage, line)
        return await line.answer(head=opens)


async def test_a_refused_handshake_is_an_error_of_the_apis_own_shape() -> None:
    async with scene() as stage:
        what = {"status": 503, "retryAfter": "5s"}
        async with fault(stage.server, "refuse", what=what) as id_:
            seen = await answer_to(stage)
        assert seen.status == 503
        assert seen.headers["retry-after"] == "5"
        assert seen.headers["x-mockplatform-fault"] == id_
        assert set(seen.json()) == {"message", "code", "status", "contextId", "details", "errors"}
        (told,) = shown(stage.server, "fault")
        (line,) = [one for one in shown(stage.server, "http") if one["status"] == 503]
        assert told["id"] < line["id"]
        assert (told["phase"], line["fault"], told["subject"]) == ("handshake", id_, "user-7")
        async with stage.talk() as talk:
            assert (await talk.frame())["type"] == "hello"


async def test_a_handshake_beside_the_scope_is_answered() -> None:
    async with scene() as stage:
        await set_fault(stage.server, "refuse", where={"conversationId": "another"})
        await set_fault(stage.server, "never_open", where={"subject": "user-8"})
        async with stage.talk() as talk:
            assert (await talk.frame())["type"] == "hello"
        async with stage.server.http.get(
            f"{stage.server.url}/api/v2/conversations/messaging/{stage.id}",
            headers={"Authorization": f"Bearer {stage.token}"},
        ) as answer:
            assert answer.status == 200


async def test_a_socket_that_a_fault_made_late_says_which_fault_it_was() -> None:
    async with scene() as stage:
        where, what = {"phase": "handshake"}, {"delay": "1ms"}
        async with fault(stage.server, "latency", where=where, what=what) as id_:
            seen = await answer_to(stage, opens=True)
        unharmed = await answer_to(stage, opens=True)
        assert (seen.status, seen.headers["x-mockplatform-fault"]) == (101, id_)
        assert (unharmed.status, "x-mockplatform-fault" in unharmed.headers) == (101, False)


async def test_a_socket_that_never_opens_gets_not_one_byte_until_the_fault_is_over() -> None:
    async with scene() as stage, line_to(stage.server) as line:
        id_ = await set_fault(stage.server, "never_open")
        await shake(stage, line)
        await fired(stage.server, id_)
        assert line.nothing()
        await take_away(stage.server, id_)
        while b"hello" not in line.received:
            line.received += await line.take()
        assert line.received.startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
async def test_a_handshake_is_refused_with_any_status(status: int) -> None:
    async with scene() as stage, fault(stage.server, "refuse", what={"status": status}):
        assert (await answer_to(stage)).status == status


async def test_a_handshake_that_is_closed_ends_without_an_answer() -> None:
    async with scene() as stage:
        async with fault(stage.server, "close", where={"phase": "handshake"}):
            assert await answer_to(stage) == Seen(0, {}, b"", END)
        async with stage.talk() as talk:
            assert (await talk.frame())["type"] == "hello"
