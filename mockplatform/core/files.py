"""Owns files that are sent along: which are taken, how they come, when it is too late.

A file is announced, then its bytes come, then a message may name it. It belongs to a guest's
session; the bytes themselves are no event and stand elsewhere (`mockplatform.blobs`).

Source: [C] transport SDK 2.14 and web-messaging-sdk 18.1 (checks, codes). Invented: the times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Circumstances, Command, Event
from mockplatform.errors import (
    FeatureOff,
    FileExpired,
    FileNotUploaded,
    FileRefused,
    FileUnknown,
    ThingExists,
    TooManyRequests,
)
from mockplatform.limits import LIMITS

_MIME = re.compile(r"[A-Za-z0-9][\w.+!#$&^-]{0,62}/[A-Za-z0-9][\w.+!#$&^-]{0,62}", re.ASCII)
_NO_NAME = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*]')
_KB = 1000
"""Source: [C] transport SDK 2.14 compares bytes / 1000 with maxFileSizeKB."""


class File(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file of a session's: announced, uploaded once `uploaded_at` is there.

    Attributes:
        size: In bytes.
        md5: What the bytes must have, in hex; empty where nobody has said.
        secret: From which the signatures of its URLs are made.
        by: The agent who offers it; empty for the guest.
    """

    id: str
    name: str
    mime: str
    size: int
    offered_at: float
    md5: str = ""
    secret: str = ""
    by: str = ""
    uploaded_at: float | None = None

    @property
    def upload_until(self) -> float:
        """Until when its bytes may come, on the tenant's clock."""
        return self.offered_at + LIMITS.file_upload_s_max


Files = Map[str, File]


class Taking(Protocol):
    """What a deployment takes, as guests or customers of a chat channel meet it."""

    @property
    def attachments(self) -> bool:
        """Whether it takes files at all."""

    @property
    def file_types(self) -> Sequence[str]:
        """The MIME types; `*` stands for any part."""

    @property
    def file_size_kb_max(self) -> int:
        """The most that a file may have, in units of 1,000 bytes."""

    @property
    def blocked_extensions(self) -> Sequence[str]:
        """Ends of names that are not taken."""


class FileOffered(Event, frozen=True, kw_only=True):
    """A file was announced."""

    file: File


class FileUploaded(Event, frozen=True, kw_only=True):
    """A file's bytes have come."""

    file_id: str
    size: int


class FileDeleted(Event, frozen=True, kw_only=True):
    """A file is gone."""

    file_id: str


FileEvent = FileOffered | FileUploaded | FileDeleted


class OfferFile(Command, frozen=True, kw_only=True):
    """Announce a file."""

    file: File


class TakeFile(Command, frozen=True, kw_only=True):
    """Note that a file's bytes have come."""

    file_id: str
    size: int


class DeleteFile(Command, frozen=True, kw_only=True):
    """Take a file away that was not sent."""

    file_id: str


def check(takes: Taking, name: str, mime: str, size: int) -> None:
    """Judge a file before it comes, by what its deployment takes.

    Raises:
        FeatureOff: The deployment takes none.
        FileRefused: Its name, its type or its size is not taken.
    """
    if not takes.attachments:
        raise FeatureOff("Attachments are turned off", hint="The deployment's `attachments`.")
    if not name.strip(" .") or _NO_NAME.search(name):
        raise FileRefused("The file's name is none", "name", hint="Send it without a folder.")
    if len(name) > LIMITS.file_name_chars_max:
        raise FileRefused(
            f"The file's name is longer than {LIMITS.file_name_chars_max} characters", "length"
        )
    blocked = [end for end in takes.blocked_extensions if name.lower().endswith(end.lower())]
    if blocked:
        raise FileRefused(f"Files that end in {blocked[0]} are not taken", "type")
    if not _MIME.fullmatch(mime) or not is_taken(takes, mime):
        raise FileRefused(
            f"Files of type {mime[:80]!r} are not taken",
            "type",
            hint=f"Taken are: {', '.join(takes.file_types)[:200]}.",
        )
    if not 0 < size <= takes.file_size_kb_max * _KB:
        raise FileRefused(
            f"A file has 1 to {takes.file_size_kb_max * _KB} bytes, not {size}", "size"
        )


