"""Owns a checkpoint as it is kept: a snapshot's document, packed, for there may be many."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from mockplatform.errors import PayloadTooLarge
from mockplatform.limits import LIMITS
from mockplatform.snapshots.value import Snapshot
from mockplatform.snapshots.written import read, write

_LEVEL = 1
"""Of zlib: the fastest, which packs events to about a fifth."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tenant's state, kept.

    Attributes:
        packed: The document.
        at: The tenant's time then.
        conversations: How many conversations it holds.
        events: How many events it holds in all.
    """

    packed: bytes
    at: float
    conversations: int
    events: int


def document(snapshot: Snapshot) -> bytes:
    """Return a snapshot's document.

    Raises:
        PayloadTooLarge: It could not be put back.
    """
    written = write(snapshot)
    if len(written) > LIMITS.snapshot_bytes_max:
        raise PayloadTooLarge(
            f"The snapshot has {len(written)} bytes; the limit is {LIMITS.snapshot_bytes_max}",
            hint="Delete conversations that the test does not need; see docs/limits.md.",
        )
    return written


def pack(snapshot: Snapshot) -> Checkpoint:
    """Return a snapshot as it is kept.

    Raises:
        PayloadTooLarge: It could not be put back.
    """
    return Checkpoint(
        packed=zlib.compress(document(snapshot), _LEVEL),
        at=snapshot.clock.now,
        conversations=sum(stream.kind == "conversation" for stream in snapshot.streams),
        events=sum(len(stream.events) for stream in snapshot.streams),
    )


def unpack(checkpoint: Checkpoint) -> Snapshot:
    """Return the snapshot that was packed."""
    return read(zlib.decompress(checkpoint.packed))
