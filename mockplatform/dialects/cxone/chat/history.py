"""Owns how a page of a thread's history is told: its messages, and what happened beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation, evolve, initial
from mockplatform.core.customer import Thread
from mockplatform.core.events import MessageSent
from mockplatform.customers import history
from mockplatform.customers.history import Page, Place, Span
from mockplatform.dialects.cxone.chat import changes, scroll
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import messages
from mockplatform.dialects.cxone.translate.house import About
from mockplatform.limits import LIMITS

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
    """Return a page of a thread's history, as large as the channel's pages are."""
    found = await history.read(
        asked.socket.platform.service,
        asked.socket.tenant,
        thread,
        asked.channel.digital.page_size,
        before=before,
        only=only,
    )
    told = [one for span in found.spans for one in _messages(asked, span)]
    return PageTold(told, scroll.token(thread.id, found.oldest), _beside(asked, found), found.spans)


async def last(asked: Asked, thread: Thread) -> shapes.Message | None:
    """Return a thread's newest message."""
    service, tenant = asked.socket.platform.service, asked.socket.tenant
    found = await history.read(service, tenant, thread, 1)
    told = [one for span in found.spans for one in _messages(asked, span)]
    return told[0] if told else None


def _messages(asked: Asked, span: Span) -> Iterable[shapes.Message]:
    found = about(asked.socket.tenant, span.state)
    if found is None:  # It was forgotten while it was read.
        return []
    return [messages.message(found, one.event) for one in span.messages]


def _beside(asked: Asked, found: Page) -> list[msgspec.Raw]:
    """Return what was pushed about the contacts in the time of a page: the newest, so many."""
    tenant, told = asked.socket.tenant, list[msgspec.Raw]()
    for span in found.spans:
        for event, before, state in reversed(_changes(span)):
            if len(told) >= LIMITS.contact_history_max:
                return told[: LIMITS.contact_history_max]
            told += _pushes(about(tenant, state), event, before)
    return told[: LIMITS.contact_history_max]


def _changes(span: Span) -> list[tuple[Event, Conversation, Conversation]]:
    """Return what happened in a span but messages, with the states before and after, in order."""
    state, found = initial(span.state.id), list[tuple[Event, Conversation, Conversation]]()
    for seq, event in enumerate(span.events[: span.upto], 1):
        before, state = state, evolve(state, event)
        is_message = type(event) is MessageSent and state.status is before.status
        if seq > span.after and not is_message:
            found.append((event, before, state))
    return found


def _pushes(found: About | None, event: Event, before: Conversation) -> list[msgspec.Raw]:
    """Return the pushes of an event about a contact as they are made, the newest first."""
    if found is None:
        return []
    outs = changes.of_case(found, event, before)
    return [msgspec.Raw(out.data) for out in outs if out.type != _MESSAGE][::-1]
