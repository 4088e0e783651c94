"""Owns what of all that happens is news on which topics. Nothing is rendered that nobody wants.

Invented: whose topics a change of a conversation is told on: those of users who take part before
or after it, and of the queue that it is placed in before or after; that a
chat is told as a conversation by messages, which it is in lists and views too.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import ParticipantNoted
from mockplatform.core.signals import Notice, Typing
from mockplatform.dialects.genesys.notifications.topics import (
    ALL_MEDIA,
    MESSAGES,
    QUEUES,
    TYPING,
    USERS,
    Wanted,
)
from mockplatform.dialects.genesys.translate import notifications as translate
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid
from mockplatform.tenant import Tenant

SERVING = frozenset({"agent", "bot"})


def topics_of(
    wanted: Wanted, name: str, event: Event, before: Conversation, state: Conversation
) -> list[str]:
    """Return the topics of that name on which a change of a conversation is told."""
    found: list[str] = []
    if users := wanted.of(USERS, name):
        about = {event.person.id} if isinstance(event, ParticipantNoted) else set[str]()
        concerned = about.union(present(before), present(state))
        found += [topic for id_, topic in users.items() if id_ in concerned]
    if queues := wanted.of(QUEUES, name):
        placed = {one.placement.queue for one in (before, state) if one.placement}
        found += [topic for id_, topic in queues.items() if id_ in placed]
    return found


def present(state: Conversation) -> Iterator[str]:
    """Yield who serves in a conversation now, those who are alerted too."""
    for one in state.everybody:
        if one.left_at is None and one.person.purpose in SERVING:
            yield one.person.id


def typing(tenant: Tenant, wanted: Wanted, id_: str, notice: Notice) -> Iterator[Out]:
    """Yield what is told of a signal in a conversation: that its customer types."""
    users = wanted.of(USERS, TYPING)
    state = tenant.conversations.get(id_)
    if not users or state is None or not isinstance(notice, Typing):
        return
    if notice.sender.purpose != "customer":
        return
    now = tenant.clock.now()
    body = translate.typing(id_, notice, now)
    # No id is drawn: that somebody listens is to change nothing of what happens else.
    cause = derive_uuid("notified", id_, "typing", now)
    for user_id in present(state):
        if user_id in users:
            yield out(users[user_id], body, cause)


def correlation(tenant: Tenant, conversation_id: str, version: int) -> str:
    """Return the correlation id of what led to an event, else an id that depends on it alone."""
    journal = tenant.journal
    id_ = journal.event_of(conversation_id, version)
    # Only the newest entries are looked at: to go far back would hold everybody up.
    if id_ and journal.last_id - id_ < _LOOKED_BACK:
        entry = journal.behind(id_ - 1)[0]
        if entry.id == id_ and entry.correlation_id:
            return entry.correlation_id
    return derive_uuid("notified", conversation_id, version)


_LOOKED_BACK = 100
ALL = (MESSAGES, ALL_MEDIA)


def out(topic: str, body: object, correlation_id: str) -> Out:
    """Return the frame of a topic; the topic is its type."""
    return Out(topic, translate.frame(topic, body, correlation_id))
