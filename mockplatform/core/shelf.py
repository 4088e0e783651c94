"""Owns the index of the files of a tenant's chat channels: which wait, and whose the others are.

Who uploads a file says on which channel, and not who he is. So it is nobody's, for a while, until
the message of a customer names it. Events that are too large for a frame lie here, too.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.aggregate import Deadline, Event
from mockplatform.core.files import File, FileDeleted, FileOffered

NOBODY = ""
"""Whose the bytes are for which no message has come yet."""
KIND, FORGOTTEN = "file", "file.forgotten"
"""What falls due of a file that waits, and what is done then."""


class Waiting(NamedTuple):
    """A file that no message has named yet: by which channel it came, and the URL handed out."""

    channel_id: str
    file: File
    url: str


class Shelf:
    """Files by id; each waits, or is a customer's.

    Attributes:
        large: Events that were put by, by id: how the URL of each is signed.
    """

    __slots__ = ("_owners", "_waiting", "large")

    def __init__(self) -> None:
        self.large: dict[str, str] = {}
        self._waiting: dict[str, Waiting] = {}
        self._owners: dict[str, str] = {}

    def __len__(self) -> int:
        """How many files wait."""
        return len(self._waiting)

    def add(self, waiting: Waiting) -> None:
        """Have a file wait for a message."""
        self._waiting[waiting.file.id] = waiting

    def waiting(self, file_id: str) -> Waiting | None:
        """Return a file that waits; None where none does by that id."""
        return self._waiting.get(file_id)

    def next_deadline(self, file_id: str) -> Deadline | None:
        """Return when a file has waited for long enough; None where it does not wait."""
        waiting = self._waiting.get(file_id)
        return None if waiting is None else Deadline(waiting.file.upload_until, FORGOTTEN)

    def heed(self, customer_id: str, event: Event) -> None:
        """Follow what happens to a customer: a file that he names first is his, until its end."""
        match event:
            case FileOffered(file=file):
                self._waiting.pop(file.id, None)
                self._owners.setdefault(file.id, customer_id)
            case FileDeleted(file_id=file_id) if self._owners.get(file_id) == customer_id:
                del self._owners[file_id]

    def owner(self, file_id: str) -> str:
        """Return whose a file is; empty where it is nobody's."""
        return self._owners.get(file_id, "")

    def drop(self, file_id: str) -> None:
        """Have a file wait no more."""
        self._waiting.pop(file_id, None)
