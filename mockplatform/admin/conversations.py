"""Owns the conversations' admin routes: listed, shown whole, deleted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mockplatform.admin.conversation_views import (
    ConversationPage,
    EventPage,
    conversation_view,
    event_view,
    whole_view,
)
from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Delete
from mockplatform.core.conversation import Conversation
from mockplatform.core.states import State
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.limits import LIMITS
from mockplatform.service import Outcome
from mockplatform.tenant import Tenant

_SEARCHED = 100


def find(call: Call) -> Conversation:
    """Return the conversation that the path names.

    Raises:
        UnknownThing: This tenant has none by that id.
    """
    id_ = call.params["id"]
    conversations = call.tenant.conversations
    state = conversations.get(id_)
    if state is None:
        # Names are compared slowly; the newest are the likeliest.
        newest = list(islice(reversed(conversations), _SEARCHED))
        raise UnknownThing("conversation", id_, hint=nearest(id_[:_SEARCHED], newest))
    call.conversation_id = state.id
    return state


async def execute(call: Call, command: Command) -> Outcome:
    """Run a command on the conversation that the path names."""
    return await call.platform.service.execute(
        call.tenant, "conversation", find(call).id, command, cause=call.correlation_id
    )


async def listing(call: Call) -> Answer:
    """List conversations, newest first."""
    size = limit(call)
    matching = [conversation_view(call.tenant, one) for one in islice(_matching(call), size + 1)]
    more = len(matching) > size
    return Answer(
        200,
        ConversationPage(
            conversations=matching[:size],
            total=len(call.tenant.conversations),
            next_cursor=matching[size - 1].id if more else None,
        ),
    )


def limit(call: Call) -> int:
    """Return how many entries are asked for."""
    return call.query_int("limit", LIMITS.page_size_max, 1, LIMITS.page_size_max)


def _matching(call: Call) -> Iterator[Conversation]:
    """Yield the conversations that the query asks for, behind its cursor."""
    query, tenant = call.request.query, call.tenant
    states = _states(query.get("state"))
    queue = _queue(tenant, query.get("queue"))
    for state in newest(tenant, query.get("userId"), query.get("cursor")):
        placed = state.placement.queue if state.placement else ""
        if state.state in states and queue in (None, placed):
            yield state


def _states(wanted: str | None) -> set[str]:
    known = {state.value for state in State}
    states = set(wanted.split(",")) if wanted else known
    for unknown in sorted(states - known):
        raise InvalidValue("state", f"no state {unknown[:40]!r}", hint=nearest(unknown[:40], known))
    return states


def _queue(tenant: Tenant, wanted: str | None) -> str | None:
    known = tenant.queue_names
    if wanted is not None and wanted not in known:
        raise InvalidValue("queue", f"no queue {wanted[:40]!r}", hint=nearest(wanted[:40], known))
    return wanted


def newest(tenant: Tenant, user_id: str | None, cursor: str | None) -> Iterator[Conversation]:
    """Yield a tenant's conversations, or a user's, newest first; those behind the cursor.

    Raises:
        InvalidValue: The conversation that the cursor names is gone.
    """
    known = tenant.conversations
    ids = list(known) if user_id is None else tenant.by_user.get(user_id, [])
    if cursor is not None and cursor not in known:
        raise InvalidValue("cursor", "its conversation is gone", hint="Begin again without one.")
    is_behind = cursor is None
    for id_ in reversed(ids):
        if is_behind and id_ in known:
            yield known[id_]
        is_behind = is_behind or id_ == cursor


async def get(call: Call) -> Answer:
    """Show all there is to a conversation; without its transcript, which may be long, if asked."""
    state = find(call)
    if not _has_transcript(call):
        return Answer(200, whole_view(call.tenant, state, None))
    events = await call.platform.service.events(call.tenant, "conversation", state.id)
    return Answer(200, whole_view(call.tenant, state, events))


def _has_transcript(call: Call) -> bool:
    given = call.request.query.get("transcript", "true")
    if given not in ("true", "false"):
        raise InvalidValue("transcript", "is `true` or `false`")
    return given == "true"


async def events(call: Call) -> Answer:
    """Show a conversation's events behind a seq."""
    state = find(call)
    after = call.query_int("after", 0, 0, 2**53)
    size = limit(call)
    found = await call.platform.service.events(call.tenant, "conversation", state.id, after)
    page = [event_view(event, seq) for seq, event in enumerate(found[:size], after + 1)]
    return Answer(200, EventPage(events=page, latest_seq=state.version, has_more=len(found) > size))


async def delete(call: Call) -> Answer:
    """Delete a conversation; it tells so for a while, then it is forgotten."""
    await execute(call, Delete())
    return Answer(204)
