"""Owns the data of the events about threads: recovered, read further, listed, named, archived.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from msgspec import Raw

from mockplatform.dialects.cxone.shapes.base import Heard, Ref, Told
from mockplatform.dialects.cxone.shapes.heard import Fields, ThreadHeard
from mockplatform.dialects.cxone.shapes.objects import Case, CustomField, Message, Thread, User


class LoadMoreMessages(Heard):
    """`LoadMoreMessages`: the page before a token; with a contact, of that episode alone.

    Clients tell when their oldest message was, too; the token knows better.
    """

    scroll_token: str
    thread: ThreadHeard
    contact: Ref | None = None
    oldest_message_datetime: str | None = None


class UpdatedThread(Heard):
    """A thread and its new name."""

    id_on_external_platform: str
    thread_name: str


class UpdateThread(Heard):
    """`UpdateThread`."""

    thread: UpdatedThread


class NamedThread(Heard):
    """A thread by the client's name for it."""

    id_on_external_platform: str


class ArchiveThread(Heard):
    """`ArchiveThread`."""

    thread: NamedThread


class Nothing(Heard):
    """An event that needs no data."""


class SetContactFields(Fields, kw_only=True):
    """`SetConsumerContactCustomFields`; mobile: `SetContactCustomFields`, with the contact."""

    thread: ThreadHeard
    contact: Ref | None = None


class CustomerTold(Told):
    """The customer, as recoveries have him."""

    first_name: str
    last_name: str
    full_name: str
    custom_fields: list[CustomField]


class Recovered(Told):
    """The data of `ThreadRecovered` and `LivechatRecovered`; the newest first, in both lists.

    `contactHistory` has the pushes about contacts that belong to the time of the messages.
    Invented: which pushes, and their order.
    """

    contact: Case
    thread: Thread
    messages: list[Message]
    messages_scroll_token: str
    contact_history: list[Raw]
    customer: CustomerTold
    inbox_assignee: User | None
    owner_assignee: User | None


class MoreLoaded(Told):
    """The data of `MoreMessagesLoaded`; the newest first, in both lists."""

    messages: list[Message]
    scroll_token: str
    contact_history: list[Raw]


class ThreadList(Told):
    """The data of `ThreadListFetched`."""

    threads: list[Thread]


class Metadata(Told):
    """The data of `ThreadMetadataLoaded`."""

    last_message: Message | None
    owner_assignee: User | None


class ThreadTold(Told):
    """The data of `ThreadUpdated` and `ThreadArchived`. Invented: clients read none."""

    thread: Thread
