"""Owns what other messengers bring in by an integration, and what automations send out by it.

Who writes from the same address by the same integration writes on in one conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from mockplatform.core.aggregate import Command, StreamId
from mockplatform.core.commands import (
    Close,
    CreateConversation,
    Resume,
    SendMessage,
    SetRoutingData,
)
from mockplatform.core.conversation import Conversation
from mockplatform.core.decisions import decide
from mockplatform.core.events import Person
from mockplatform.core.signals import Seen, Typing
from mockplatform.core.states import State
from mockplatform.errors import TooManyRequests
from mockplatform.guests.standing import Cause, turn
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome, Service
from mockplatform.tenant import Tenant

MEDIUM = "open"


class Line(NamedTuple):
    """Between whom messages go: an integration, and somebody at the other end of it."""

    integration_id: str
    customer: Person


def line(integration_id: str, address: str, *, name: str = "", address_type: str = "") -> Line:
    """Return the line to an address.

    The customer's id is made of both: what an integration brings in is never a user's of a widget,
    or another integration's, who happens to have the same name.
    """
    id_ = derive_uuid(MEDIUM, integration_id, address)
    return Line(
        integration_id,
        Person(purpose="customer", id=id_, name=name, address=address, address_type=address_type),
    )


def latest(tenant: Tenant, line: Line) -> Conversation | None:
    """Return the last conversation on a line; None if there is none."""
    for id_ in reversed(tenant.by_user.get(line.customer.id, [])):
        state = tenant.conversations.get(id_)
        if state is None or state.state is State.DELETED:
            continue
        if state.medium == MEDIUM and state.deployment_id == line.integration_id:
            return state
    return None


def current(tenant: Tenant, line: Line) -> Conversation | None:
    """Return the conversation that a next message belongs to; None where it begins a new one.

    Source: Genesys help, "Messaging threading timeline".
    """
    state = latest(tenant, line)
    if state is None or state.is_live:
        return state
    window_s = tenant.settings.threading_window
    is_within = tenant.clock.now() - (state.ended_at or 0.0) <= window_s
    return state if is_within and window_s > 0 and state.closed_by != "customer" else None


async def receive(
    service: Service,
    tenant: Tenant,
    line: Line,
    message: SendMessage,
    attributes: Mapping[str, str],
    *,
    cause: Cause,
) -> Outcome:
    """Put a customer's message into the conversation on his line, or into a new one.

    Raises:
        TooManyRequests: The tenant holds as many conversations as it may.
        MessageIdReused: The message's id stands for another text.
    """
    async with turn(tenant, f"{MEDIUM}\x1f{line.integration_id}\x1f{line.customer.id}"):
        state = current(tenant, line)
        if state is None:
            return await _begin(service, tenant, line, message, attributes, cause=cause)
        is_repeat = (message.sender.id, message.client_message_id) in state.sent
        command: Command = message
        if not state.is_live and not is_repeat:
            command = Resume(message=message)
        known = state.routing_data.values
        news = {key: value for key, value in attributes.items() if known.get(key) != value}
        merge = SetRoutingData(data=dict(news), merge=True)
        if news:
            # What the message would bring is judged before it is sent.
            decide(replace(state, state=State.OPEN), merge, tenant.circumstances())
        outcome = await _execute(service, tenant, state.id, command, cause)
        if news and not is_repeat and outcome.state.is_live:
            after = (await _execute(service, tenant, state.id, merge, cause)).state
            outcome = outcome._replace(state=after)
        return outcome


async def _begin(
    service: Service,
    tenant: Tenant,
    line: Line,
    message: SendMessage,
    attributes: Mapping[str, str],
    *,
    cause: Cause,
) -> Outcome:
    if len(tenant.conversations) >= LIMITS.conversations_per_tenant_max:
        raise TooManyRequests(
            f"A tenant holds at most {LIMITS.conversations_per_tenant_max} conversations",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    before = latest(tenant, line)
    create = CreateConversation(
        customer=line.customer,
        deployment_id=line.integration_id,
        routing_data=dict(attributes),
        conversation_data={},
        message=replace(message, after=before.told_at if before is not None else 0.0),
        medium=MEDIUM,
    )
    return await _execute(service, tenant, tenant.ids.uuid(), create, cause)


async def send(
    service: Service,
    tenant: Tenant,
    line: Line,
    message: SendMessage,
    *,
    is_existing_used: bool,
    cause: Cause,
) -> Outcome:
    """Send a customer something without an agent.

    It goes into the conversation that he has now, where that is wanted and there is one; else
    into one of its own, which ends with it: what he answers goes on there. Source: [M]
    useExistingActiveConversation; [?] that the conversation ends at once.
    """
    async with turn(tenant, f"{MEDIUM}\x1f{line.integration_id}\x1f{line.customer.id}"):
        state = latest(tenant, line)
        if is_existing_used and state is not None and state.is_live:
            return await _execute(service, tenant, state.id, message, cause)
        made = await _begin(service, tenant, line, message, {}, cause=cause)
        if made.state.id in tenant.conversations:  # A fault may have kept nothing of it.
            await _execute(service, tenant, made.state.id, Close(by="system"), cause)
        return made


async def _execute(
    service: Service, tenant: Tenant, id_: str, command: Command, cause: Cause
) -> Outcome:
    return await service.execute(
        tenant, "conversation", id_, command, cause=cause.id, staged=cause.staged
    )


def type_(tenant: Tenant, line: Line, *, on: bool) -> Conversation | None:
    """Show those who watch that a customer types; return his conversation, if he has one."""
    state = latest(tenant, line)
    if state is None or not state.is_live:
        return None
    tenant.touch(state.id, tenant.clock.now())
    tenant.hub.signal(_stream(tenant, state), Typing(state.customer, on=on))
    return state


def seen(tenant: Tenant, state: Conversation, seq: int) -> None:
    """Show those who watch that a customer has read up to a message."""
    if state.is_live:
        tenant.hub.signal(_stream(tenant, state), Seen(state.customer, seq))


def _stream(tenant: Tenant, state: Conversation) -> StreamId:
    return StreamId(tenant.id, "conversation", state.id)
