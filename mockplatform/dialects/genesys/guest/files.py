"""Owns a guest's actions on files: where to upload one, where to fetch it, that it goes.

Source: [C] transport SDK 2.14 (onAttachment, GenerateUrlError and its codes); [M] Java SDK 18.1.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core import files as core
from mockplatform.core.files import File, FileUploaded
from mockplatform.core.session import Session
from mockplatform.core.signals import UploadFailed
from mockplatform.dialects.genesys.guest import words
from mockplatform.dialects.genesys.guest.acting import cause, current
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.shapes import guest as shapes
from mockplatform.dialects.genesys.shapes.guest_frames import (
    AttachmentDeletedResponse,
    GenerateUrlError,
    PresignedUrlResponse,
    UploadFailureEvent,
    UploadSuccessEvent,
)
from mockplatform.durations import format_instant
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.errors import PlatformError, SessionExpired, SessionUnknown
from mockplatform.guests import check_asks, files

_OF_SESSIONS = (SessionExpired, SessionUnknown)
"""These end the session for the client: it wants them as such, whatever it has asked for."""


async def on_attachment(socket: Follower, line: Line, action: shapes.OnAttachment) -> Iterable[Out]:
    """Tell where to upload a file, or why not to."""
    try:
        return await _offered(socket, line, action)
    except _OF_SESSIONS:
        raise
    except PlatformError as error:
        if not action.errors_as_json:
            raise
        body = GenerateUrlError(
            attachment_id=action.attachment_id,
            error_code=words.code_of(error),
            error_message=error.message,
            name=type(error).__name__,
            message=error.message,
            timestamp=format_instant(socket.tenant.clock.now()),
        )
        return [words.answered(body, action.tracing_id)]


async def _offered(socket: Follower, line: Line, action: shapes.OnAttachment) -> Iterable[Out]:
    session = current(socket, line)
    check_asks(socket.tenant, session.id)
    wish = files.Wish(
        name=action.file_name,
        mime=action.file_type,
        size=action.file_size,
        id=action.attachment_id or "",
        md5=action.file_md5 or "",
    )
    service = socket.platform.service
    file = await files.offer(service, socket.tenant, session, wish, cause(socket))
    body = PresignedUrlResponse(
        attachment_id=file.id,
        url=line.base + files.upload_path(session.id, file),
        # Clients tell by these that they are to upload. They send them along; nobody reads them.
        headers={"x-attachment-id": file.id},
        file_name=file.name,
        file_type=file.mime,
    )
    return [words.answered(body, action.tracing_id)]


async def get_attachment(
    socket: Follower, line: Line, action: shapes.GetAttachment
) -> Iterable[Out]:
    """Tell where to fetch a file from, for a while from now on."""
    tenant = socket.tenant
    session = current(socket, line)
    file = core.uploaded(session.files, action.attachment_id, tenant.clock.now())
    body = PresignedUrlResponse(
        attachment_id=file.id,
        url=line.urls(tenant)(file.id),
        headers={},
        file_name=file.name,
        file_size=file.size,
        file_type=file.mime,
    )
    return [words.answered(body, action.tracing_id)]


async def delete_attachment(
    socket: Follower, line: Line, action: shapes.DeleteAttachment
) -> Iterable[Out]:
    """Take a file away that was not sent."""
    tenant = socket.tenant
    session = current(socket, line)
    id_ = action.attachment_id
    await files.delete(socket.platform.service, tenant, session, id_, cause(socket))
    return [words.answered(AttachmentDeletedResponse(attachment_id=id_), action.tracing_id)]


def uploaded(socket: Follower, line: Line, session: Session, event: FileUploaded) -> Iterable[Out]:
    """Return what is told of bytes that have come: of the guest's own files alone."""
    file: File | None = session.files.get(event.file_id)
    if file is None or file.by:
        return
    yield words.pushed(
        UploadSuccessEvent(
            attachment_id=file.id,
            download_url=line.urls(socket.tenant)(file.id),
            timestamp=format_instant(event.at),
        )
    )


def failed(socket: Follower, line: Line, failure: UploadFailed) -> Iterable[Out]:
    """Return what is told of bytes that were refused: of the guest's own files alone."""
    session = socket.tenant.sessions.get(line.session_id)
    file = None if session is None else session.files.get(failure.file_id)
    if file is not None and not file.by:
        yield words.pushed(
            UploadFailureEvent(
                attachment_id=file.id,
                error_code=words.code_of(failure.error),
                error_message=failure.error.message,
                timestamp=format_instant(socket.tenant.clock.now()),
            )
        )
