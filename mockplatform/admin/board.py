"""Owns the wallboard: a line for each conversation, cheap enough for thousands of them.

Who shows it reads all lines once, and then, as the journal's stream tells of conversations, only
those again. `lastId` is the journal's newest entry when the answer was made: what comes behind it
is news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from mockplatform.admin.bodies import View
from mockplatform.admin.conversations import newest
from mockplatform.core.conversation import Conversation
from mockplatform.core.states import State
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_WAITING = frozenset({State.OPEN, State.RINGING})


class Row(View, kw_only=True):
    """A conversation in a line; `queue` and `agent` are ids, a name is there where it differs.

    Attributes:
        waiting_since: When it came into its queue, while nobody has accepted it.
    """

    id: str
    state: str
    user_id: str
    user_name: str | None = None
    queue: str | None = None
    queue_name: str | None = None
    agent: str | None = None
    agent_name: str | None = None
    medium: str | None = None
    close_reason: str | None = None
    created_at: str
    updated_at: str
    waiting_since: str | None = None
    message_count: int
    reconnects: int
    sockets: int


class Board(View, kw_only=True, omit_defaults=False):
    """Lines, newest first; `counts` are those of all conversations of the tenant by state."""

    rows: list[Row]
    counts: dict[str, int]
    total: int
    last_id: int
    next_cursor: str | None = None


async def show(call: Call) -> Answer:
    """Show the lines that are asked for: some by their ids, or a page of all."""
    tenant = call.tenant
    sockets = Counter(one.conversation_id for one in tenant.channels.values())
    size = call.query_int("limit", LIMITS.board_rows_max, 1, LIMITS.board_rows_max)
    found = list(islice(_asked(call), size + 1))
    board = Board(
        rows=[_row(one, tenant.reconnects.get(one.id, 0), sockets[one.id]) for one in found[:size]],
        counts=_counts(tenant),
        total=len(tenant.conversations),
        last_id=tenant.journal.last_id,
        next_cursor=found[size - 1].id if len(found) > size else None,
    )
    return Answer(200, board)


def _counts(tenant: Tenant) -> dict[str, int]:
    return dict(Counter(one.state.value for one in tenant.conversations.values()))


def _asked(call: Call) -> Iterator[Conversation]:
    """Yield what is asked for; of ids, those that there are."""
    query, tenant = call.request.query, call.tenant
    if "ids" not in query:
        yield from newest(tenant, None, query.get("cursor"))
        return
    ids = query["ids"].split(",")
    if len(ids) > LIMITS.board_ids_max:
        hint = f"Ask for {LIMITS.board_ids_max} at once."
        raise InvalidValue("ids", f"{len(ids)} are too many", hint=hint)
    yield from (tenant.conversations[id_] for id_ in ids if id_ in tenant.conversations)


def _row(state: Conversation, reconnects: int, sockets: int) -> Row:
    queue = state.placement.queue if state.placement else None
    agent = state.agent.id if state.agent else None
    agent_name = state.agent.name if state.agent else ""
    return Row(
        id=state.id,
        state=state.state.value,
        user_id=state.customer.id,
        user_name=state.customer.name or None,
        queue=queue,
        queue_name=state.queue_name if state.queue_name != queue else None,
        agent=agent,
        agent_name=(agent_name or None) if agent_name != agent else None,
        medium=state.medium or None,
        close_reason=state.close_reason or None,
        created_at=format_instant(state.created_at),
        updated_at=format_instant(state.updated_at),
        waiting_since=format_instant(state.queued_at) if state.state in _WAITING else None,
        message_count=state.message_count,
        reconnects=reconnects,
        sockets=sockets,
    )
