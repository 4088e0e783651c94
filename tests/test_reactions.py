"""What a tenant derives from new events: indexes, deadlines, bots' runs, revocations.

Source: `docs/architecture.md`: all of it can be derived again from the streams.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec.structs import replace

from mockplatform.core.commands import Answer, Close, CreateConversation, Offer, SendMessage
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.states import Verb
from mockplatform.errors import TokenRevoked
from mockplatform.tenant import Tenant
from tests.support.world import ANN, World, creation, world

BEA = Person(purpose="agent", id="bea", name="bea")


@pytest.fixture
async def made() -> AsyncIterator[World]:
    """A platform in memory."""
    async with world() as opened:
        yield opened


def with_message(tenant: Tenant) -> CreateConversation:
    """Return the command that opens a conversation with a first message."""
    message = SendMessage(message_id="m1", sender=ANN, text="hi")
    return replace(creation(tenant), message=message)


def indexes(tenant: Tenant) -> dict[str, Any]:
    """Return all that is derived from conversations."""
    return {
        "by_user": tenant.by_user,
        "waiting": {queue: list(ids) for queue, ids in tenant.waiting.items() if ids},
        "held_by": tenant.held_by,
        "loads": {agent: ids for agent, ids in tenant.loads.items() if ids},
        "runs": {id_: (run.bot_id, run.due) for id_, run in tenant.runs.items()},
    }


async def test_a_conversation_opened_with_a_message_is_found_and_waits(made: World) -> None:
    """It is one step, and yet it is listed, queued and answered like any other."""
    tenant = await made.tenant()
    await made.do(tenant, "c1", with_message(tenant))
    assert tenant.by_user == {"ann": ["c1"]}
    assert list(tenant.waiting["help"]) == ["c1"]
    done = await made.advance(tenant, 1.0)
    assert done == ["agent.offered", "bot.accepted", "bot.said", "bot.said"]


async def test_a_bot_answers_what_was_said_before_it_was_alerted(made: World) -> None:
    """The first message is often part of the creation: it is not lost on the bot."""
    tenant = await made.tenant()
    await made.do(tenant, "c1", with_message(tenant))
    await made.advance(tenant, 1.0)
    events = await made.platform.service.events(tenant, "conversation", "c1")
    texts = [event.text for event in events if isinstance(event, MessageSent)]
    assert texts == ["hi", "Hello.", "You: hi"]


async def test_a_queue_holds_a_conversation_while_it_is_open(made: World) -> None:
    """OPEN waits; RINGING and ACTIVE are held by an agent; the ended are neither."""
    tenant = await made.tenant(settings={"agentsAct": False})
    await made.open(tenant, tier="gold")
    assert indexes(tenant)["waiting"] == {"vip": ["c1"]}
    await made.do(tenant, "c1", Offer(agent=BEA))
    assert indexes(tenant)["waiting"] == {}
    assert tenant.held_by == {"c1": "bea"}
    assert tenant.loads == {"bea": {"c1"}}
    await made.do(tenant, "c1", Answer(verb=Verb.DECLINE))
    assert indexes(tenant)["waiting"] == {"vip": ["c1"]}
    assert not tenant.held_by
    await made.do(tenant, "c1", Close(by="customer"))
    assert indexes(tenant)["waiting"] == {}
    assert tenant.by_user == {"ann": ["c1"]}


async def test_a_message_alone_leaves_indexes_as_they_are(made: World) -> None:
    """The hot path: a message costs no index and no heap entry."""
    tenant = await made.tenant()
    await made.open(tenant)
    before = indexes(tenant), tenant.agenda.items()
    await made.say(tenant)
    assert (indexes(tenant), tenant.agenda.items()) == before


async def test_what_is_derived_from_events_at_once_is_what_was_derived_one_by_one(
    made: World,
) -> None:
    """Whoever catches up with a stream stands where the others are, whatever came last."""
    tenant = await made.tenant()
    await made.open(tenant, "c1")
    await made.open(tenant, "c2", tier="gold")
    await made.open(tenant, "c3", tier="gold")
    await made.advance(tenant, 1.0)
    for id_ in ("c1", "c2", "c3"):
        await made.say(tenant, id_)
    again = await made.tenant("again")
    for stream in [stream async for stream in made.platform.log.streams(tenant.id)]:
        events = await made.platform.log.read(stream)
        copied = stream._replace(tenant="again")
        expected = len(await made.platform.log.read(copied))
        if stream.kind == "conversation":
            await made.platform.log.append(copied, expected, events)
            await made.platform.service.catch_up(again, stream.kind, stream.id)
    assert indexes(again) == indexes(tenant)


async def test_a_revoked_family_stands_for_all_of_its_tokens(made: World) -> None:
    """Memory is bounded: what was ended of a family one by one goes with the family."""
    tenant = await made.tenant(settings={"revokeOnRefresh": True})
    tokens = made.platform.tokens
    pair = first = await made.issue(tenant)
    for _ in range(3):
        assert pair.refresh_token
        pair = await tokens.refresh(tenant, pair.refresh_token, None)
    assert len(tenant.revoked_ids) == 3
    assert tenant.families_of.keys() == {"ann"}
    await tokens.revoke(tenant, pair.access_token)
    assert not tenant.revoked_ids
    assert not tenant.families_of
    for one in (first, pair):
        with pytest.raises(TokenRevoked):
            tokens.judge(tenant, tokens.recognise(tenant, one.access_token), tenant.clock.now())


async def test_new_settings_have_deadlines_asked_again(made: World) -> None:
    """A shorter inactivity closes what has been silent for long, and not in the past."""
    tenant = await made.tenant()
    await made.open(tenant, tier="gold")
    await made.advance(tenant, 600.0)
    at = tenant.clock.now()
    await made.platform.change_settings(tenant, {"inactivity": "1m"})
    await made.platform.timeline.settle(tenant)
    state = tenant.conversations["c1"]
    assert state.close_reason == "inactivity"
    assert state.ended_at == at


async def test_events_are_in_the_journal_with_their_cause(made: World) -> None:
    """Each event once, with the correlation id of the request that led to it."""
    tenant = await made.tenant()
    await made.platform.service.execute(
        tenant, "conversation", "c1", creation(tenant), cause="request-1"
    )
    entries = [entry.render() for entry in tenant.journal.select(conversation_id="c1")]
    assert [(one["type"], one["version"], one["correlationId"]) for one in entries] == [
        ("ConversationCreated", 1, "request-1"),
        ("Placed", 2, "request-1"),
    ]
