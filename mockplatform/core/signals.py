"""Owns what is told and not kept: typing and read marks."""

from __future__ import annotations

from msgspec import Struct

from mockplatform.core.events import Person


class Typing(Struct, frozen=True):
    """Somebody types, or has stopped to."""

    sender: Person
    on: bool


class Seen(Struct, frozen=True):
    """Somebody has read up to `seq`."""

    sender: Person
    seq: int


Signal = Typing | Seen
