"""Owns files that guests and agents send: offered, uploaded, named in a message, fetched again.

Whoever has a file's URL may use it, as with the platform's own presigned ones: it is signed with
a secret of the file's. What is signed cannot be changed, and the secret stands in no URL.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from mockplatform.blobs import Place
from mockplatform.core import files as core
from mockplatform.core.aggregate import StreamId
from mockplatform.core.events import MessageSent
from mockplatform.core.files import File
from mockplatform.core.session import Session
from mockplatform.core.signals import UploadFailed
from mockplatform.errors import (
    Conflict,
    FileExpired,
    FileGone,
    FileRefused,
    Forbidden,
    InvalidValue,
    ParameterMissing,
    PlatformError,
)
from mockplatform.guests.standing import Cause, deployment_of, execute
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.tenant import Tenant

UPLOADS = "/api/v2/uploads"
DOWNLOADS = "/api/v2/downloads"
ATTACHMENT = "Attachment"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}", re.ASCII)
_HEX_MD5 = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)
_MD5_BYTES = 16
_UPLOAD = "upload"
_EVER = ""


class Wish(NamedTuple):
    """A file that somebody wants to send.

    Attributes:
        id: Its id; empty has one made.
        md5: What its bytes must have, in hex or base64; empty where nobody says.
        by: The agent who offers it; empty for the guest.
    """

    name: str
    mime: str
    size: int
    id: str = ""
    md5: str = ""
    by: str = ""


class Named(NamedTuple):
    """A file as its URL names it."""

    session_id: str
    file: File


async def offer(
    service: Service, tenant: Tenant, session: Session, wish: Wish, cause: Cause
) -> File:
    """Announce a file of a session; its bytes may come for a while.

    Raises:
        FeatureOff, FileRefused: The session's deployment does not take it.
        ThingExists: A file that was uploaded has the id.
        InvalidValue: The id, or the digest, is none.
        TooManyRequests: The session has as many files as it may have.
    """
    core.check(deployment_of(tenant, session).messaging, wish.name, wish.mime, wish.size)
    if wish.id and not _ID.fullmatch(wish.id):
        raise InvalidValue(
            "$.attachmentId", "has 1 to 128 letters, digits, dots, dashes, tildes or underscores"
        )
    file = File(
        id=wish.id or tenant.ids.uuid(),
        name=wish.name,
        mime=wish.mime,
        size=wish.size,
        md5=_digest(wish.md5, "$.fileMd5"),
        secret=tenant.ids.token(),
        by=wish.by,
        offered_at=tenant.clock.now(),
    )
    await execute(service, tenant, ("session", session.id), core.OfferFile(file=file), cause)
    return file


def _digest(text: str, field: str) -> str:
    """Return an MD5 digest in hex; empty for none.

    Raises:
        InvalidValue: It is neither hex nor base64 of 16 bytes.
    """
    if not text or _HEX_MD5.fullmatch(text):
        return text.lower()
    try:
        data = b64decode(text, validate=True)
    except (NoBase64, ValueError):
        data = b""
    if len(data) != _MD5_BYTES:
        raise InvalidValue(field, "is no MD5 digest: 32 hex digits, or base64 of 16 bytes")
    return data.hex()


# URLs.


def upload_path(session_id: str, file: File) -> str:
    """Return path and query of the URL to which a file's bytes go."""
    return f"{UPLOADS}/{session_id}/{quote(file.id)}?signature={sign(file, _UPLOAD)}"


def download_path(session_id: str, file: File, until: int | None = None) -> str:
    """Return path and query of the URL that serves a file, until a time or for ever."""
    expires = _EVER if until is None else str(until)
    more = f"expires={expires}&" if expires else ""
    return f"{DOWNLOADS}/{session_id}/{quote(file.id)}?{more}signature={sign(file, expires)}"


