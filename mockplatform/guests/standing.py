"""Owns how guests stand: which session is theirs, which conversation, and until when."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from msgspec.structs import replace

from mockplatform.core import session as core
from mockplatform.core.aggregate import Command, Deadline
from mockplatform.core.configuration import Deployment
from mockplatform.core.conversation import Conversation
from mockplatform.core.session import Session
from mockplatform.core.states import State
from mockplatform.errors import SessionUnknown
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.ids import derive_uuid
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
    if state.is_live:
        return state
    # It is refused as any act but configuring is, whichever it is.
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


def told_at(tenant: Tenant, session: Session) -> float:
    """Return when the last thing is told to have been that a session's guest was told."""
    latest = [tenant.conversations.get(id_) for id_ in session.conversations[-1:]]
    return max([session.told_at, *(one.told_at for one in latest if one is not None)])


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


async def execute(
    service: Service, tenant: Tenant, stream: tuple[str, str], command: Command, cause: Cause
) -> Outcome:
    """Run a command on a stream (its kind and id), for a cause."""
    return await service.execute(tenant, *stream, command, cause=cause.id, staged=cause.staged)


@asynccontextmanager
async def turn(tenant: Tenant, id_: str) -> AsyncIterator[None]:
    """Let what is done to a session take turns, where a log that waits could mix it up."""
    if tenant.locks is None:
        yield
        return
    async with wanted(tenant.locks, ("guest", id_)):
        yield
