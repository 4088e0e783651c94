"""Owns what guests say: where it belongs, how much of it there may be, and how often.

A message that is refused changes nothing: all is judged before anything is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from msgspec.structs import replace

from mockplatform.core import conversation as model
from mockplatform.core import decisions
from mockplatform.core import session as core
from mockplatform.core.aggregate import Command, Event, StreamId
from mockplatform.core.commands import (
    Close,
    CreateConversation,
    Resume,
    SendMessage,
)
from mockplatform.core.configuration import Deployment
from mockplatform.core.conversation import Conversation
from mockplatform.core.session import Session
from mockplatform.core.signals import Typing
from mockplatform.errors import (
    Conflict,
    ConversationEnded,
    CustomDataTooLarge,
    IllegalTransition,
    InvalidValue,
    MessagesTooFast,
    RoutingDataNotFlat,
    RoutingDataTooLarge,
    SessionReadOnly,
    TextTooLong,
    TooManyRequests,
)
from mockplatform.guests.standing import (
    MEDIUM,
    Cause,
    conversation_of,
    deployment_of,
    execute,
    find,
    is_read_only,
    told_at,
    turn,
)
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome, Service
from mockplatform.tenant import Tenant

ATTRIBUTES = "$.message.channel.metadata.customAttributes"


class Said(NamedTuple):
    """What a guest says: the message, and his custom attributes.

    `is_auto` is whether his client says it, before he has said anything; `is_counted`, whether it
    was let by already, and only its place is looked for again.
    """

    message: SendMessage
    attributes: Mapping[str, str] = {}
    is_auto: bool = False
    is_counted: bool = False


class Sent(NamedTuple):
    """Where a message stands: in which conversation, behind which events, and with which.

    `events` are empty where it stands there already: then `seq` is that of what came first.
    """

    conversation_id: str
    seq: int
    events: Sequence[Event] = ()


def check_pace(tenant: Tenant, session: Session) -> None:
    """Count a message of a session.

    Raises:
        MessagesTooFast: There were as many in this second as its deployment takes.
    """
    limit = deployment_of(tenant, session).messaging.messages_per_second
    taken = tenant.take(f"guest\x1f{session.id}", limit, 1.0)
    if not taken.is_allowed:
        raise MessagesTooFast(
            f"Over {limit} messages a second in this session",
            retry_after_s=taken.reset_s,
            hint=f"Send the next one {taken.reset_s} s later, by the tenant's clock.",
        )


def check_asks(tenant: Tenant, session_id: str) -> None:
    """Count what a session asks for beside messages that has something stored.

    Raises:
        TooManyRequests: It was as much in this minute as a session may ask for.
    """
    limit = LIMITS.session_asks_per_minute_max
    taken = tenant.take(f"asks\x1f{session_id}", limit, 60.0)
    if not taken.is_allowed:
        raise TooManyRequests(
            f"Over {limit} tokens, files and new conversations a minute in this session",
            hint=f"Ask again {taken.reset_s} s later, by the tenant's clock.",
            headers={"Retry-After": str(taken.reset_s)},
        )


def check_sizes(deployment: Deployment, text: str, attributes: Mapping[str, str]) -> None:
    """Judge the sizes of what a guest sends.

    Raises:
        TextTooLong: The text has more characters than the deployment takes.
        CustomDataTooLarge: Keys and values of the attributes have more bytes than it takes.
    """
    messaging = deployment.messaging
    if len(text) > messaging.text_chars_max:
        raise TextTooLong(
            f"The message is too long: {len(text)} characters, larger than "
            f"{messaging.text_chars_max}",
            hint="Cut it into several messages.",
        )
    size = sum(len(key.encode()) + len(value.encode()) for key, value in attributes.items())
    if size > messaging.custom_data_bytes_max:
        raise CustomDataTooLarge(
            f"Custom attributes have {size} bytes, larger than "
            f"{messaging.custom_data_bytes_max} bytes",
            hint="UTF-8 bytes of all keys and values count.",
        )


async def send(
    service: Service, tenant: Tenant, session_id: str, said: Said, *, cause: Cause
) -> Sent:
    """Put a guest's message where it belongs: on in his conversation, or into a new one.

    Source: Genesys help, "Messaging threading timeline".

    Raises:
        SessionUnknown, SessionExpired: There is no session.
        SessionReadOnly: The conversation was ended, and its deployment lets nobody write on.
        MessagesTooFast, TextTooLong, CustomDataTooLarge, InvalidValue: It may not be sent so.
    """
    async with turn(tenant, session_id):
        session = find(tenant, session_id)
        check_sizes(deployment_of(tenant, session), said.message.text, said.attributes)
        if tenant.settings.guest_dedupe:
            once = replace(said.message, client_message_id=said.message.trace)
            said = said._replace(message=once)
        for _ in range(LIMITS.command_attempts_max):
            # An agent, or the system, does not wait for the guest's turn: where the conversation
            # has moved while this was written, it is decided anew where the message belongs.
            with suppress(ConversationEnded, IllegalTransition):
                return await _put(service, tenant, find(tenant, session_id), said, cause)
            said = said._replace(is_counted=True)
        return await _put(service, tenant, find(tenant, session_id), said, cause)


async def _put(
    service: Service, tenant: Tenant, session: Session, said: Said, cause: Cause
) -> Sent:
    if is_read_only(tenant, session):
        raise SessionReadOnly(
            "The conversation has ended and is read-only",
            hint="Send closeSession, then configureSession with startNew.",
        )
    state = conversation_of(tenant, session)
    if state is None or not (_is_repeat(state, said.message) or goes_on(tenant, state)):
        return await _begin(service, tenant, session, said, cause)
    return await _go_on(service, tenant, session, state, said=said, cause=cause)


def _is_repeat(state: Conversation, message: SendMessage) -> bool:
    return (message.sender.id, message.client_message_id) in state.sent


def goes_on(tenant: Tenant, state: Conversation) -> bool:
    """Whether what a guest says next belongs to his conversation, rather than to another one."""
    if state.is_live:
        return True
    ended_at = state.ended_at or 0.0
    within = tenant.clock.now() - ended_at <= tenant.settings.threading_window
    return state.closed_by != "customer" and within and tenant.settings.threading_window > 0


def _judge(tenant: Tenant, state: Conversation, command: Command) -> None:
    """Refuse what the conversation would refuse, in a guest's words."""
    try:
        decisions.decide(state, command, tenant.circumstances())
    except RoutingDataTooLarge as error:
        raise CustomDataTooLarge(
            "All custom attributes of the conversation together are larger than "
            f"{LIMITS.routing_data_bytes_max} bytes",
            hint=error.hint,
        ) from None
    except RoutingDataNotFlat:
        what = f"a key has 1 to {LIMITS.routing_key_chars_max} characters"
        raise InvalidValue(ATTRIBUTES, what) from None


