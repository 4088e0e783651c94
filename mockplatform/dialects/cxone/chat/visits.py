"""Owns the events about visits: the journal notes them, and what a channel offers is fired by them.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 names them and sends none by itself; the vendor's mobile
SDKs send two of them. Invented: which of them fire an action that visits fire.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mockplatform.core import proactive
from mockplatform.core.proactive import ProactiveAction
from mockplatform.customers import showing
from mockplatform.dialects.cxone.chat import reading
from mockplatform.dialects.cxone.chat.acting import Asked, note
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import visits as shapes
from mockplatform.dialects.cxone.shapes.saying import Anything
from mockplatform.limits import LIMITS

NAMES = ("AddVisitorTags", "RemoveVisitorTags")
"""The events of which nothing comes but a note."""


async def take(asked: Asked, data: Anything) -> Answer:
    """Have the journal say what came, and acknowledge it."""
    del data
    return _noted(asked)


async def execute(asked: Asked, data: shapes.ExecuteTrigger) -> Answer:
    """Fire what a trigger fires."""
    trigger = data.trigger.id
    _fire(asked, proactive.triggered(_actions(asked), "" if trigger is None else str(trigger)))
    return _noted(asked)


async def store(asked: Asked, data: Anything) -> Answer:
    """Take a visitor, and fire what visits fire."""
    del data
    _fire(asked, proactive.visited(_actions(asked)))
    return _noted(asked)


async def store_events(asked: Asked, data: shapes.StoreVisitorEvents) -> Answer:
    """Take what a visitor did: show the pages among it, fire what visits fire."""
    came = [one for one in data.visitor_events if one.type in shapes.VISITS]
    _view(asked, [_page(one) for one in came if one.type == shapes.PAGE_VIEW])
    if came:
        _fire(asked, proactive.visited(_actions(asked)))
    return _noted(asked)


async def view(asked: Asked, data: shapes.SendPageViews) -> Answer:
    """Show the pages that are looked at, and fire what visits fire."""
    _view(asked, data.page_views)
    _fire(asked, proactive.visited(_actions(asked)))
    return _noted(asked)


def _page(event: shapes.VisitorEventHeard) -> shapes.PageHeard:
    given = event.data if isinstance(event.data, dict) else {}
    return reading.part(given, shapes.PageHeard, "visitorEvents[...].data")


def _actions(asked: Asked) -> Sequence[ProactiveAction]:
    return asked.channel.digital.proactive_actions


def _fire(asked: Asked, actions: Sequence[ProactiveAction]) -> None:
    """Offer actions to whoever asks, and to nobody where he has not said who he is."""
    if actions and asked.line.customer_id:
        given = asked.head.destination
        id_ = given.get("id") if isinstance(given, dict) else None
        showing.fire(
            asked.socket.tenant, asked.customer, actions, id_ if isinstance(id_, str) else ""
        )


def _view(asked: Asked, pages: Sequence[shapes.PageHeard]) -> None:
    """Show pages that are looked at: the last ones, of many that come at once."""
    if not asked.line.customer_id:
        return
    socket, channel, customer = asked.socket, asked.channel, asked.customer
    for one in pages[-LIMITS.page_views_told_max :]:
        showing.view(
            socket.tenant, channel, customer, socket.id, url=one.url or "", title=one.title or ""
        )


def _noted(asked: Asked) -> Answer:
    head = asked.head
    text = msgspec.json.encode(head.data or {}).decode()
    note(asked, "visitor.told", f"{head.event_type}: {text}")
    return ACKNOWLEDGED