def is_taken(takes: Taking, mime: str) -> bool:
    """Whether a deployment takes files of a MIME type; `*` stands for any part."""
    kind, _, form = mime.lower().partition("/")
    for taken in takes.file_types:
        first, _, second = taken.lower().partition("/")
        if first in ("*", kind) and second in ("*", form):
            return True
    return False


def media_type(mime: str) -> str:
    """Return which of the platform's few kinds of media a MIME type is. Source: [M] mediaType."""
    kind = mime.partition("/")[0].lower()
    return {"image": "Image", "video": "Video", "audio": "Audio"}.get(kind, "File")


def offer(files: Files, command: OfferFile, at: Circumstances) -> Sequence[FileEvent]:
    """Return what an announcement leads to; those that never came make room.

    Raises:
        ThingExists: A file that has come already has the id.
        TooManyRequests: There are as many as a session may have.
    """
    known = files.get(command.file.id)
    if known is not None and known.uploaded_at is not None:
        raise ThingExists(
            f"Attachment {known.id!r} was uploaded before", hint="Make another attachmentId."
        )
    others = [one for one in files.values() if one is not known]
    gone: list[str] = []
    if len(others) >= LIMITS.session_files_max:
        gone = sorted(one.id for one in others if _is_late(one, at.now))
        if not gone:
            raise TooManyRequests(
                f"A session has at most {LIMITS.session_files_max} files",
                hint="Delete one that was not sent; where all were, another session has room.",
            )
    deleted = [FileDeleted(at=at.now, file_id=id_) for id_ in gone]
    return [*deleted, FileOffered(at=at.now, file=command.file)]


def take(files: Files, command: TakeFile, at: Circumstances) -> Sequence[FileEvent]:
    """Return what follows from bytes that have come; nothing the second time.

    Raises:
        FileUnknown: There is none by that id.
        FileExpired: They come too late.
    """
    found = file_of(files, command.file_id)
    if found.uploaded_at is not None:
        return []
    check_time(found, at.now)
    return [FileUploaded(at=at.now, file_id=found.id, size=command.size)]


def delete(files: Files, command: DeleteFile, at: Circumstances) -> Sequence[FileEvent]:
    """Return what taking a file away leads to.

    Raises:
        FileUnknown: There is none by that id.
    """
    return [FileDeleted(at=at.now, file_id=file_of(files, command.file_id).id)]


def after(files: Files, event: FileEvent) -> Files:
    """Return the files after `event`."""
    match event:
        case FileOffered(file=file):
            return files.set(file.id, file)
        case FileUploaded(file_id=file_id, size=size):
            return files.set(file_id, replace(files[file_id], uploaded_at=event.at, size=size))
        case FileDeleted(file_id=file_id):
            return files.delete(file_id)


def _is_late(file: File, now: float) -> bool:
    return file.uploaded_at is None and now > file.upload_until


def check_time(file: File, now: float) -> None:
    """Judge whether a file's bytes may still come.

    Raises:
        FileExpired: The time is over.
    """
    if _is_late(file, now):
        raise FileExpired(
            "The time to upload is over",
            hint=f"It is {LIMITS.file_upload_s_max:g} s of the tenant's clock: send onAttachment "
            "again.",
        )


def file_of(files: Files, file_id: str) -> File:
    """Return a file, whether or not its bytes have come.

    Raises:
        FileUnknown: There is none by that id.
    """
    found = files.get(file_id)
    if found is None:
        raise FileUnknown(
            f"No attachment {file_id[:64]!r} in this session",
            hint="Ids come from PresignedUrlResponse, and end with the session.",
        )
    return found


def uploaded(files: Files, file_id: str, now: float) -> File:
    """Return a file whose bytes have come.

    Raises:
        FileUnknown: There is none by that id.
        FileExpired: Its bytes have not come, and come no more.
        FileNotUploaded: Its bytes have not come.
    """
    found = file_of(files, file_id)
    if found.uploaded_at is None:
        check_time(found, now)
        raise FileNotUploaded(
            f"Attachment {file_id!r} was not uploaded",
            hint="PUT its bytes to the URL of its PresignedUrlResponse first.",
        )
    return found
