"""Owns the course of guests' sessions: begun, taken up again, signed in, parted, ended."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from msgspec.structs import replace

from mockplatform.core import session as core
from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import Close
from mockplatform.core.configuration import Deployment
from mockplatform.core.events import Person
from mockplatform.core.session import Session, SessionStarted, SignedIn
from mockplatform.core.signals import Parted
from mockplatform.errors import ConversationEnded, Forbidden, TooManyRequests
from mockplatform.guests.standing import (
    Cause,
    conversation_of,
    deployment_of,
    execute,
    find,
    told_at,
    turn,
)
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome, Service
from mockplatform.tenant import Tenant


class Configured(NamedTuple):
    """What configuring came to.

    Attributes:
        session: The session now.
        is_new: Whether it begins, or begins another conversation.
        signed_in: The event, and its `seq`, if its guest has just become a known user.
        cleared: Whether another session of that user has ended for it.
    """

    session: Session
    is_new: bool
    signed_in: tuple[int, SignedIn] | None
    cleared: bool


async def configure(
    service: Service,
    tenant: Tenant,
    id_: str,
    deployment: Deployment,
    *,
    user: Person | None = None,
    start_new: bool = False,
    cause: Cause,
) -> Configured:
    """Begin a session or come back to it, as a guest or as a user who has proved to be known.

    A guest's session that becomes a user's ends that user's other ones. A new conversation ends
    the present one.

    Raises:
        SessionExpired, CannotDowngrade, SignInRefused, SessionUnknown: It may not be.
        TooManyRequests: The tenant has as many sessions as it may have.
    """
    command = core.Configure(
        deployment_id=deployment.id,
        guest=Person(purpose="customer", id=f"guest-{derive_uuid('guest', id_)}"),
        user=user,
        life_s=deployment.messaging.session_life_s,
        start_new=start_new,
        may_step_up=deployment.messaging.step_up,
    )
    state = _known(tenant, id_)
    core.decide(state, command, tenant.circumstances())  # before anything else happens
    cleared = False
    if user is not None and state.is_live and not state.is_signed_in:
        # Before the session's own turn: who waits for another's turn holds none.
        cleared = await _end_others(service, tenant, deployment.id, user.id, cause)
    async with turn(tenant, id_):
        state = _known(tenant, id_)
        command = replace(command, after=told_at(tenant, state))
        core.decide(state, command, tenant.circumstances())
        if start_new and state.is_live:
            await _leave(service, tenant, state, cause)
        outcome = await execute(service, tenant, ("session", id_), command, cause)
    return _configured(outcome, is_new=start_new, cleared=cleared)


def _known(tenant: Tenant, id_: str) -> Session:
    state = tenant.sessions.get(id_)
    if state is not None:
        return state
    if len(tenant.sessions) >= LIMITS.sessions_per_tenant_max:
        raise TooManyRequests(
            f"A tenant has at most {LIMITS.sessions_per_tenant_max} guest sessions",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    return core.initial(id_)


def _configured(outcome: Outcome, *, is_new: bool, cleared: bool) -> Configured:
    session: Session = outcome.state
    first = session.version - len(outcome.events) + 1
    signed_in = [
        (seq, event) for seq, event in enumerate(outcome.events, first) if type(event) is SignedIn
    ]
    return Configured(
        session,
        is_new=is_new or any(type(one) is SessionStarted for one in outcome.events),
        signed_in=signed_in[0] if signed_in else None,
        cleared=cleared,
    )


async def _end_others(
    service: Service, tenant: Tenant, deployment_id: str, user_id: str, cause: Cause
) -> bool:
    """End a user's sessions in a deployment; return whether there were any."""
    others = sessions_of(tenant, deployment_id, user_id)
    for other in others:
        async with turn(tenant, other.id):
            now = tenant.sessions.get(other.id, other)
            await _leave(service, tenant, now, cause)
            end = core.End(reason="signedIn")
            await execute(service, tenant, ("session", other.id), end, cause)
    return bool(others)


def sessions_of(tenant: Tenant, deployment_id: str, user_id: str) -> list[Session]:
    """Return a user's authenticated sessions in a deployment."""
    found = [tenant.sessions[id_] for id_ in sorted(tenant.sessions_of.get(user_id, ()))]
    return [one for one in found if one.deployment_id == deployment_id]


async def leave(service: Service, tenant: Tenant, session_id: str, cause: Cause) -> None:
    """End a guest's conversation for him, if there is one that goes on.

    Raises:
        SessionUnknown, SessionExpired: There is no session any more.
    """
    async with turn(tenant, session_id):
        await _leave(service, tenant, find(tenant, session_id), cause)


async def _leave(service: Service, tenant: Tenant, session: Session, cause: Cause) -> None:
    state = conversation_of(tenant, session)
    if state is not None and state.is_live:
        # Another who closed it meanwhile has done what was asked.
        with suppress(ConversationEnded):
            await execute(service, tenant, ("conversation", state.id), Close(by="customer"), cause)


async def clear(service: Service, tenant: Tenant, session_id: str, cause: Cause) -> None:
    """Take a guest's conversation from him; his token begins afresh.

    Raises:
        Forbidden: The deployment lets nobody do so. Source: [C] transport SDK 2.14 looks for
            "Conversation Clear" in the text.
        SessionUnknown, SessionExpired: There is no session any more.
    """
    async with turn(tenant, session_id):
        session = find(tenant, session_id)
        if not deployment_of(tenant, session).messaging.clear:
            raise Forbidden(
                "Conversation Clear is not enabled for this deployment",
                hint="Its `messaging.clear` in the tenant's fixture is off.",
            )
        await _leave(service, tenant, session, cause)
        await execute(service, tenant, ("session", session_id), core.End(reason="cleared"), cause)


async def expire(service: Service, tenant: Tenant, id_: str, at: float) -> None:
    """End a session by its own time, and its conversation with it."""
    async with turn(tenant, id_):
        session = tenant.sessions.get(id_)
        if session is None or not session.is_live:
            return  # It has ended while this waited for its turn.
        state = tenant.conversations.get(session.conversation_id)
        if state is not None and state.is_live:
            close = Close(by="system", reason=core.EXPIRED)
            with suppress(ConversationEnded):
                await service.execute(tenant, "conversation", state.id, close, now=at)
        await service.execute(tenant, "session", id_, core.End(reason="expired"), now=at)


async def log_out(
    service: Service, tenant: Tenant, deployment_id: str, user_id: str, cause: Cause
) -> list[str]:
    """End all authenticated sessions of a user in a deployment; return their ids."""
    ended = [one.id for one in sessions_of(tenant, deployment_id, user_id)]
    for id_ in ended:
        async with turn(tenant, id_):
            end = core.End(reason="loggedOut")
            await execute(service, tenant, ("session", id_), end, cause)
    return ended


def part(tenant: Tenant, id_: str, reason: str = "", but: str = "") -> None:
    """Have all sockets of a session end, but for one."""
    tenant.hub.signal(StreamId(tenant.id, "session", id_), Parted(reason, but))


def make_room(tenant: Tenant, session: Session) -> None:
    """Have the oldest sockets of a session end, where it has more than it may have."""
    limit = deployment_of(tenant, session).messaging.sockets_max
    stream = StreamId(tenant.id, "session", session.id)
    watchers = tenant.hub.watchers(stream)
    for watcher in watchers[: len(watchers) - limit if len(watchers) > limit else 0]:
        watcher.signalled(stream, Parted())
