"""Owns what guests do: sessions and their conversations, which are streams of their own.

What one stream allows is decided in the core; here is what several have to do with each other:
which conversation a guest's message belongs to, when a session ends, what its history is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from msgspec.structs import replace

from mockplatform.core import session as core
from mockplatform.core.aggregate import Command, Deadline, StreamId
from mockplatform.core.commands import (
    Close,
    CreateConversation,
    Resume,
    SendMessage,
    SetRoutingData,
)
from mockplatform.core.configuration import Deployment
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Person
from mockplatform.core.session import Session
from mockplatform.core.signals import Parted, Typing
from mockplatform.core.states import State
from mockplatform.errors import (
    ConversationEnded,
    CustomDataTooLarge,
    MessagesTooFast,
    SessionReadOnly,
    SessionUnknown,
    TextTooLong,
    TooManyRequests,
)
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome, Service, wanted
from mockplatform.tenant import Tenant

MEDIUM = "webmessaging"


class Cause(NamedTuple):
    """For what something is done: the request's correlation id, and what faults make of it."""

    id: str = ""
    staged: Staged = AS_IT_IS


def session_id(token: str) -> str:
    """Return the id of the session behind a client's token; the token itself is kept nowhere."""
    return derive_uuid("session", token)


def find(tenant: Tenant, id_: str) -> Session:
    """Return a session that is configured and has not ended.

    Raises:
        SessionExpired: It has ended by its own time.
        SessionUnknown: There is none.
    """
    state = tenant.sessions.get(id_) or Session(id=id_)
    # What any act but configuring needs, whichever it is.
    core.decide(state, core.Begin(conversation_id=""), tenant.circumstances())
    return state


def deployment_of(tenant: Tenant, session: Session) -> Deployment:
    """Return a session's deployment as it is configured now.

    Raises:
        SessionUnknown: It is gone.
    """
    found = tenant.tenancy.deployments.get(session.deployment_id)
    if found is None:
        raise SessionUnknown(f"No deployment {session.deployment_id!r} any more")
    return found


def conversation_of(tenant: Tenant, session: Session) -> Conversation | None:
    """Return a session's conversation; None where there is none, or a new one is wanted."""
    found = tenant.conversations.get(session.conversation_id)
    return None if found is None or found.state is State.DELETED else found


def is_read_only(tenant: Tenant, session: Session) -> bool:
    """Whether the guest may not write on: somebody else has ended it, in a deployment like that."""
    state = conversation_of(tenant, session)
    if state is None or state.is_live or state.closed_by == "customer":
        return False
    return deployment_of(tenant, session).messaging.disconnect == "readOnly"


def next_deadline(tenant: Tenant, session: Session) -> Deadline | None:
    """Return when silence ends a session: what is said in its conversation is activity."""
    state = tenant.conversations.get(session.conversation_id)
    if state is not None and session.is_live:
        session = replace(session, active_at=max(session.active_at, state.active_at))
    return core.next_deadline(session, tenant.settings)


async def _execute(
    service: Service, tenant: Tenant, session_id: str, command: Command, cause: Cause
) -> Outcome:
    return await service.execute(
        tenant, "session", session_id, command, cause=cause.id, staged=cause.staged
    )


async def configure(
    service: Service,
    tenant: Tenant,
    id_: str,
    deployment: Deployment,
    *,
    user: Person | None = None,
    start_new: bool = False,
    cause: Cause,
) -> Outcome:
    """Begin a session or come back to it, as a guest or as a user who has proved to be known.

    Raises:
        SessionExpired, CannotDowngrade, SignInRefused, SessionUnknown: It may not be.
        TooManyRequests: The tenant has as many sessions as it may have.
    """
    if id_ not in tenant.sessions and len(tenant.sessions) >= LIMITS.sessions_per_tenant_max:
        raise TooManyRequests(
            f"A tenant has at most {LIMITS.sessions_per_tenant_max} guest sessions",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    command = core.Configure(
        deployment_id=deployment.id,
        guest=Person(purpose="customer", id=f"guest-{derive_uuid('guest', id_)}"),
        user=user,
        life_s=deployment.messaging.session_life_s,
        start_new=start_new,
        may_step_up=deployment.messaging.step_up,
    )
    return await _execute(service, tenant, id_, command, cause)


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
    service: Service,
    tenant: Tenant,
    session: Session,
    message: SendMessage,
    attributes: Mapping[str, str],
    *,
    cause: Cause,
) -> Outcome:
    """Put a guest's message where it belongs: on in his conversation, or into a new one.

    Source: Genesys help, "Messaging threading timeline".

    Raises:
        SessionReadOnly: The conversation was ended, and its deployment lets nobody write on.
        MessagesTooFast, TextTooLong, CustomDataTooLarge: It may not be sent so.
    """
    check_sizes(deployment_of(tenant, session), message.text, attributes)
    async with _turn(tenant, session.id):
        session = find(tenant, session.id)
        if is_read_only(tenant, session):
            raise SessionReadOnly(
                "The conversation has ended and is read-only",
                hint="Send closeSession, then configureSession with startNew.",
            )
        state = conversation_of(tenant, session)
        if state is not None and not _goes_on(tenant, state):
            state = None
        if state is None:
            return await _begin(service, tenant, session, message, attributes, cause=cause)
        await _merge(service, tenant, state, attributes, cause)
        command: Command = message if state.is_live else Resume(message=message)
        return await service.execute(
            tenant, "conversation", state.id, command, cause=cause.id, staged=cause.staged
        )


