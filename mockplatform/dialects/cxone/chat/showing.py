"""Owns the pushes of what is not kept: what a channel offers, what is typed, which page is seen.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (names, kinds of objects). Invented: that a customer's
other sockets hear of what one of them tells, and the kind of object of `FireProactiveAction`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockplatform import customers
from mockplatform.core.aggregate import StreamId
from mockplatform.core.customer import Customer
from mockplatform.core.signals import Fired, Notice, Previewed, Viewed
from mockplatform.dialects.cxone.chat import words
from mockplatform.dialects.cxone.chat.standing import house_of
from mockplatform.dialects.cxone.shapes import showing as shapes
from mockplatform.dialects.cxone.shapes.objects import MessageContent, Thread
from mockplatform.dialects.cxone.translate import cases, messages, people, times
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.errors import UnknownThing
from mockplatform.tenant import Tenant


def of_notice(socket: Follower, stream: StreamId, notice: Notice) -> Iterator[Out]:
    """Return what a customer is told on a socket; nothing of what came by that one."""
    tenant = socket.tenant
    customer = tenant.customers.get(stream.id)
    if customer is None:
        return
    match notice:
        case Fired():
            yield _fired(tenant, customer, notice)
        case Previewed(by=by) if by != socket.id:
            yield _previewed(tenant, customer, notice)
        case Viewed(by=by) if by != socket.id:
            yield _viewed(tenant, customer, notice)


def _fired(tenant: Tenant, customer: Customer, notice: Fired) -> Out:
    """Return what is offered."""
    action = notice.action
    data = shapes.FireProactiveData(
        destination=shapes.Destination(id=notice.destination or None),
        proactive_action=shapes.Proactive(
            action=shapes.Action(
                action_id=action.id,
                action_name=action.name or action.id,
                action_type=action.type,
                data=action.data,
            ),
            conditions=list(action.conditions),
        ),
        **_place(tenant, customer),
    )
    now = tenant.clock.now()
    return words.pushed(notice.id, "FireProactiveAction", data, now, about="ChatWindow")


def _previewed(tenant: Tenant, customer: Customer, notice: Previewed) -> Out:
    text = notice.text
    data = shapes.PreviewData(
        message_preview=shapes.Preview(
            thread_id_on_external_platform=notice.thread,
            message_content=MessageContent(
                type=messages.TEXT, payload={"text": text}, text=text, fallback_text=text
            ),
            author_end_user_identity=people.identity(customer),
        ),
        **_place(tenant, customer),
    )
    now = tenant.clock.now()
    return words.pushed(notice.id, "MessagePreviewCreated", data, now, about="MessagePreview")


def _viewed(tenant: Tenant, customer: Customer, notice: Viewed) -> Out:
    now = tenant.clock.now()
    data = shapes.PageViewData(
        page_view=shapes.PageView(
            id=notice.id, url=notice.url, title=notice.title, created_at=times.seconds(now)
        ),
        thread=_latest(tenant, customer),
        **_place(tenant, customer),
    )
    return words.pushed(notice.id, "PageViewCreated", data, now, about="PageView")


def _place(tenant: Tenant, customer: Customer) -> dict[str, Any]:
    channel = customers.channel_of(tenant, customer)
    return {"channel": people.channel(channel), "brand": people.brand(house_of(tenant))}


def _latest(tenant: Tenant, customer: Customer) -> Thread | None:
    try:
        found = customers.thread_in(tenant, customer, None)
    except UnknownThing:
        return None
    return cases.thread(found, customers.channel_of(tenant, customer))
