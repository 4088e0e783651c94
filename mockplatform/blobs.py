"""Owns the bytes of files, in memory: how much there may be, and for how long they stay.

They are no events: neither a store nor a snapshot has them. Nothing is ever pushed out to make room
for something else; bytes go with their file, their session or their tenant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mockplatform.errors import TooManyRequests
from mockplatform.limits import LIMITS


class Room:
    """What all tenants of a platform have together; `taken` is in bytes."""

    __slots__ = ("taken",)

    def __init__(self) -> None:
        self.taken = 0


class Blobs:
    """The bytes of one tenant's files, by session and file.

    Attributes:
        taken: How many bytes it has, those included for which a place is held.
    """

    __slots__ = ("_is_over", "_kept", "_room", "taken")

    def __init__(self, room: Room | None = None) -> None:
        self._room = room or Room()
        self._kept: dict[str, dict[str, bytes]] = {}
        self._is_over = False
        self.taken = 0

    def get(self, session_id: str, file_id: str) -> bytes | None:
        """Return a file's bytes; None where they are not here."""
        return self._kept.get(session_id, {}).get(file_id)

    @contextmanager
    def place(self, size: int) -> Iterator[Place]:
        """Hold a place for bytes that are about to come; it is given back if it is not used.

        Raises:
            TooManyRequests: There is no room for so many.
        """
        if self.taken + size > LIMITS.files_per_tenant_bytes_max:
            raise _full(f"A tenant's files have at most {LIMITS.files_per_tenant_bytes_max} bytes")
        if self._room.taken + size > LIMITS.files_bytes_max:
            raise _full(f"All tenants' files have at most {LIMITS.files_bytes_max} bytes together")
        self._count(size)
        place = Place(self)
        try:
            yield place
        finally:
            if not place.is_used:
                self._count(-size)

    def keep(self, session_id: str, file_id: str, data: bytes) -> bool:
        """Keep bytes that are counted already; False where the tenant is over."""
        if self._is_over:
            return False
        self._kept.setdefault(session_id, {})[file_id] = data
        return True

    def move(self, file_id: str, before: str, after: str) -> None:
        """Have a file's bytes belong to another session, if they are here."""
        data = self._kept.get(before, {}).pop(file_id, None)
        if data is not None:
            self._kept.setdefault(after, {})[file_id] = data
            if not self._kept[before]:
                del self._kept[before]

    def discard(self, session_id: str, file_id: str) -> None:
        """Let go of a file's bytes, if they are here."""
        files = self._kept.get(session_id, {})
        self._count(-len(files.pop(file_id, b"")))
        if not files:
            self._kept.pop(session_id, None)

    def discard_all(self, session_id: str) -> None:
        """Let go of all bytes of a session's files."""
        self._count(-sum(map(len, self._kept.pop(session_id, {}).values())))

    def inherit(self, other: Blobs, sizes: Mapping[str, Mapping[str, int]]) -> None:
        """Take over from another what belongs to files that are here; the other ends.

        Args:
            other: Who goes.
            sizes: How many bytes each file has that was uploaded, by session and file.
        """
        for session_id, files in other.end().items():
            for file_id, data in files.items():
                if sizes.get(session_id, {}).get(file_id) == len(data):
                    self._count(len(data))
                    self.keep(session_id, file_id, data)

    def end(self) -> dict[str, dict[str, bytes]]:
        """Let go of everything, for good; return what there was."""
        kept, self._kept, self._is_over = self._kept, {}, True
        self._count(-sum(len(data) for files in kept.values() for data in files.values()))
        return kept

    def _count(self, size: int) -> None:
        self.taken += size
        self._room.taken += size


class Place:
    """Room that is held; `is_used` once bytes are kept there."""

    __slots__ = ("_blobs", "is_used")

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self.is_used = False

    def keep(self, session_id: str, file_id: str, data: bytes) -> None:
        """Keep bytes, as many as the place is for; a tenant that is over keeps none."""
        self.is_used = self._blobs.keep(session_id, file_id, data)


def _full(message: str) -> TooManyRequests:
    return TooManyRequests(
        message,
        hint="Room comes back as files go; POST /__admin/tenants/{id}/reset takes all of them.",
    )
