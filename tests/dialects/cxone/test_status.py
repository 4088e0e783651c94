"""How far a case is: agents say so, everybody who looks is told the same, and it ends in time."""

from __future__ import annotations

import pytest

from mockplatform import customers
from mockplatform.core.events import Person
from mockplatform.core.states import State
from mockplatform.core.statuses import Status
from mockplatform.customers.status import ACTS
from mockplatform.errors import ConversationEnded, InvalidValue, UnknownThing
from mockplatform.guests.standing import Cause
from tests.support.chats_cxone import chat, taken
from tests.support.server import Server, serving

ANA = Person(purpose="agent", id="ana", name="Ana")


async def mark(server: Server, id_: str, status: str) -> None:
    """Let Ana say how far a case is."""
    service, tenant = server.platform.service, server.tenant
    await customers.mark(service, tenant, id_, status, by=ANA, cause=Cause())


def test_every_status_has_its_act() -> None:
    assert ACTS.keys() == set(Status)


@pytest.mark.parametrize(
    ("status", "state"),
    [("pending", State.ACTIVE), ("closed", State.CLOSED), ("trashed", State.DELETED)],
)
async def test_a_status_is_noted_or_is_what_an_act_leads_to(status: str, state: State) -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        await mark(server, id_, status)
        found = server.tenant.conversations[id_]
        assert (found.status, found.state) == (status, state)
        version = found.version
        await mark(server, id_, status)
        assert server.tenant.conversations[id_].version == version


async def test_what_a_status_cannot_become_is_refused_and_changes_nothing() -> None:
    async with serving() as server, chat(server) as robin:
        id_ = await taken(server, robin)
        with pytest.raises(UnknownThing):
            await mark(server, "nowhere", "pending")
        for status in ("done", "new"):
            with pytest.raises(InvalidValue):
                await mark(server, id_, status)
        await mark(server, id_, "closed")
        for status in ("open", "pending", "new"):
            with pytest.raises(ConversationEnded):
                await mark(server, id_, status)
        await mark(server, id_, "trashed")
        with pytest.raises(ConversationEnded):
            await mark(server, id_, "closed")
        assert server.tenant.conversations[id_].status is Status.TRASHED


async def test_what_is_of_no_thread_is_no_case() -> None:
    async with serving() as server:
        id_ = await server.conversation(await server.token())
        with pytest.raises(UnknownThing):
            await mark(server, id_, "pending")
