"""Owns a thread's history: what was said in its conversations, page by page, the newest first.

A page ends at a place, a message, and the next one goes on before it: what is said meanwhile moves
no page. Only what is asked for is looked at, conversation by conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Case, Thread
from mockplatform.core.events import MessageSent
from mockplatform.core.states import State
from mockplatform.errors import UnknownThing
from mockplatform.guests.history import Told
from mockplatform.service import Service
from mockplatform.tenant import Tenant


class Place(NamedTuple):
    """A message of a thread: the oldest of a page.

    Attributes:
        number: Its case's.
        seq: Which event of the conversation it is.
        sent_at: When it was sent, in whole seconds.
        began_at: When its conversation began, in whole seconds.
    """

    number: str
    seq: int
    sent_at: int
    began_at: int


class NoPlace(LookupError):
    """A place is none of the thread; the dialect says what its client has named wrongly."""


class Span(NamedTuple):
    """What a page has of one conversation.

    Attributes:
        after: The page has what happened behind this `seq`, up to `upto`.
        events: All that has happened in it, oldest first.
        seqs: Where its messages are, the newest first.
    """

    state: Conversation
    after: int
    upto: int
    events: Sequence[Event]
    seqs: Sequence[int]

    @property
    def messages(self) -> list[Told]:
        """The messages, the newest first."""
        return [Told(self.state.id, seq, self.events[seq - 1]) for seq in self.seqs]


class Page(NamedTuple):
    """A page of a thread's history: the newest conversation first; `oldest` if there is more."""

    spans: list[Span]
    oldest: Place | None


async def read(
    service: Service,
    tenant: Tenant,
    thread: Thread,
    size: int,
    *,
    before: Place | None = None,
    only: str | None = None,
) -> Page:
    """Return a page of up to `size` messages: the newest ones, or those before a place.

    Args:
        service: What reads streams.
        tenant: Whose thread it is.
        thread: Which.
        size: How many messages, at least one.
        before: Where the page before has ended.
        only: The number of the one case that is asked for.

    Raises:
        NoPlace: The place is none of the thread.
        UnknownThing: The thread has no case by that number.
    """
    if only is not None:
        case_in(tenant, thread, only)
    spans: list[Span] = []
    left = size
    for case in _cases(thread, before):
        state = _standing(tenant, case)
        is_asked_for = only in (None, case.number)
        place = before if before is not None and before.number == case.number else None
        if state is None or not (is_asked_for or place):
            continue
        events = await service.events(tenant, "conversation", state.id)
        upto = len(events)
        if place is not None:
            _check(state, events, place)
            upto = place.seq - 1
        if not is_asked_for:
            continue
        seqs = _seqs(events, upto, left + 1)
        if len(seqs) <= left:
            spans.append(Span(state, 0, upto, events, seqs))
            left -= len(seqs)
            continue
        if left:
            spans.append(Span(state, seqs[left - 1] - 1, upto, events, seqs[:left]))
        return Page(spans, _oldest(thread, spans))
    return Page(spans, None)


def case_in(tenant: Tenant, thread: Thread, number: str) -> Conversation:
    """Return the conversation of one of a thread's cases.

    Raises:
        UnknownThing: It has none by that number, or it was deleted.
    """
    for case in thread.cases:
        state = _standing(tenant, case)
        if case.number == number and state is not None:
            return state
    raise UnknownThing("contact", number, hint="It is none of the thread's own.")


def _standing(tenant: Tenant, case: Case) -> Conversation | None:
    state = tenant.conversations.get(case.conversation_id)
    return None if state is None or state.state is State.DELETED else state


def _cases(thread: Thread, before: Place | None) -> list[Case]:
    """Return a thread's cases, the newest first, from the one on in which a place is."""
    cases = list(reversed(thread.cases))
    if before is None:
        return cases
    for index, case in enumerate(cases):
        if case.number == before.number:
            return cases[index:]
    raise NoPlace


def _check(state: Conversation, events: Sequence[Event], place: Place) -> None:
    event = events[place.seq - 1] if 0 < place.seq <= len(events) else None
    is_there = type(event) is MessageSent and int(event.sent_at) == place.sent_at
    if not is_there or int(state.created_at) != place.began_at:
        raise NoPlace


def _seqs(events: Sequence[Event], upto: int, most: int) -> list[int]:
    seqs = (seq for seq in range(upto, 0, -1) if type(events[seq - 1]) is MessageSent)
    return list(islice(seqs, most))


def _oldest(thread: Thread, spans: list[Span]) -> Place:
    """Return the place at which a full page ends."""
    span = next(one for one in reversed(spans) if one.seqs)
    number = next(one.number for one in thread.cases if one.conversation_id == span.state.id)
    event = span.events[span.seqs[-1] - 1]
    assert isinstance(event, MessageSent)  # its place is one of a message
    return Place(number, span.seqs[-1], int(event.sent_at), int(span.state.created_at))