async def _begin(
    service: Service, tenant: Tenant, session: Session, said: Said, cause: Cause
) -> Sent:
    if len(tenant.conversations) >= LIMITS.conversations_per_tenant_max:
        raise TooManyRequests(
            f"A tenant holds at most {LIMITS.conversations_per_tenant_max} conversations",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    create = CreateConversation(
        customer=said.message.sender,
        deployment_id=session.deployment_id,
        routing_data=dict(said.attributes),
        conversation_data={},
        message=replace(said.message, after=told_at(tenant, session)),
        medium=MEDIUM,
        session_id=session.id,
    )
    id_ = tenant.ids.uuid()
    _judge(tenant, model.initial(id_), create)
    _count(tenant, session, said)
    begin = core.Begin(conversation_id=id_, is_auto=said.is_auto)
    await execute(service, tenant, ("session", session.id), begin, cause)
    return _sent(await execute(service, tenant, ("conversation", id_), create, cause))


def _sent(outcome: Outcome) -> Sent:
    return Sent(outcome.state.id, outcome.state.version, outcome.events)


async def _go_on(
    service: Service,
    tenant: Tenant,
    session: Session,
    state: Conversation,
    *,
    said: Said,
    cause: Cause,
) -> Sent:
    repeat = _is_repeat(state, said.message)
    message = replace(
        said.message,
        routing_data={} if repeat else dict(said.attributes),
        after=told_at(tenant, session),
    )
    is_over = not state.is_live and not repeat
    command: Command = Resume(message=message) if is_over else message
    if is_over or message.routing_data or message.client_message_id:
        _judge(tenant, state, command)  # what is only said is never refused
    _count(tenant, session, said)
    if repeat:
        first = state.sent[message.sender.id, message.client_message_id]
        return Sent(state.id, first.seq)
    return _sent(await execute(service, tenant, ("conversation", state.id), command, cause))


def _count(tenant: Tenant, session: Session, said: Said) -> None:
    if not said.is_counted:
        check_pace(tenant, session)


async def disconnect(
    service: Service, tenant: Tenant, session_id: str, message: SendMessage, *, cause: Cause
) -> Sent:
    """Let a guest leave his conversation, with the event that tells of it.

    Raises:
        Conflict: There is none that goes on.
        MessagesTooFast: It may not be sent so soon.
    """
    async with turn(tenant, session_id):
        session = find(tenant, session_id)
        state = conversation_of(tenant, session)
        if state is None or not state.is_live:
            raise Conflict(
                "There is no conversation to leave", hint="The first message begins one."
            )
        check_pace(tenant, session)
        message = replace(message, after=told_at(tenant, session))
        sent = _sent(await execute(service, tenant, ("conversation", state.id), message, cause))
        # Another who closed it meanwhile has done what was asked.
        with suppress(ConversationEnded):
            await execute(service, tenant, ("conversation", state.id), Close(by="customer"), cause)
        return sent


def type_(tenant: Tenant, session: Session) -> None:
    """Tell those who watch that the guest types; it is activity, and is not kept."""
    state = conversation_of(tenant, session)
    if state is None or not state.is_live:
        return
    tenant.touch(state.id, tenant.clock.now())
    stream = StreamId(tenant.id, "conversation", state.id)
    tenant.hub.signal(stream, Typing(session.customer, on=True))
