"""Owns transfers: an agent's participant is replaced by a queue, or by another agent."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core.agents import person
from mockplatform.core.commands import Depart
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Person
from mockplatform.core.participants import Participant
from mockplatform.core.states import Verb
from mockplatform.dialects.genesys.platform.known import (
    check_self,
    execute,
    find,
    note,
    participant,
)
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversation_calls import TransferRequest
from mockplatform.dialects.genesys.translate.participants import queue_of
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, nearest

ATTENDED = frozenset({"Attended", "Consult"})


async def replace(call: Call) -> Answer:
    """Hand over to the queue or the user that the body names."""
    body = read(call, TransferRequest)
    if body.user_id or body.user_name:
        return await _to_agent(call, body)
    if body.queue_id or body.queue_name:
        return await _to_queue(call, body)
    what = "neither a queue nor a user is named"
    raise InvalidValue("$", what, hint="Send a queueId or a userId; addresses are not emulated.")


async def replace_by_queue(call: Call) -> Answer:
    """Hand over to a queue."""
    return await _to_queue(call, read(call, TransferRequest))


async def replace_by_agent(call: Call) -> Answer:
    """Hand over to a user."""
    return await _to_agent(call, read(call, TransferRequest))


async def _to_queue(call: Call, body: TransferRequest) -> Answer:
    state, one = _who(call, body)
    names = call.tenant.queue_names
    queue = body.queue_id or _named(body.queue_name, names.items())
    if queue not in names:
        asked = (queue or body.queue_name or "")[:128]
        raise InvalidValue("queueId", f"no queue {asked!r}", hint=nearest(asked, names))
    await _depart(call, state, one, queue)
    return Answer(204)


async def _to_agent(call: Call, body: TransferRequest) -> Answer:
    """Let the conversation wait in its queue, and alert that one agent of it."""
    state, one = _who(call, body)
    agents = call.tenant.tenancy.agents
    by_name = ((agent.id, agent.name) for agent in agents.values())
    agent: Agent | None = agents.get(body.user_id or _named(body.user_name, by_name))
    if agent is None:
        asked = (body.user_id or body.user_name or "")[:128]
        raise InvalidValue("userId", f"no user {asked!r}", hint=nearest(asked, agents))
    if agent.id == one.person.id:
        raise InvalidValue("userId", "has the conversation already", hint="Name another user.")
    await _depart(call, state, one, queue_of(state, one), to=person(agent))
    note(call, "offer", agent.id)
    return Answer(204)


def _named(name: str | None, known: Iterable[tuple[str, str]]) -> str:
    """Return the id of what has that name; ``""`` for none."""
    return next((id_ for id_, its in known if name and its == name), "")


def _who(call: Call, body: TransferRequest) -> tuple[Conversation, Participant]:
    """Return the conversation, and the agent who hands it over.

    Raises:
        InvalidValue: The participant is no agent who is connected.
    """
    state = find(call)
    one = participant(call, state)
    check_self(call, one)
    if one.person.purpose not in {"agent", "bot"} or one.state != "connected":
        what = f"is {one.person.purpose} and {one.state}"
        hint = "An agent who is connected hands over: PATCH the participant to connected first."
        raise InvalidValue("participant", what, hint=hint)
    if body.transfer_type in ATTENDED:
        call.note(f"transferType {body.transfer_type} is done as Unattended")
    return state, one


async def _depart(
    call: Call, state: Conversation, one: Participant, queue: str, to: Person | None = None
) -> None:
    depart = Depart(verb=Verb.TRANSFER, agent_id=one.person.id, queue=queue, to=to)
    await execute(call, state.id, depart)
    note(call, "transfer", one.person.id)
