"""Owns how is told what is not kept: proactive actions, what is typed, pages that are looked at.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (names, and by which member a thread is known); the
vendor's mobile SDKs (the members of an action). Invented: the other members of previews and of
page views.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import JsonObject, Told
from mockplatform.dialects.cxone.shapes.objects import (
    Brand,
    ChannelRef,
    Identity,
    MessageContent,
    Thread,
)


class Destination(Told):
    """Which widget is meant; null: whoever hears it."""

    id: str | None


class Action(Told):
    """What is offered."""

    action_id: str
    action_name: str
    action_type: str
    data: JsonObject


class Proactive(Told):
    """What is offered, and when it is meant."""

    action: Action
    conditions: list[JsonObject]


class FireProactiveData(Told):
    """The data of `FireProactiveAction`."""

    destination: Destination
    proactive_action: Proactive
    channel: ChannelRef
    brand: Brand


class Preview(Told):
    """What is just typed, in which thread, by whom."""

    thread_id_on_external_platform: str
    message_content: MessageContent
    author_end_user_identity: Identity


class PreviewData(Told):
    """The data of `MessagePreviewCreated`."""

    message_preview: Preview
    channel: ChannelRef
    brand: Brand


class PageView(Told):
    """A page, and since when it is looked at."""

    id: str
    url: str
    title: str
    created_at: str


class PageViewData(Told):
    """The data of `PageViewCreated`; the thread is his latest one, null where he has none."""

    page_view: PageView
    thread: Thread | None
    channel: ChannelRef
    brand: Brand
