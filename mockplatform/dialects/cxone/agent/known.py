"""Owns how a call of the Digital API finds what it names, and has it noted what it did."""

from __future__ import annotations

from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.translate.agent_views import named
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.edge.call import Call
from mockplatform.edge.staffing import as_looked
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.guests.standing import Cause

_LISTED = "GET /dfo/3.0/contacts lists them; a contact goes by its number, a case's `id`."


def cause(call: Call) -> Cause:
    """Return for what a call's work is done."""
    return Cause(call.correlation_id, call.staged)


def find(call: Call) -> About:
    """Return the contact that the path names.

    Raises:
        UnknownThing: There is none by that number.
    """
    number = call.params["contact"]
    id_ = call.tenant.cases.by_number(number)
    state = None if id_ is None else call.tenant.conversations.get(id_)
    found = None if state is None else about(call.tenant, state)
    if found is None:
        raise UnknownThing("contact", number, hint=_LISTED)
    call.conversation_id = found.state.id
    return found


async def look(call: Call) -> About:
    """Return the contact to be read: as it is, or as a fault says that it was.

    Raises:
        UnknownThing: As `find`, and for one that was not there yet then.
    """
    found = find(call)
    was = await as_looked(call, found.state)
    if was is None:
        raise UnknownThing("contact", found.number, hint=_LISTED)
    return found._replace(state=was)


async def messages_of(call: Call, state: Conversation) -> list[tuple[int, MessageSent]]:
    """Return a conversation's messages up to its version, each with its place, oldest first."""
    events = await call.platform.service.events(call.tenant, "conversation", state.id)
    known = enumerate(events[: state.version], 1)
    return [(seq, one) for seq, one in known if isinstance(one, MessageSent)]


def agent_named(call: Call, wanted: str | int, field: str) -> Agent:
    """Return an agent by his id or number.

    Raises:
        InvalidValue: There is none.
    """
    agents = call.tenant.tenancy.agents
    id_ = named("agent", agents, wanted)
    if id_ is None:
        text = str(wanted)[:64]
        raise InvalidValue(field, f"no agent {text!r}", hint=nearest(text, agents))
    found: Agent = agents[id_]
    return found


def queue_named(call: Call, wanted: str | int, field: str) -> str:
    """Return a queue's id by its number or id.

    Raises:
        InvalidValue: There is none.
    """
    names = call.tenant.queue_names
    id_ = named("queue", names, wanted)
    if id_ is None:
        text = str(wanted)[:64]
        hint = "GET /dfo/3.0/routing-queues lists them with their `skillId`."
        raise InvalidValue(field, f"no queue {text!r}", hint=hint)
    return id_


def note(call: Call, act: str, agent_id: str = "") -> None:
    """Have the journal tell what was done as an agent, as it tells acts of the admin API."""
    call.tenant.journal.record(
        "agent",
        (act, agent_id or None),
        correlation_id=call.correlation_id,
        conversation_id=call.conversation_id,
    )
