"""Owns how a page of a thread's history is told: its messages, and what happened beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

import msgspec

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation, evolve, initial
from mockplatform.core.customer import Thread
from mockplatform.core.events import MessageSent
from mockplatform.customers import history
from mockplatform.customers.history import NoPlace, Page, Place, Span
from mockplatform.dialects.cxone.chat import changes, scroll
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import messages
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_MESSAGE = "MessageCreated"
"""The one push of a conversation that is none about its contact."""


class PageTold(NamedTuple):
    """A page: the newest first; `token` leads to the next one, `spans` tell what it has."""

    messages: list[shapes.Message]
    token: str
    contact_history: list[msgspec.Raw]
    spans: list[Span]


async def page(
    asked: Asked, thread: Thread, *, before: Place | None = None, only: str | None = None
) -> PageTold:
    """Return a page of a thread's history, as large as the channel's pages are.

    Raises:
        InvalidValue: The place is none of the thread.
        UnknownThing: The thread has no case by that number.
    """
    service, tenant = asked.socket.platform.service, asked.socket.tenant
    size = asked.channel.digital.page_size
    try:
        found = await history.read(service, tenant, thread, size, before=before, only=only)
    except NoPlace:
        raise scroll.no_place() from None
    told = [one for span in found.spans for one in _messages(asked, span)]
    return PageTold(told, scroll.token(thread.id, found.oldest), _beside(asked, found), found.spans)


async def last(asked: Asked, thread: Thread) -> tuple[shapes.Message | None, list[Span]]:
    """Return a thread's newest message, and the span that it is."""
    service, tenant = asked.socket.platform.service, asked.socket.tenant
    found = await history.read(service, tenant, thread, 1)
    told = [one for span in found.spans for one in _messages(asked, span)]
    return told[0] if told else None, list(found.spans)


def _messages(asked: Asked, span: Span) -> Iterable[shapes.Message]:
    found = about(asked.socket.tenant, span.state)
    if found is None:  # It was forgotten while it was read.
        return []
    return [messages.message(found, one.event) for one in span.messages]


def _beside(asked: Asked, found: Page) -> list[msgspec.Raw]:
    """Return what was told of the contacts in the time of a page: the newest, so many."""
    tenant = asked.socket.tenant
    each = (
        beside(tenant, one.state.id, one.events[: one.upto], after=one.after) for one in found.spans
    )
    return list(islice(chain.from_iterable(each), LIMITS.contact_history_max))


def beside(
    tenant: Tenant, id_: str, events: Sequence[Event], *, after: int = 0
) -> Iterator[msgspec.Raw]:
    """Yield the pushes about a contact behind `after`, but its messages: the newest first.

    They are rendered anew, by the ids and the times of then: of the contact as each event left it,
    and of its customer, its thread and its agents as they are now.
    """
    for event, before, state in reversed(_changes(id_, events, after)):
        found = about(tenant, state)
        if found is None:  # It was forgotten while it was read.
            return
        outs = [one for one in changes.of_case(found, event, before) if one.type != _MESSAGE]
        yield from (msgspec.Raw(one.data) for one in reversed(outs))


def _changes(
    id_: str, events: Sequence[Event], after: int
) -> list[tuple[Event, Conversation, Conversation]]:
    """Return what happened to a contact, with the states before and after, in order.

    A message is of it where it has changed how far the contact is.
    """
    state, found = initial(id_), list[tuple[Event, Conversation, Conversation]]()
    for seq, event in enumerate(events, 1):
        before, state = state, evolve(state, event)
        is_message = type(event) is MessageSent and state.status is before.status
        if seq > after and not is_message:
            found.append((event, before, state))
    return found
