"""Owns what a test does as an agent: offer, accept, message, transfer, close and the like.

The lifecycle's own rules judge each act; one that the state forbids is refused with what
it allows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from mockplatform.admin.bodies import Body, Nothing, read
from mockplatform.admin.context import record
from mockplatform.admin.conversation_views import conversation_view, message_view
from mockplatform.admin.conversations import execute, find
from mockplatform.core import commands as c
from mockplatform.core.agents import choose, person
from mockplatform.core.aggregate import Command, StreamId
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.signals import Typing
from mockplatform.core.states import TRANSITIONS, State, Verb
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import (
    Conflict,
    ConversationEnded,
    IllegalTransition,
    InvalidValue,
    UnknownThing,
    nearest,
)
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

NOBODY = Person(purpose="agent", id="")


class AgentBody(Body, frozen=True, kw_only=True):
    """Which agent; if left out, the one alerted (or for an offer, whoever is next)."""

    agent_id: str | None = None


class MessageBody(Body, frozen=True, kw_only=True):
    """What the agent says."""

    text: Annotated[str, Meta(min_length=1, max_length=LIMITS.message_text_chars_max)]
    client_message_id: (
        Annotated[str, Meta(min_length=1, max_length=LIMITS.client_message_id_chars_max)] | None
    ) = None


class TypingBody(Body, frozen=True, kw_only=True):
    """Whether the agent types."""

    state: Literal["on", "off"]


class TransferBody(Body, frozen=True, kw_only=True):
    """Where the conversation goes: to a queue, or to an agent, who is alerted at once.

    To an agent it waits in its own queue, unless another is named.
    """

    queue: str | None = None
    agent_id: str | None = None


class CloseBody(Body, frozen=True, kw_only=True):
    """Why, and by whom, the conversation ends. A supervisor closes what no agent has."""

    reason: Annotated[str, Meta(max_length=LIMITS.id_chars_max)] = ""
    by: Literal["agent", "supervisor"] = "agent"


async def offer(call: Call) -> Answer:
    """Alert an agent, even one who is away or busy."""
    body = read(call, AgentBody)
    agent = _whom(call.tenant, find(call), body.agent_id)
    return await _act(call, "offer", c.Offer(agent=person(agent)))


def _whom(tenant: Tenant, state: Conversation, agent_id: str | None) -> Agent:
    """Return the agent asked for; else whom the platform would choose, else a person there."""
    known = tenant.tenancy.agents
    if agent_id is not None:
        if agent_id not in known:
            raise UnknownThing("agent", agent_id, hint=nearest(agent_id[:128], known))
        return known[agent_id]
    queue = state.placement.queue if state.placement else ""
    agents = tenant.agents()
    chosen = choose(agents, tenant.loads, queue, state.declined)
    people = (one for one in agents if one.kind == "person" and _is_for(one, queue))
    chosen = chosen or next(people, None)
    if chosen is None:
        raise Conflict(
            f"Nobody serves the queue {queue!r}",
            hint=f"Name one as agentId ({nearest('', known)}), or make one: POST /__admin/agents.",
        )
    return chosen


def _is_for(agent: Agent, queue: str) -> bool:
    return not agent.queues or queue in agent.queues


async def accept(call: Call) -> Answer:
    """Take the offer."""
    body = read(call, AgentBody)
    return await _act(call, "accept", c.Answer(verb=Verb.ACCEPT, agent_id=body.agent_id or ""))


async def decline(call: Call) -> Answer:
    """Refuse the offer; the next agent is alerted."""
    body = read(call, AgentBody)
    return await _act(call, "decline", c.Answer(verb=Verb.DECLINE, agent_id=body.agent_id or ""))


async def leave(call: Call) -> Answer:
    """Leave the conversation, which waits in its queue again."""
    read(call, Nothing)
    return await _act(call, "leave", c.Depart(verb=Verb.LEAVE))


async def transfer(call: Call) -> Answer:
    """Hand the conversation to another queue, or to an agent: nobody else comes between."""
    body, state = read(call, TransferBody), find(call)
    if body.queue is None and body.agent_id is None:
        what = "neither a queue nor an agent is named"
        raise InvalidValue("$", what, hint="Send `queue`, `agentId`, or both.")
    queue, names = body.queue, call.tenant.queue_names
    if queue is None:
        queue = state.placement.queue if state.placement else ""
    elif queue not in names:
        raise UnknownThing("queue", queue, hint=nearest(queue[:128], names))
    to = None if body.agent_id is None else _other(call.tenant, state, body.agent_id)
    return await _act(call, "transfer", c.Depart(verb=Verb.TRANSFER, queue=queue, to=to))


def _other(tenant: Tenant, state: Conversation, agent_id: str) -> Person:
    """Return the agent to whom the one who is connected hands over."""
    if state.agent is not None and state.agent.id == agent_id:
        hint = "Name another one."
        raise InvalidValue("$.agentId", "has the conversation already", hint=hint)
    return person(_whom(tenant, state, agent_id))


async def close(call: Call) -> Answer:
    """End the conversation."""
    body = read(call, CloseBody)
    return await _act(call, "close", c.Close(by=body.by, reason=body.reason))


async def message(call: Call) -> Answer:
    """Say something, once for each `clientMessageId`."""
    body = read(call, MessageBody)
    state = find(call)
    sender = state.agent or NOBODY
    command = c.SendMessage(
        message_id=call.tenant.ids.uuid(),
        sender=sender,
        text=body.text,
        client_message_id=body.client_message_id or "",
    )
    outcome = await execute(call, command)
    _note(call, "message", sender.id)
    if outcome.events:
        seq, status = outcome.state.version, 201
        event = outcome.events[0]
    else:
        seq, status = outcome.state.sent[sender.id, command.client_message_id].seq, 200
        service = call.platform.service
        event = (await service.events(call.tenant, "conversation", state.id, seq - 1))[0]
    assert isinstance(event, MessageSent)  # all that a send leads to
    return Answer(status, message_view(event, seq, duplicate=not outcome.events))


async def typing(call: Call) -> Answer:
    """Show the customer that the agent types; it is activity, and is not kept."""
    body = read(call, TypingBody)
    state = find(call)
    if not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)
    if state.state is not State.ACTIVE or state.agent is None:
        raise IllegalTransition("show an agent's typing", state.state, TRANSITIONS[state.state])
    call.tenant.touch(state.id, call.tenant.clock.now())
    stream = StreamId(call.tenant.id, "conversation", state.id)
    call.tenant.hub.signal(stream, Typing(state.agent, on=body.state == "on"))
    _note(call, "typing", state.agent.id)
    return Answer(204)


async def _act(call: Call, act: str, command: Command) -> Answer:
    before = find(call).agent
    state: Conversation = (await execute(call, command)).state
    agent = state.agent or before
    _note(call, act, agent.id if agent else "")
    return Answer(200, conversation_view(call.tenant, state))


def _note(call: Call, act: str, agent_id: str) -> None:
    record(call, "agent", (act, agent_id or None), call.conversation_id)
