"""Owns how messages are told, and how a client's content is kept."""

from __future__ import annotations

from typing import Any

from mockplatform.core.events import MessageSent
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import people, times
from mockplatform.dialects.cxone.translate.house import About

CONTENT = "Digital"
"""The `contentType` under which a message's content is kept that is more than a text."""


def message(about: About, event: MessageSent) -> shapes.Message:
    """Return a message of a case."""
    house, _, customer, thread, number, _ = about
    is_inbound = event.sender.purpose == "customer"
    author = None if is_inbound else people.user(house, event.sender)
    return shapes.Message(
        id=event.message_id,
        id_on_external_platform=event.client_message_id or event.message_id,
        thread_id=thread.id,
        thread_id_on_external_platform=thread.external_id,
        post_id=thread.id,
        contact_number=number,
        message_content=content(event),
        created_at=times.seconds(event.sent_at),
        created_at_with_milliseconds=times.with_millis(event.sent_at),
        direction="inbound" if is_inbound else "outbound",
        is_made_by_user=not is_inbound,
        author_user=author,
        author_end_user_identity=people.identity(customer) if is_inbound else None,
        user=author,
        attachments=[],
        is_read=False,
        read_at=None,
        customer_statistics=shapes.CustomerStatistics(),
        user_statistics=shapes.UserStatistics(),
    )


def content(event: MessageSent) -> shapes.MessageContent:
    """Return what a message says: as it was sent, else its text."""
    kept: Any = next((one for one in event.content if one.get("contentType") == CONTENT), None)
    if kept is None:
        return shapes.MessageContent(
            type="TEXT",
            payload={"text": event.text, "postback": "", "elements": []},
            text=event.text,
            fallback_text=event.text,
        )
    return shapes.MessageContent(
        type=kept["type"],
        payload={"elements": [], **kept["payload"]},
        text=event.text,
        fallback_text=event.text,
        parameters=kept.get("parameters") or {},
        postback=kept.get("postback"),
    )
