"""Owns what a chat remembers from run to run: the last conversation at each place."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

KEPT_MAX = 100


class Kept(Struct, frozen=True):
    """A conversation to come back to, and as whom."""

    conversation_id: str
    user_id: str


def place() -> Path:
    """Return the file, in the directory that the XDG specification names."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "mockplatform" / "chat.json"


def recall(where: str) -> Kept | None:
    """Return the last conversation at a place, if one is known."""
    return _read().get(where)


def keep(where: str, kept: Kept | None) -> None:
    """Remember a conversation, or forget it; a disk that takes nothing is no error here."""
    known = _read()
    known.pop(where, None)
    if kept is not None:
        known[where] = kept
    newest = dict(list(known.items())[-KEPT_MAX:])
    path = place()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".chat.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(newest))
        Path(temporary).replace(path)


def _read() -> dict[str, Kept]:
    try:
        return msgspec.json.decode(place().read_bytes(), type=dict[str, Kept])
    except (OSError, msgspec.DecodeError):
        return {}
