"""Owns what is done when a conversation is seen: by its customer, or by agents."""

from __future__ import annotations

import math

from mockplatform.core import marks as core
from mockplatform.core.aggregate import StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.marks import READ, SEEN
from mockplatform.core.signals import Seen
from mockplatform.guests.standing import Cause, execute
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant

__all__ = ["READ", "SEEN", "newest", "see"]


async def newest(
    service: Service, tenant: Tenant, state: Conversation, whose: str, upto: float = math.inf
) -> tuple[int, MessageSent] | None:
    """Return the last message that a side sees, with its `seq`; None where there is none.

    It is looked for from the end on, and no more of the conversation is read than that takes.

    Args:
        service: Reads the conversation.
        tenant: Whose it is.
        state: The conversation; what came behind this state is not looked at.
        whose: `SEEN` or `READ`.
        upto: The time up to which messages are meant (their `sent_at`).
    """
    after, size = state.version, LIMITS.socket_events_at_once
    while after > 0:
        end, after = after, max(0, after - size)
        events = await service.events(tenant, "conversation", state.id, after)
        for seq in range(min(end, after + len(events)), after, -1):
            event = events[seq - after - 1]
            if not isinstance(event, MessageSent) or event.sent_at > upto:
                continue
            if core.concerns(whose, event):
                return seq, event
        size *= 2
    return None


async def see(
    service: Service,
    tenant: Tenant,
    state: Conversation,
    whose: str = SEEN,
    *,
    upto: float = math.inf,
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
    found = await newest(service, tenant, state, whose, upto)
    if found is None:
        return state
    seq, last = found
    command = core.mark(state, whose, last.sent_at, tenant.clock.now())
    if command is None:
        return state
    stream = ("conversation", state.id)
    after: Conversation = (await execute(service, tenant, stream, command, cause)).state
    if whose == SEEN and cause.staged.keep:
        tenant.hub.signal(StreamId(tenant.id, *stream), Seen(state.customer, seq))
    return after
