"""Owns how messages are told, and how a client's content is kept.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (members); the vendor's mobile SDKs (what an app cannot
decode a message without). Invented: how content of the platform's other dialects is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.core import marks
from mockplatform.core.events import MessageSent
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import attachments, inactivity, people, times
from mockplatform.dialects.cxone.translate.house import About

CONTENT = "Digital"
"""The `contentType` under which a message's content is kept that is more than a text."""
TEXT = "TEXT"


def message(about: About, event: MessageSent) -> shapes.Message:
    """Return a message of a case."""
    house, _, _, thread, number, state, _ = about
    is_inbound = event.sender.purpose == "customer"
    author = None if is_inbound else people.user(house, event.sender)
    seen_at = marks.seen_at(state, marks.SEEN, event)
    read_at = marks.seen_at(state, marks.READ, event)
    return shapes.Message(
        id=event.message_id,
        id_on_external_platform=client_id(event),
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
        author_end_user_identity=_author(about, event) if is_inbound else None,
        user=author,
        attachments=attachments.of(house, event),
        is_read=read_at is not None,
        read_at=_time(read_at),
        customer_statistics=shapes.CustomerStatistics(seen_at=_time(seen_at)),
        user_statistics=shapes.UserStatistics(
            seen_at=_time(read_at),
            read_at=_time(read_at),
            created_to_read_seconds=None if read_at is None else int(read_at - event.sent_at),
        ),
    )


def _author(about: About, event: MessageSent) -> shapes.Identity:
    """Return who said what a customer has said: the case's own one, or a guest."""
    all_ = (about.customer, *about.guests)
    found = (one for one in all_ if one.external_id == event.sender.id)
    return people.identity(next(found, about.customer))


def _time(at: float | None) -> str | None:
    return None if at is None else times.seconds(at)


def client_id(event: MessageSent) -> str:
    """Return what its sender's client calls a message; else what the platform does."""
    return event.client_name or event.message_id


def keep(
    type_: str,
    payload: Mapping[str, Any],
    *,
    postback: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], ...]:
    """Return content as a message keeps it; nothing where it is a text and no more."""
    more = any(value for name, value in payload.items() if name != "text")
    if type_ == TEXT and not (more or postback or parameters):
        return ()
    kept = {
        "contentType": CONTENT,
        "type": type_,
        "payload": dict(payload),
        "postback": postback or None,
        "parameters": dict(parameters or {}),
    }
    return (kept,)


def text_of(payload: Mapping[str, Any]) -> str:
    """Return what a payload says in words, for those who show nothing but texts."""
    for name in ("text", "title"):
        part = payload.get(name)
        words = part.get("content") if isinstance(part, dict) else part
        if isinstance(words, str) and words:
            return words
    return ""


def content(event: MessageSent) -> shapes.MessageContent:
    """Return what a message says: as it was sent, else what there is of it beside files."""
    for part in event.content:
        if part.get("contentType") == CONTENT:
            return _kept(event, part)
        if part.get("contentType") == inactivity.POPUP:
            return _content(event, inactivity.PLUGIN, inactivity.payload(event.message_id, part))
    found = [one.get("quickReply") for one in event.content]
    replies = [one for one in found if isinstance(one, dict)]
    if replies:
        return _quick_replies(event, replies)
    return _content(event, TEXT, {"text": event.text, "postback": ""})


def _kept(event: MessageSent, part: Mapping[str, Any]) -> shapes.MessageContent:
    payload = part["payload"]
    if part["type"] == TEXT:
        payload = {"text": event.text, **payload}
    told = _content(event, part["type"], payload)
    told.parameters = part.get("parameters") or {}
    told.postback = part.get("postback")
    return told


def _content(event: MessageSent, type_: str, payload: Mapping[str, Any]) -> shapes.MessageContent:
    # An adaptive card is its payload: nothing is added to that.
    more: dict[str, Any] = {} if type_ == "ADAPTIVE_CARD" else {"elements": []}
    return shapes.MessageContent(
        type=type_, payload={**more, **payload}, text=event.text, fallback_text=event.text
    )


def _quick_replies(event: MessageSent, replies: list[dict[str, Any]]) -> shapes.MessageContent:
    """Return quick replies that an agent of another dialect has offered."""
    actions = [
        {
            "type": "REPLY_BUTTON",
            "text": one.get("text", ""),
            "postback": one.get("payload") or one.get("text", ""),
        }
        for one in replies
    ]
    return _content(event, "QUICK_REPLIES", {"text": {"content": event.text}, "actions": actions})
