"""Faults on the platform API: on staff's calls and notifications as on a customer's."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.core.states import State
from tests.support.duty import Desk, desk
from tests.support.faulty import fault
from tests.support.notified import notified

Json = dict[str, Any]
ANA = {"subject": "ana", "dialect": "genesys"}
PREFIX = "/t/desk"
OPEN = "/conversations/messages/whatsup/inbound/open/message"


def harmed(it: Desk, kind: str, **members: Any) -> Any:
    """Set a fault in the tenant for as long as the block lasts."""
    return fault(it.server, kind, prefix=PREFIX, **members)


async def reads(it: Desk, id_: str) -> tuple[int, str]:
    """Return status and code of Ana's look at a conversation."""
    status, body, _ = await it.ana.call("GET", f"/conversations/messages/{id_}")
    return status, body.get("code", "")


ANSWERS: list[tuple[str, Json, Json, tuple[int, str]]] = [
    ("status", {}, {"status": 503}, (503, "service.unavailable")),
    ("status", {"phase": "service"}, {"status": 404}, (404, "not.found")),
    ("status", {}, {"status": 401, "code": "credentials.expired"}, (401, "credentials.expired")),
    ("rate_limit", {}, {"quota": 0}, (429, "too.many.requests")),
    ("expire_token", {}, {}, (401, "credentials.expired")),
    ("clock_skew", {}, {"by": "10d"}, (401, "credentials.expired")),
]


@pytest.mark.parametrize(("kind", "where", "what", "told"), ANSWERS)
async def test_a_call_of_staff_is_refused_in_the_platform_s_words_while_it_is_set(
    kind: str, where: Json, what: Json, told: tuple[int, str]
) -> None:
    async with desk() as it:
        id_ = await it.talking()
        async with harmed(it, kind, where={**ANA, **where}, what=what):
            assert await reads(it, id_) == told
            await it.view(id_)
        assert await reads(it, id_) == (200, "")


async def test_a_revoked_family_of_staff_stays_revoked() -> None:
    async with desk() as it:
        id_ = await it.talking()
        async with harmed(it, "revoke_family", where=ANA):
            assert await reads(it, id_) == (401, "bad.credentials")
        assert await reads(it, id_) == (401, "bad.credentials")
        await it.view(id_)


async def test_a_stale_look_shows_what_was_and_then_what_is() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        await it.server.advance(10, it.tenant)
        await it.patch(id_, {"state": "connected"})
        async with harmed(it, "stale_read", what={"by": "5s"}):
            was = (await it.last(id_))["state"]
        async with harmed(it, "stale_read", what={"by": "2h"}):
            assert await reads(it, id_) == (404, "not.found")
        assert (was, (await it.last(id_))["state"]) == ("alerting", "connected")


async def test_what_is_written_in_vain_is_answered_and_not_kept() -> None:
    async with desk() as it:
        id_ = await it.talking()
        count = it.tenant.conversations[id_].version
        async with harmed(it, "lost_write"):
            status, told = await it.say(id_, "lost")
            assert (status, told["textBody"]) == (200, "lost")
            assert (await it.patch(id_, {"state": "disconnected"}))[0] == 204
        assert it.tenant.conversations[id_].version == count
        assert (await it.last(id_))["state"] == "connected"


async def test_a_call_meets_the_conversation_that_the_platform_has_just_closed() -> None:
    async with desk() as it:
        id_ = await it.talking()
        other = await it.talking("ben")
        where = {**ANA, "phase": "service", "method": "PATCH"}
        async with harmed(it, "close_conversation", where=where):
            status, _ = await it.patch(id_, {"held": True})
        assert status == 400
        states = {one: it.tenant.conversations[one].state for one in (id_, other)}
        assert states == {id_: State.CLOSED, other: State.ACTIVE}


async def test_custom_attributes_that_an_integration_brings_pass_routing() -> None:
    metadata = {"customAttributes": {"tier": "premium", "language": "en-US"}}
    channel = {"from": {"id": "+49", "idType": "Phone"}, "metadata": metadata}
    body = {"channel": channel, "text": "Hello"}
    async with desk() as it:
        async with harmed(it, "status", where={"phase": "routing"}, what={"status": 503}):
            assert (await it.client.call("POST", OPEN, body))[0] == 503
        async with harmed(it, "truncate_routing_data"):
            assert (await it.client.call("POST", OPEN, body))[0] == 200
        (state,) = it.tenant.conversations.values()
        assert state.routing_data.values == {"tier": None, "language": None}


@pytest.mark.parametrize("how", ["expire_token", "revoke_family"])
async def test_a_notification_socket_ends_with_the_token_that_opened_it(how: str) -> None:
    async with desk() as it, notified(it.ana, "v2.users.ana.conversations.messages") as channel:
        await channel.pending()
        once: Json = {"what": {"atOnce": True}, "where": {"subject": "ana"}}
        frame: Json = {"where": {"phase": "frame.out", **ANA}}
        async with harmed(it, how, **(once if how == "revoke_family" else frame)):
            await it.ringing()
            code, _ = await channel.end()
        assert code in {1000, 1008}