def urls(tenant: Tenant, session_id: str, base: str) -> Callable[[str], str]:
    """Return what tells, by a file's id, the URL that serves it for a while from now on."""
    until = int(tenant.clock.now() + LIMITS.file_download_s_max)

    def url_of(file_id: str) -> str:
        session = tenant.sessions.get(session_id)
        file = None if session is None else session.files.get(file_id)
        if file is None:  # Gone with its session: the URL says so to whoever asks.
            return f"{base}{DOWNLOADS}/{session_id}/{quote(file_id)}"
        return base + download_path(session_id, file, until)

    return url_of


def sign(file: File, what: str) -> str:
    """Return what stands in a URL to show that it was handed out for a file, for that use."""
    return hmac.new(file.secret.encode(), what.encode(), hashlib.sha256).hexdigest()[:40]


def to_upload(tenant: Tenant, params: Mapping[str, str], signature: str) -> Named:
    """Return the file whose bytes may come to a URL.

    Raises:
        Forbidden: The URL is none that was handed out.
    """
    return _named(tenant, params, _UPLOAD, signature)


def to_download(
    tenant: Tenant, params: Mapping[str, str], expires: str, signature: str
) -> tuple[File, bytes]:
    """Return the file that a URL serves, and its bytes.

    Raises:
        Forbidden: The URL is none that was handed out.
        FileExpired: Its time is over.
        FileNotUploaded: The bytes have not come.
        FileGone: The bytes were there and are not any more.
    """
    session_id, file = _named(tenant, params, expires, signature)
    now = tenant.clock.now()
    if expires != _EVER and now > int(expires):
        raise FileExpired("The time of the URL is over", hint="getAttachment gives another one.")
    session = tenant.sessions[session_id]
    core.uploaded(session.files, file.id, now)
    return file, bytes_of(tenant, session_id, file.id)


def bytes_of(tenant: Tenant, key: str, file_id: str) -> bytes:
    """Return the bytes of a file that was uploaded; `key` is whose it is.

    Raises:
        FileGone: They are not here any more.
    """
    data = tenant.blobs.get(key, file_id)
    if data is None:
        raise FileGone(
            f"The bytes of {file_id[:64]!r} are not here any more",
            hint="They are in memory only: a restart, or a rewind to a time when they were not "
            "there, loses them. See docs/fidelity.md.",
        )
    return data


def _named(tenant: Tenant, params: Mapping[str, str], what: str, signature: str) -> Named:
    session = tenant.sessions.get(params["session"])
    file = None if session is None else session.files.get(params["file"])
    if session is None or file is None:
        raise unsigned()
    check_signature(file, what, signature)
    return Named(session.id, file)


def check_signature(file: File, what: str, signature: str) -> None:
    """Judge what stands in a URL to show that it was handed out.

    Raises:
        Forbidden: It was not.
    """
    if not signature.isascii() or not hmac.compare_digest(sign(file, what), signature):
        raise unsigned()


def unsigned() -> Forbidden:
    """Return the refusal of a URL that was not handed out."""
    return Forbidden(
        "The URL is not signed for that",
        hint="Take it whole, with its query, as it was handed out.",
    )


# Bytes.


@contextmanager
def place(tenant: Tenant, named: Named) -> Iterator[Place]:
    """Hold a place for the bytes of a file that are about to come.

    Raises:
        FileExpired: It is too late for them.
        TooManyRequests: There is no room.
    """
    core.check_time(named.file, tenant.clock.now())
    with tenant.blobs.place(named.file.size) as held:
        yield held


async def take(
    service: Service, tenant: Tenant, named: Named, data: bytes, held: Place, *, cause: Cause
) -> None:
    """Keep the bytes of a file that have come, in the place that is held for them.

    Who sends the same ones again, as a client does that has not heard the answer, is answered as
    before.

    Raises:
        FileExpired, FileUnknown, SessionUnknown, SessionExpired: It is too late for them.
        Conflict: Others have come before.
    """
    session_id, file = named
    before = tenant.blobs.get(session_id, file.id)
    if before is not None or file.uploaded_at is not None:
        if before != data:
            raise Conflict("The file was uploaded before", hint="onAttachment gives another URL.")
        return
    # First, as who hears of it may ask for the bytes at once.
    held.keep(session_id, file.id, data)
    kept = False
    try:
        command = core.TakeFile(file_id=file.id, size=len(data))
        await execute(service, tenant, ("session", session_id), command, cause)
        kept = cause.staged.keep
    finally:
        if not kept:
            tenant.blobs.discard(session_id, file.id)


