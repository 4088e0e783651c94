"""Quotas and the ends of tokens in the midst of a conversation, as either SDK takes them.

Source: [C] the SDKs' `ApiClient` and `rest`: Python sends again by itself where `Retry-After` tells
to wait, and sleeps really; JavaScript never does. Both refresh after a 401 with a refresh token.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from mockplatform.journal import Entry
from tests.admin.api import Api as Admin
from tests.sdk.desks import LANGUAGES, Desk, desks, listening
from tests.sdk.organization import BROWSER, FIXTURE, WEBSITE
from tests.sdk.refused import PATIENCE_S, Refused
from tests.support.faulty import fault, fired
from tests.support.guests import Guest, guest
from tests.support.server import Server, serving

both = pytest.mark.parametrize("language", LANGUAGES)
TOKEN_S = 86_399
SAY = "/api/v2/conversations/messages/*/communications/*/messages"


async def talk(desk: Desk, visitor: Guest) -> str:
    """Have a guest arrive and the desk's agent pick up; return the conversation's id."""
    await visitor.configure(deploymentId=WEBSITE.id)
    await visitor.text("Hello", "t-1")
    await desk.go_on_queue()
    (id_,) = await desk.mine()
    await desk.turn(id_, "connected")
    return id_


async def heard(visitor: Guest) -> list[str]:
    """Return all that the guest was told by now: what comes before the next answer."""
    await visitor.say("getJwt")
    found = []
    while (frame := await visitor.hear())["class"] != "JwtResponse":
        found.append(frame["body"]["text"])
    return found


async def refusal(call: Awaitable[Any]) -> Refused:
    """Return how a call was refused."""
    with pytest.raises(Refused) as refused:
        await call
    return refused.value


async def answered(server: Server, since: int, method: str, path: str, status: int) -> None:
    """Wait until a call is answered so."""

    def is_it(entry: Entry) -> bool:
        return (
            entry.id > since
            and entry.kind == "http"
            and [entry.member(one) for one in ("method", "path", "status")]
            == [method, path, status]
        )

    async with asyncio.timeout(PATIENCE_S):
        await server.tenant.journal.wait_for(is_it)


@both
async def test_who_is_over_the_quota_and_not_told_to_wait_is_refused_at_once(language: str) -> None:
    async with (
        serving(fixture=FIXTURE, settings={"apiRetryAfter": False}) as server,
        desks(language, server) as (ada, _),
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        id_ = await talk(ada, visitor)
        line = await ada.line(id_)
        reply = await Admin(server).patch("/settings", {"apiRequestsPerMinute": 1})
        assert reply.status == 200, reply
        refused = await refusal(ada.say(id_, "Good day", line))
        assert (refused.status, refused.code) == (429, "too.many.requests")
        assert "Retry the request in [60] seconds" in refused.body["message"]
        limit = refused.headers.get("inin-ratelimit-allowed")  # JavaScript tells the body only.
        assert limit == ("1" if ada.is_python else None)
        assert "retry-after" not in refused.headers
        assert await heard(visitor) == []
        await server.advance(60)
        await ada.say(id_, "Good day", line)
        assert await heard(visitor) == ["Good day"]


@both
async def test_who_is_told_to_wait_by_a_quota_says_all_and_nothing_twice(language: str) -> None:
    """Python waits by itself, for a real second; JavaScript's caller is told, and waits."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, _),
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        id_ = await talk(ada, visitor)
        narrow = {"quota": 1, "window": "1s"}
        async with fault(server, "rate_limit", where={"path": SAY}, what=narrow) as quota:
            await ada.say(id_, "One")
            if ada.is_python:
                saying = asyncio.create_task(ada.say(id_, "Two"))
                await fired(server, quota)
                await server.advance(1)
                await saying
            else:
                assert (await refusal(ada.say(id_, "Two"))).status == 429
                await server.advance(1)
                await ada.say(id_, "Two")
        assert await heard(visitor) == ["One", "Two"]


@both
async def test_a_token_that_ends_in_a_conversation_is_refreshed_and_nothing_is_said_twice(
    language: str,
) -> None:
    """JavaScript's caller is refused although the SDK refreshes, sends again and is answered."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (_, ben),
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        id_ = await talk(ben, visitor)
        line = await ben.line(id_)
        async with listening(ben, ben.topic) as old:
            await server.advance(TOKEN_S)
            assert await old.end() == (1000, "the channel's token has ended")
        since = server.tenant.journal.last_id
        path = SAY.replace("*", "{}").format(id_, line)
        if ben.is_python:
            await ben.say(id_, "Still there?", line)
        else:
            refused = await refusal(ben.say(id_, "Still there?", line))
            assert (refused.status, refused.code) == (401, "credentials.expired")
            await answered(server, since, "POST", path, 200)
        made = server.tenant.journal.select(kind="http", since=since)
        assert [(one.member("path"), one.member("status")) for one in made] == [
            (path, 401),
            ("/oauth/token", 200),
            (path, 200),
        ]
        assert await heard(visitor) == ["Still there?"]
        async with listening(ben, ben.topic) as told:
            await ben.say(id_, "Here I am", line)
            assert len(await told.pending()) == 1


@both
async def test_who_has_no_refresh_token_signs_in_again_and_goes_on(language: str) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, _),
        guest(server, deployment=WEBSITE.id) as visitor,
    ):
        id_ = await talk(ada, visitor)
        await server.advance(TOKEN_S)
        refused = await refusal(ada.say(id_, "Still there?"))
        assert (refused.status, refused.code) == (401, "credentials.expired")
        await ada.sign_in(BROWSER)
        assert await ada.mine() == [id_]
        await ada.say(id_, "Still there?")
        assert await heard(visitor) == ["Still there?"]
