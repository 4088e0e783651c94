"""Owns what is done when a conversation is seen: by its customer, or by agents."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core import marks as core
from mockplatform.core.aggregate import StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.marks import READ, SEEN
from mockplatform.core.signals import Seen
from mockplatform.guests.standing import Cause, execute
from mockplatform.service import Service
from mockplatform.tenant import Tenant

__all__ = ["READ", "SEEN", "see"]


def _last(events: Iterable[object], whose: str, upto: float) -> MessageSent | None:
    found = None
    for event in events:
        if isinstance(event, MessageSent) and core.concerns(whose, event) and event.sent_at <= upto:
            found = event
    return found


async def see(
    service: Service,
    tenant: Tenant,
    state: Conversation,
    whose: str = SEEN,
    *,
    upto: float = float("inf"),
    cause: Cause,
) -> Conversation:
    """Note that a side has seen what the other one has said; return the conversation after that.

    Args:
        service: Runs the command.
        tenant: Whose conversation it is.
        state: The conversation; one that has ended may be seen, too.
        whose: `SEEN`: the customer sees what he was told; `READ`: agents, what he said.
        upto: The time up to which messages are meant (their `sent_at`); left out, all of them.
        cause: For what it is done.
    """
    events = await service.events(tenant, "conversation", state.id)
    last = _last(events, whose, upto)
    if last is None:
        return state
    command = core.mark(state, whose, last.sent_at, tenant.clock.now())
    if command is None:
        return state
    stream = ("conversation", state.id)
    after: Conversation = (await execute(service, tenant, stream, command, cause)).state
    if whose == SEEN and cause.staged.keep:
        seq = next(n for n, one in enumerate(events, 1) if one is last)
        tenant.hub.signal(StreamId(tenant.id, *stream), Seen(state.customer, seq))
    return after
