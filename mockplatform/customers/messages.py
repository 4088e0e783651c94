"""Owns what customers of chat channels say: where it belongs, and when a conversation begins.

A message that is refused changes nothing: all is judged before anything is done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

from msgspec.structs import replace

from mockplatform.core import conversation as model
from mockplatform.core import customer as core
from mockplatform.core import decisions
from mockplatform.core.aggregate import StreamId
from mockplatform.core.channels import Channel
from mockplatform.core.commands import Close, CreateConversation, SendMessage
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.events import CLIENT_NAME
from mockplatform.core.signals import Typing
from mockplatform.core.states import State
from mockplatform.customers import files
from mockplatform.customers.parts import own_or_joined
from mockplatform.customers.standing import customer_of, latest
from mockplatform.errors import ConversationEnded, InvalidValue, ThreadIsArchived, TooManyRequests
from mockplatform.guests.standing import Cause, execute
from mockplatform.limits import LIMITS
from mockplatform.service import Service, wanted
from mockplatform.tenant import Tenant

_NUMBER_BITS = 33
_NUMBER_FROM = 10_000_000


class Said(NamedTuple):
    """What is said in a customer's thread, with the fields that come along.

    Attributes:
        fields: Of the conversation: they route it.
        own: Of the customer.
        files: The parts of the uploaded files that it names; they are the customer's then.
    """

    thread: str
    message: SendMessage
    fields: Mapping[str, str] = {}
    own: Mapping[str, str] = {}
    files: Sequence[Mapping[str, Any]] = ()


class Sent(NamedTuple):
    """Where a message stands: in which conversation, at which `seq`; `known` if it was there."""

    conversation_id: str
    seq: int
    known: bool


@asynccontextmanager
async def turn(tenant: Tenant, id_: str) -> AsyncIterator[None]:
    """Let what is done to a customer take turns, where a log that waits could mix it up."""
    if tenant.locks is None:
        yield
        return
    async with wanted(tenant.locks, ("thread", id_)):
        yield


async def send(
    service: Service, tenant: Tenant, channel: Channel, id_: str, said: Said, *, cause: Cause
) -> Sent:
    """Put a message where it belongs: on in the thread's conversation, or a new one.

    Where the customer takes part in another's conversation, that is the thread's.

    What comes again with the id that it has in its thread already, is not said again, whichever
    of the thread's conversations has it.

    Raises:
        InvalidValue: The thread's name is empty or too long, or the message's id is.
        ThreadIsArchived: The thread takes nothing more; or its livechat has ended, where the
            channel wants that.
        RoutingDataTooLarge, RoutingDataNotFlat: The fields are over the limit, or no texts.
        MessageIdReused: The message's id stands for another text.
        TooManyRequests: There are as many conversations, or threads, as there may be.
    """
    said = _checked(channel, said)
    async with turn(tenant, id_):
        for _ in range(LIMITS.command_attempts_max):
            # An agent, or time, does not wait for the customer's turn.
            with suppress(ConversationEnded):
                return await _put(service, tenant, channel, id_, said=said, cause=cause)
        return await _put(service, tenant, channel, id_, said=said, cause=cause)


def judge(tenant: Tenant, channel: Channel, customer: Customer, said: Said) -> None:
    """Judge what somebody is going to say, who may not be known yet; nothing is done.

    Raises as `send`.
    """
    said = _checked(channel, said)
    state, is_there = _found(tenant, channel, customer, said)
    if state is not None:
        decisions.decide(state, _with_fields(said), tenant.circumstances())
    else:
        thread = core.BeginThread(id="", external_id=said.thread)
        _check_beginning(tenant, customer, _creation(channel, customer, said), thread)
    if not is_there:
        _judge_brought(tenant, customer, said)


def _checked(channel: Channel, said: Said) -> Said:
    if not 0 < len(said.thread) <= LIMITS.id_chars_max:
        what = f"has 1 to {LIMITS.id_chars_max} characters"
        raise InvalidValue("thread.idOnExternalPlatform", what)
    if len(said.message.client_message_id) > LIMITS.client_message_id_chars_max:
        what = f"has at most {LIMITS.client_message_id_chars_max} characters"
        raise InvalidValue("idOnExternalPlatform", what)
    return said if channel.digital.deduplicate else said._replace(message=_nameless(said.message))


def _nameless(message: SendMessage) -> SendMessage:
    """Return a message whose client id is told, and stands for nothing."""
    told = {CLIENT_NAME: message.client_message_id} if message.client_message_id else {}
    return replace(message, client_message_id="", metadata={**message.metadata, **told})


async def _put(
    service: Service, tenant: Tenant, channel: Channel, id_: str, *, said: Said, cause: Cause
) -> Sent:
    customer = customer_of(tenant, id_)
    state, is_there = _found(tenant, channel, customer, said)
    if state is None:
        return await _begin(service, tenant, channel, customer, said=said, cause=cause)
    if is_there:
        return _again(tenant, state, said.message)
    return await _go_on(service, tenant, customer, state, said=said, cause=cause)


def _found(
    tenant: Tenant, channel: Channel, customer: Customer, said: Said
) -> tuple[Conversation | None, bool]:
    """Return in which conversation a message belongs, None: a new one; and if it is there."""
    thread = own_or_joined(tenant, customer, said.thread)
    if thread is None:
        return None, False
    before = _said_before(tenant, thread, said.message)
    if before is not None:
        return before, True
    if thread.is_archived:
        raise ThreadIsArchived(
            f"Thread {said.thread[:128]!r} is archived", hint="Begin another thread."
        )
    state = latest(tenant, thread)
    if state is not None and not state.is_live:
        _check_end(channel, said.thread)
    return (state, False) if state is not None and state.is_live else (None, False)


def _check_end(channel: Channel, thread: str) -> None:
    """Judge whether a thread goes on whose conversation has ended."""
    if channel.digital.live and channel.digital.after_end == "refuse":
        raise ThreadIsArchived(
            f"The livechat of thread {thread[:128]!r} has ended", hint="Begin another thread."
        )


def _key(message: SendMessage) -> tuple[str, str]:
    return message.sender.id, message.client_message_id


def _said_before(tenant: Tenant, thread: Thread, message: SendMessage) -> Conversation | None:
    """Return the conversation of a thread that has a message of that id already."""
    if not message.client_message_id:
        return None
    for case in reversed(thread.cases):
        state = tenant.conversations.get(case.conversation_id)
        if state is not None and _key(message) in state.sent and state.state is not State.DELETED:
            return state
    return None


def _again(tenant: Tenant, state: Conversation, message: SendMessage) -> Sent:
    decisions.decide(state, message, tenant.circumstances())  # refuses another text
    return Sent(state.id, state.sent[_key(message)].seq, known=True)


def _with_fields(said: Said) -> SendMessage:
    return replace(said.message, routing_data=dict(said.fields))


async def _go_on(
    service: Service,
    tenant: Tenant,
    customer: Customer,
    state: Conversation,
    *,
    said: Said,
    cause: Cause,
) -> Sent:
    message = _with_fields(said)
    decisions.decide(state, message, tenant.circumstances())
    await _bring(service, tenant, customer, said, cause)
    done = await execute(service, tenant, ("conversation", state.id), message, cause)
    return Sent(state.id, done.state.version, known=False)


async def _begin(
    service: Service,
    tenant: Tenant,
    channel: Channel,
    customer: Customer,
    *,
    said: Said,
    cause: Cause,
) -> Sent:
    id_ = tenant.ids.uuid()
    create = _creation(channel, customer, said)
    thread = core.BeginThread(id=tenant.ids.uuid(), external_id=said.thread)
    _check_beginning(tenant, customer, create, thread)
    await _bring(service, tenant, customer, said, cause)
    if not cause.staged.keep:  # A fault has all of it lost, so there is no thread for a case.
        return Sent(id_, 0, known=False)
    stream = ("customer", customer.id)
    await execute(service, tenant, stream, thread, cause)
    case = core.BeginCase(external_id=said.thread, conversation_id=id_, number=_number(tenant))
    await execute(service, tenant, stream, case, cause)
    done = await execute(service, tenant, ("conversation", id_), create, cause)
    return Sent(id_, done.state.version, known=False)


def _creation(channel: Channel, customer: Customer, said: Said) -> CreateConversation:
    return CreateConversation(
        customer=customer.person,
        deployment_id=channel.id,
        routing_data=dict(said.fields),
        conversation_data={},
        message=said.message,
        medium=channel.medium,
        session_id=customer.id,
        warn_s=channel.digital.warn_s,
    )


def _check_beginning(
    tenant: Tenant, customer: Customer, create: CreateConversation, thread: core.BeginThread
) -> None:
    if len(tenant.conversations) >= LIMITS.conversations_per_tenant_max:
        raise TooManyRequests(
            f"A tenant holds at most {LIMITS.conversations_per_tenant_max} conversations",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    decisions.decide(model.initial(""), create, tenant.circumstances())
    core.decide(customer, thread, tenant.circumstances())


async def _bring(
    service: Service, tenant: Tenant, customer: Customer, said: Said, cause: Cause
) -> None:
    """Do to the customer what his message brings along, if all goes: his fields, and his files."""
    for command in _judge_brought(tenant, customer, said):
        await execute(service, tenant, ("customer", customer.id), command, cause)
    await files.claim(service, tenant, customer.id, said.files, cause)


def _judge_brought(tenant: Tenant, customer: Customer, said: Said) -> list[core.SetFields]:
    commands = [core.SetFields(fields=said.own)] if said.own else []
    for judged in (*commands, *files.offers(tenant, said.files)):
        core.decide(customer, judged, tenant.circumstances())
    return commands


def _number(tenant: Tenant) -> str:
    """Return a number that no conversation has: digits, from the tenant's luck."""
    while True:
        number = str(_NUMBER_FROM + int(tenant.ids.token(5), 16) % 2**_NUMBER_BITS)
        if tenant.cases.by_number(number) is None:
            return number


async def close(service: Service, tenant: Tenant, conversation_id: str, cause: Cause) -> None:
    """Let a customer end his conversation; one that has ended stays as it is."""
    with suppress(ConversationEnded):
        stream = ("conversation", conversation_id)
        await execute(service, tenant, stream, Close(by="customer"), cause)


def type_(tenant: Tenant, customer: Customer, state: Conversation, *, on: bool) -> None:
    """Tell those who watch that the customer types, or has stopped; it is not kept."""
    tenant.touch(state.id, tenant.clock.now())
    tenant.hub.signal(StreamId(tenant.id, "conversation", state.id), Typing(customer.person, on=on))
