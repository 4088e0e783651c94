"""Owns what agents do with customers' conversations by name: found, taken, put down, passed on.

An agent who takes a case is offered it first, and accepts at once: what stands between is told as
it would be of any offer. Invented: that he may take what another one has, or is being asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from mockplatform.core.agents import person
from mockplatform.core.aggregate import Command, StreamId
from mockplatform.core.channels import Channel
from mockplatform.core.commands import Answer, Depart, Offer, Requeue, SendMessage
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.events import MessageSent, Person
from mockplatform.core.noting import check_live
from mockplatform.core.signals import Typing
from mockplatform.core.states import TRANSITIONS, State, Verb
from mockplatform.customers.standing import customer_id, latest
from mockplatform.errors import Forbidden, IllegalTransition, UnknownThing
from mockplatform.guests.standing import Cause, execute
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant

NOBODY = Person(purpose="agent", id="")


class Found(NamedTuple):
    """A thread, and whose it is."""

    customer: Customer
    thread: Thread


def threads(tenant: Tenant) -> Iterator[Found]:
    """Yield all threads, in the order in which their customers came."""
    for customer in tenant.customers.values():
        yield from (Found(customer, thread) for thread in customer.threads.values())


def thread_on(
    tenant: Tenant, channel: Channel, external_id: str, of: frozenset[str] = frozenset()
) -> Found:
    """Return a thread on a channel; of several by that name, where something began last.

    `of` are names of customers, one of whom it is; empty: anybody's.

    Raises:
        UnknownThing: There is none.
    """
    whose = tenant.threads.whose(channel.id, external_id)
    meant = [customer_id(channel.id, name) for name in sorted(of)]
    found = [tenant.customers[id_] for id_ in meant if id_ in whose]
    found = found or [tenant.customers[id_] for id_ in whose]
    known = [Found(one, one.threads[external_id]) for one in found]
    if not known:
        hint = f"It is looked for on channel {channel.id!r} alone."
        raise UnknownThing("thread", external_id, hint=hint)
    return max(known, key=lambda one: one.thread.updated_at)


def standing(tenant: Tenant, found: Found) -> Conversation:
    """Return the conversation that goes on in a thread, or was the last one.

    Raises:
        UnknownThing: There is none: it was deleted.
    """
    state = latest(tenant, found.thread)
    if state is None:
        raise UnknownThing("contact", found.thread.external_id, hint="The thread has none now.")
    return state


async def assign(
    service: Service, tenant: Tenant, conversation_id: str, agent: Agent, cause: Cause
) -> Conversation:
    """Give a case to an agent, whoever has it or is being asked for it.

    Raises:
        ConversationEnded: It goes on no more.
        IllegalTransition: Others were faster, each time.
    """
    state = tenant.conversations[conversation_id]
    for _ in range(LIMITS.command_attempts_max):
        check_live(state)
        if state.state is State.ACTIVE and _has(state, agent):
            return state
        # Routing, or another agent, may have come between: how it stands then is looked at anew.
        with suppress(IllegalTransition, Forbidden):
            after = await _run(service, tenant, conversation_id, _next(state, agent), cause)
            if not cause.staged.keep:
                return after  # A fault has it lost: nothing will ever stand otherwise.
        state = tenant.conversations[conversation_id]
    raise IllegalTransition("be assigned", state.state, TRANSITIONS[state.state])


def _has(state: Conversation, agent: Agent) -> bool:
    return state.agent is not None and state.agent.id == agent.id


def _next(state: Conversation, agent: Agent) -> Command:
    """Return what brings a case nearer to an agent."""
    if state.state is State.OPEN:
        return Offer(agent=person(agent))
    if state.state is State.ACTIVE:
        queue = state.placement.queue if state.placement else ""
        return Depart(verb=Verb.TRANSFER, queue=queue, to=person(agent))
    verb = Verb.ACCEPT if _has(state, agent) else Verb.DECLINE
    return Answer(verb=verb, agent_id=state.agent.id if state.agent else "")


async def put_down(
    service: Service, tenant: Tenant, conversation_id: str, cause: Cause
) -> Conversation:
    """Have nobody have a case, nor be asked for it: it waits in its queue.

    Raises:
        ConversationEnded: It goes on no more.
    """
    state = tenant.conversations[conversation_id]
    check_live(state)
    if state.state is State.OPEN:
        return state
    command: Command = Depart(verb=Verb.LEAVE)
    if state.state is State.RINGING:
        command = Answer(verb=Verb.DECLINE)
    return await _run(service, tenant, conversation_id, command, cause)


async def pass_on(
    service: Service, tenant: Tenant, conversation_id: str, queue: str, cause: Cause
) -> Conversation:
    """Have a case wait in a queue, whoever has it or is being asked for it.

    Raises:
        ConversationEnded: It goes on no more.
    """
    return await _run(service, tenant, conversation_id, Requeue(queue=queue), cause)


async def say(
    service: Service, tenant: Tenant, state: Conversation, message: SendMessage, cause: Cause
) -> MessageSent:
    """Let the agent who has a case say something, once for each name of the client's.

    Raises:
        ConversationEnded: It goes on no more.
        IllegalTransition: Nobody has it.
        Forbidden: Another agent has it.
        MessageIdReused: The message's name stands for another text.
    """
    done = await execute(service, tenant, ("conversation", state.id), message, cause)
    told = next((one for one in done.events if isinstance(one, MessageSent)), None)
    if told is not None:
        return told
    first = done.state.sent[message.sender.id, message.client_message_id]
    events = await service.events(tenant, "conversation", state.id, first.seq - 1)
    repeated = events[0]
    assert isinstance(repeated, MessageSent)  # its place is one of a message
    return repeated


def show_typing(tenant: Tenant, state: Conversation, who: Person, *, on: bool) -> None:
    """Show the customer that the agent who has a case types, or has stopped; it is not kept.

    Raises:
        ConversationEnded: It goes on no more.
        IllegalTransition: Nobody has it.
        Forbidden: Another agent has it.
    """
    check_live(state)
    if state.state is not State.ACTIVE or state.agent is None:
        raise IllegalTransition("show an agent's typing", state.state, TRANSITIONS[state.state])
    if who.id != state.agent.id:
        hint = f"That is {state.agent.id!r}."
        raise Forbidden(f"Agent {who.id!r} is not the one connected", hint=hint)
    tenant.touch(state.id, tenant.clock.now())
    stream = StreamId(tenant.id, "conversation", state.id)
    tenant.hub.signal(stream, Typing(state.agent, on=on))


async def _run(
    service: Service, tenant: Tenant, conversation_id: str, command: Command, cause: Cause
) -> Conversation:
    outcome = await execute(service, tenant, ("conversation", conversation_id), command, cause)
    state: Conversation = outcome.state
    return state