def check_bytes(file: File, size: int, md5: str, told: str = "") -> None:
    """Judge bytes that have come by what was announced, and by the digest that came with them.

    Raises:
        FileRefused: They are not as many, or others.
        InvalidValue: What came with them is no digest.
    """
    if size != file.size:
        raise FileRefused(f"{file.size} bytes were announced, and {size} came", "size")
    if any(one and one != md5 for one in (file.md5, _digest(told, "Content-MD5"))):
        raise FileRefused("The bytes are not those that were announced", "content")


@contextmanager
def telling(tenant: Tenant, named: Named) -> Iterator[None]:
    """Have the session's sockets hear of what refuses an upload."""
    try:
        yield
    except PlatformError as error:
        stream = StreamId(tenant.id, "session", named.session_id)
        tenant.hub.signal(stream, UploadFailed(named.file.id, error))
        raise


async def delete(
    service: Service, tenant: Tenant, session: Session, file_id: str, cause: Cause
) -> None:
    """Take a file away that no message has named.

    Raises:
        FileUnknown: There is none by that id.
        Conflict: It was sent.
    """
    core.file_of(session.files, file_id)
    for id_ in session.conversations:
        for event in await service.events(tenant, "conversation", id_):
            if isinstance(event, MessageSent) and file_id in ids_in(event.content):
                raise Conflict("The attachment was sent", hint="What was sent stays.")
    await execute(service, tenant, ("session", session.id), core.DeleteFile(file_id=file_id), cause)


# Messages.


def ids_in(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ids of the files that a message's parts name."""
    return [
        str((part.get("attachment") or {}).get("id"))
        for part in parts
        if part.get("contentType") == ATTACHMENT
    ]


def stored(
    tenant: Tenant, session: Session, parts: Sequence[dict[str, Any]]
) -> tuple[dict[str, Any], ...]:
    """Return a message's parts as they are kept: of files, what is known of them.

    The `url` that is kept is a path that serves the file for as long as it is there; whoever shows
    the message to a client of Genesys puts one with an end there (`urls`).

    Raises:
        InvalidValue: A part that is no attachment has one: nobody would judge it.
        ParameterMissing: A part names no file.
        FileUnknown, FileExpired, FileNotUploaded: It names one that cannot be sent.
    """
    for index, part in enumerate(parts):
        if part.get("attachment") is not None and part.get("contentType") != ATTACHMENT:
            raise InvalidValue(
                f"$.message.content[{index}].attachment",
                f"stands in content of type {ATTACHMENT} alone",
            )
    return tuple(
        _stored(tenant, session, part) if part.get("contentType") == ATTACHMENT else part
        for part in parts
    )


def _stored(tenant: Tenant, session: Session, part: dict[str, Any]) -> dict[str, Any]:
    id_ = (part.get("attachment") or {}).get("id")
    if not id_:
        raise ParameterMissing(
            "Missing parameter: content.attachment.id", hint="onAttachment gives one."
        )
    file = core.uploaded(session.files, id_, tenant.clock.now())
    return {**part, "attachment": known(tenant, file, download_path(session.id, file))}


def known(tenant: Tenant, file: File, url: str) -> dict[str, Any]:
    """Return what a message keeps of a file that it names; `url`, or a path, serves it."""
    return {
        "id": file.id,
        "mediaType": core.media_type(file.mime),
        "url": urlsplit(tenant.issuer).path + url if url.startswith("/") else url,
        "mime": file.mime,
        "filename": file.name,
        "fileSize": file.size,
    }
