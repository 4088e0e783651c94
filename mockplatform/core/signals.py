"""Owns what is told and not kept: typing, read marks, moving queues, sockets and files that go."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from mockplatform.core.events import Person
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


Signal = Typing | Seen
Notice = Signal | Parted | Moved | UploadFailed
