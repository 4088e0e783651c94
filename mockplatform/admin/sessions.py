"""Owns the guest sessions' admin routes: listed, shown, ended as their own time would."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mockplatform import guests
from mockplatform.admin.bodies import View
from mockplatform.core.session import Session
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_SEARCHED = 100


class FileView(View, kw_only=True):
    """A file of a session's; `size` is in bytes."""

    id: str
    name: str
    mime: str
    size: int
    uploaded_at: str | None = None


class SessionView(View, kw_only=True):
    """A guest's session; the token behind which it stands is kept nowhere."""

    id: str
    deployment_id: str
    user_id: str
    user_name: str | None = None
    signed_in: bool
    started_at: str
    active_at: str
    expires_at: str | None = None
    ended: str | None = None
    conversations: list[str]
    files: list[FileView]
    sockets: list[str]


class SessionPage(View, kw_only=True):
    """Guest sessions, newest first."""

    sessions: list[SessionView]
    total: int
    next_cursor: str | None = None


def session_view(tenant: Tenant, state: Session) -> SessionView:
    """Return a session as the admin API shows it."""
    due = guests.next_deadline(tenant, state) if state.is_live else None
    return SessionView(
        id=state.id,
        deployment_id=state.deployment_id,
        user_id=state.customer.id,
        user_name=state.customer.name or None,
        signed_in=state.is_signed_in,
        started_at=format_instant(state.started_at),
        active_at=format_instant(state.active_at),
        expires_at=None if due is None else format_instant(due.at),
        ended=state.ended or None,
        conversations=list(state.conversations),
        files=[
            FileView(
                id=one.id,
                name=one.name,
                mime=one.mime,
                size=one.size,
                uploaded_at=None if one.uploaded_at is None else format_instant(one.uploaded_at),
            )
            for one in state.files.values()
        ],
        sockets=[id_ for id_, one in tenant.channels.items() if one.group == state.id],
    )


def find(call: Call) -> Session:
    """Return the session that the path names.

    Raises:
        UnknownThing: This tenant has none by that id.
    """
    id_, known = call.params["id"], call.tenant.sessions
    state = known.get(id_)
    if state is None:
        newest = list(islice(reversed(known), _SEARCHED))
        raise UnknownThing("session", id_, hint=nearest(id_[:_SEARCHED], newest))
    return state


async def listing(call: Call) -> Answer:
    """List the guest sessions, newest first."""
    tenant = call.tenant
    size = call.query_int("limit", LIMITS.page_size_max, 1, LIMITS.page_size_max)
    found = list(islice(_matching(call), size + 1))
    page = [session_view(tenant, one) for one in found[:size]]
    cursor = page[-1].id if len(found) > size else None
    return Answer(200, SessionPage(sessions=page, total=len(tenant.sessions), next_cursor=cursor))


def _matching(call: Call) -> Iterator[Session]:
    """Yield the sessions that the query asks for, behind its cursor."""
    query, known = call.request.query, call.tenant.sessions
    user_id, cursor = query.get("userId"), query.get("cursor")
    if cursor is not None and cursor not in known:
        raise InvalidValue("cursor", "its session is gone", hint="Begin again without one.")
    is_behind = cursor is None
    for id_ in reversed(known):
        if is_behind and user_id in (None, known[id_].customer.id):
            yield known[id_]
        is_behind = is_behind or id_ == cursor


async def get(call: Call) -> Answer:
    """Show a session."""
    return Answer(200, session_view(call.tenant, find(call)))


async def delete(call: Call) -> Answer:
    """End a session as silence would, if it has not ended yet."""
    state = find(call)
    if state.is_live:
        tenant = call.tenant
        await guests.expire(call.platform.service, tenant, state.id, tenant.clock.now())
    return Answer(204)
