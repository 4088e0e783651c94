"""The work is done, the answer is lost: who may send again, and what becomes of it.

Source: guide, section 1 (`clientMessageId` makes a send repeatable); section 2 (a refresh whose
answer was lost gives the same pair again for a while).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest

from tests.clients.api import REFRESH, TOKEN
from tests.support.faulty import fired, set_fault, shown, take_away
from tests.support.server import MESSAGING, Server, serving
from tests.support.wire import RESET, Line, Seen, line_to, seen

LOSSES = ("status", "reset", "hang")
"""How the answer is lost: another one, none, or none in time."""


class Question(NamedTuple):
    """A request that changes something."""

    path: str
    token: str
    body: dict[str, Any]
    head: tuple[str, ...] = ()


@asynccontextmanager
async def losing(server: Server, kind: str) -> AsyncIterator[None]:
    """Lose the answer of the next POST, and of no other."""
    what = {"status": 504} if kind == "status" else {}
    where = {"phase": "reply", "method": "POST"}
    id_ = await set_fault(server, kind, what=what, where=where, when={"times": 1})
    yield
    await take_away(server, id_)
    (told,) = [one for one in shown(server, "http") if one.get("fault") == id_]
    assert told["method"] == "POST"


async def ask(server: Server, question: Question) -> Seen:
    """Ask on a connection of its own."""
    path, token, body, head = question
    return await seen(server, f"POST {path}", token, body, *head)


async def lost(server: Server, kind: str, question: Question) -> None:
    """Ask as a client whose answer is lost, and who loses patience if none comes."""
    path, token, body, head = question
    async with losing(server, kind), line_to(server) as line:
        since = server.tenant.journal.last_id
        await line.ask(f"POST {path}", token, body, *head)
        firing = (await fired(server, "fault-1", since)).render()
        await _seen_to_be_lost(line, kind)
        assert firing["phase"] == "reply"
        assert firing.get("clientMessageId") == body.get("clientMessageId")


async def _seen_to_be_lost(line: Line, kind: str) -> None:
    if kind == "hang":
        assert line.nothing()  # and here the client's patience ends
        line.close()
    else:
        answer = await line.answer()
        assert (answer.status, answer.end) == ((504, "") if kind == "status" else (0, RESET))


async def told_texts(server: Server, path: str, token: str) -> list[str]:
    """Return the texts of a conversation, as its customer reads them."""
    page = await seen(server, f"GET {path}/messages", token)
    return [one["text"] for one in page.json()["entities"]]


@pytest.mark.parametrize("kind", LOSSES)
async def test_a_message_with_a_client_message_id_is_there_once_however_often_it_is_sent(
    kind: str,
) -> None:
    async with serving() as server:
        token = await server.token()
        path = f"{MESSAGING}/{await server.conversation(token)}"
        body = {"text": "Where is my parcel?", "clientMessageId": "c-1"}
        question = Question(f"{path}/messages", token, body)

        await lost(server, kind, question)
        again = await ask(server, question)

        assert (again.status, again.json()["duplicate"]) == (200, True)
        assert await told_texts(server, path, token) == ["Where is my parcel?"]


@pytest.mark.parametrize("kind", LOSSES)
async def test_a_message_without_one_is_there_twice(kind: str) -> None:
    async with serving() as server:
        token = await server.token()
        path = f"{MESSAGING}/{await server.conversation(token)}"
        question = Question(f"{path}/messages", token, {"text": "Where is my parcel?"})

        await lost(server, kind, question)
        again = await ask(server, question)

        assert again.status == 201
        assert await told_texts(server, path, token) == ["Where is my parcel?"] * 2


@pytest.mark.parametrize("kind", LOSSES)
async def test_a_conversation_is_opened_once_for_an_idempotency_key(kind: str) -> None:
    async with serving() as server:
        token = await server.token()
        body = {"routingData": {"tier": "gold"}}
        question = Question(MESSAGING, token, body, ("Idempotency-Key: k-1",))

        await lost(server, kind, question)
        (opened,) = server.tenant.conversations
        again = await ask(server, question)

        assert (again.status, again.json()["id"]) == (201, opened)
        assert list(server.tenant.conversations) == [opened]


@pytest.mark.parametrize("kind", LOSSES)
async def test_without_a_key_a_second_conversation_is_opened(kind: str) -> None:
    async with serving() as server:
        token = await server.token()
        question = Question(MESSAGING, token, {"routingData": {"tier": "gold"}})

        await lost(server, kind, question)
        again = await ask(server, question)

        assert again.status == 201
        assert len(server.tenant.conversations) == 2


async def refresh_of(server: Server) -> Question:
    """Return a user's first refresh."""
    body = {"deploymentId": server.tenant.config.deployments[0].id, "userId": "user-7"}
    pair = (await seen(server, f"POST {TOKEN}", "", body)).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    return Question(REFRESH, pair["access_token"], refresh)


@pytest.mark.parametrize("kind", LOSSES)
async def test_a_refresh_that_is_tried_again_within_its_grace_gives_the_pair_that_was_lost(
    kind: str,
) -> None:
    """Guide, section 2; the grace of 10 s is `refresh_grace_s`."""
    async with serving() as server:
        question = await refresh_of(server)

        await lost(server, kind, question)
        (family,) = server.tenant.families.values()
        version = family.version
        await server.advance(10)
        again = await ask(server, question)
        third = await ask(server, question)

        assert again.status == 200
        assert again.json()["refresh_token"] == third.json()["refresh_token"]
        assert server.tenant.families[family.id].version == version, "nothing was rotated again"
        me = await seen(server, "GET /api/v2/users/me", again.json()["access_token"])
        assert me.json()["id"] == "user-7"
        renewed = await ask(server, _with(question, again.json()["refresh_token"]))
        assert renewed.status == 200


@pytest.mark.parametrize("kind", LOSSES)
async def test_a_refresh_that_is_tried_again_later_is_reuse_and_ends_the_family(
    kind: str,
) -> None:
    async with serving() as server:
        question = await refresh_of(server)

        await lost(server, kind, question)
        (family,) = server.tenant.families
        await server.advance(10.001)
        again = await ask(server, question)

        assert (again.status, again.json()["error"]) == (400, "invalid_grant")
        assert family in server.tenant.dead_families


def _with(question: Question, refresh_token: str) -> Question:
    return question._replace(body={**question.body, "refresh_token": refresh_token})
