"""Owns what is told and not kept: typing, read marks, moving queues, sockets and files that go.

Of a chat channel's customer also: what he is just typing, which page he looks at, what is offered
to him. Such a signal has an id, the same for all of his sockets.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mockplatform.core.events import Person
from mockplatform.core.proactive import ProactiveAction
from mockplatform.errors import PlatformError


class Typing(Struct, frozen=True):
    """Somebody types, or has stopped to."""

    sender: Person
    on: bool


class Seen(Struct, frozen=True):
    """Somebody has read up to `seq`."""

    sender: Person
    seq: int


class Parted(Struct, frozen=True):
    """The sockets of a session are to end, but for one; `reason` is empty or a word for it."""

    reason: str = ""
    but: str = ""


class Moved(Struct, frozen=True):
    """Others wait in a queue now, or others serve it: `places` are all who wait, from 1."""

    places: Mapping[str, int]
    is_served: bool


class UploadFailed(Struct, frozen=True):
    """The bytes of a session's file were refused."""

    file_id: str
    error: PlatformError


class Fired(Struct, frozen=True):
    """A channel offers its customer something; `destination` is the widget that is meant."""

    id: str
    action: ProactiveAction
    destination: str = ""


class Previewed(Struct, frozen=True):
    """A customer is typing this in a thread; the socket `by` which it came knows."""

    id: str
    by: str
    thread: str
    text: str


class Viewed(Struct, frozen=True):
    """A customer looks at a page; the socket `by` which it came knows."""

    id: str
    by: str
    url: str
    title: str


Signal = Typing | Seen
Shown = Fired | Previewed | Viewed
Notice = Signal | Parted | Moved | UploadFailed | Shown