@asynccontextmanager
async def _turn(tenant: Tenant, id_: str) -> AsyncIterator[None]:
    """Let a session's messages take turns, where a log that waits could let one overtake."""
    if tenant.locks is None:
        yield
        return
    async with wanted(tenant.locks, ("guest", id_)):
        yield


def _goes_on(tenant: Tenant, state: Conversation) -> bool:
    if state.is_live:
        return True
    ended_at = state.ended_at or 0.0
    within = tenant.clock.now() - ended_at <= tenant.settings.threading_window
    return state.closed_by != "customer" and within and tenant.settings.threading_window > 0


async def _begin(
    service: Service,
    tenant: Tenant,
    session: Session,
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
    before = [tenant.conversations.get(id_) for id_ in session.conversations[-1:]]
    told_at = max((one.told_at for one in before if one is not None), default=0.0)
    id_ = tenant.ids.uuid()
    await _execute(service, tenant, session.id, core.Begin(conversation_id=id_), cause)
    create = CreateConversation(
        customer=message.sender,
        deployment_id=session.deployment_id,
        routing_data=dict(attributes),
        conversation_data={},
        message=replace(message, after=told_at),
        medium=MEDIUM,
        session_id=session.id,
    )
    return await service.execute(
        tenant, "conversation", id_, create, cause=cause.id, staged=cause.staged
    )


async def _merge(
    service: Service,
    tenant: Tenant,
    state: Conversation,
    attributes: Mapping[str, str],
    cause: Cause,
) -> None:
    """Merge custom attributes into routing data, where they tell anything new."""
    known = state.routing_data.values
    news = {key: value for key, value in attributes.items() if known.get(key) != value}
    if news and state.is_live:
        command = SetRoutingData(data=news, merge=True)
        await service.execute(
            tenant, "conversation", state.id, command, cause=cause.id, staged=cause.staged
        )


def type_(tenant: Tenant, session: Session) -> None:
    """Tell those who watch that the guest types; it is activity, and is not kept."""
    state = conversation_of(tenant, session)
    if state is None or not state.is_live:
        return
    tenant.touch(state.id, tenant.clock.now())
    stream = StreamId(tenant.id, "conversation", state.id)
    tenant.hub.signal(stream, Typing(session.customer, on=True))


async def leave(service: Service, tenant: Tenant, session: Session, cause: Cause) -> None:
    """End a guest's conversation for him, if there is one that goes on."""
    state = conversation_of(tenant, session)
    if state is not None and state.is_live:
        # Another who closed it meanwhile has done what was asked.
        with suppress(ConversationEnded):
            await service.execute(
                tenant, "conversation", state.id, Close(by="customer"), cause=cause.id
            )


async def clear(service: Service, tenant: Tenant, session: Session, cause: Cause) -> None:
    """Take a guest's conversation from him; his token begins afresh."""
    await leave(service, tenant, session, cause)
    await _execute(service, tenant, session.id, core.End(reason="cleared"), cause)


async def expire(service: Service, tenant: Tenant, id_: str, at: float) -> None:
    """End a session by its own time, and its conversation with it."""
    state = tenant.conversations.get(tenant.sessions[id_].conversation_id)
    if state is not None and state.is_live:
        close = Close(by="system", reason=core.EXPIRED)
        await service.execute(tenant, "conversation", state.id, close, now=at)
    await service.execute(tenant, "session", id_, core.End(reason="expired"), now=at)


async def log_out(service: Service, tenant: Tenant, user_id: str, cause: Cause) -> list[str]:
    """End all authenticated sessions of a user; return their ids."""
    ended = sorted(tenant.sessions_of.get(user_id, ()))
    for id_ in ended:
        await _execute(service, tenant, id_, core.End(reason="loggedOut"), cause)
    return ended


def part(tenant: Tenant, id_: str, reason: str, but: str = "") -> None:
    """Have all sockets of a session end, but for one."""
    tenant.hub.signal(StreamId(tenant.id, "session", id_), Parted(reason, but))
