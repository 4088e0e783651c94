"""Owns what the platform says on a guest's socket: one envelope, one Struct for each class."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from msgspec import field

from mockplatform.dialects.genesys.shapes.messages import StructuredMessage
from mockplatform.edge.wire import Strings, Wire, always

Body = TypeVar("Body")


class ServerFrame(Wire, Generic[Body], kw_only=True):
    """The envelope of all that the platform says; the body's class is named beside it.

    With class `string` the body is a text and the code tells the error.
    Source: [C] transport SDK 2.14, WebMessagingJson; tester 3.
    """

    type: Literal["response", "message"]
    class_: str = field(name="class")
    code: int
    body: Body
    tracing_id: str | None = None


class FileTypeEntry(Wire, kw_only=True):
    """A MIME type, `*/*` for all."""

    type: str


class InboundMedia(Wire, kw_only=True):
    """What files a guest may send; the size is in thousands of bytes."""

    file_types: list[FileTypeEntry]
    max_file_size_kb: int = field(name="maxFileSizeKB")


class AllowedMedia(Wire, kw_only=True):
    """What files may be sent. Source: [C] transport SDK 2.14, AllowedMedia."""

    inbound: InboundMedia


class SessionResponse(Wire, kw_only=True):
    """The state of a session; `expiration_date` is in epoch seconds.

    Source: [C] transport SDK 2.14, SessionResponse; [M] Java SDK 18.1.
    """

    connected: bool
    new_session: bool | None = None
    read_only: bool | None = None
    max_custom_data_bytes: int | None = None
    allowed_media: AllowedMedia | None = None
    blocked_extensions: list[str] | None = None
    cleared_existing_session: bool | None = None
    duration_seconds: int | None = None
    expiration_date: int | None = None
    auto_started: bool | None = None


class GetConfigurationResponse(Wire, kw_only=True):
    """What the deployment allows. Source: [M] Java SDK 18.2."""

    allowed_media: AllowedMedia
    max_custom_data_bytes: int
    message_routing_enabled: bool
    blocked_extensions: list[str] = always([])
    session_duration_seconds: int | None = None


class JwtResponse(Wire, kw_only=True):
    """A JWT that reads the history; `exp` is in epoch seconds. Source: [C] transport SDK 2.14."""

    jwt: str
    exp: int


class ResumeTokenResponse(Wire, kw_only=True):
    """A resume token; `exp` is in epoch seconds. Source: [M] Java SDK 18.1; [?] who asks for it."""

    resume_token: str
    exp: int


class PresignedUrlResponse(Wire, kw_only=True):
    """Where to PUT a file with these headers; with a size and no headers, where to fetch it.

    Source: [C] transport SDK 2.14, PresignedUrlResponse; [M] Java SDK 18.1.
    """

    attachment_id: str
    url: str
    headers: Strings = always({})
    file_name: str | None = None
    file_size: int | None = None
    file_type: str | None = None


class GenerateUrlError(Wire, kw_only=True):
    """Why a file may not be uploaded. Source: [C] transport SDK 2.14; [M] name and message."""

    error_code: int
    error_message: str
    attachment_id: str | None = None
    name: str | None = None
    message: str | None = None
    timestamp: str | None = None


class AttachmentDeletedResponse(Wire, kw_only=True):
    """The file is gone. Source: [C] transport SDK 2.14."""

    attachment_id: str


class UploadSuccessEvent(Wire, kw_only=True):
    """The file arrived. Source: [C] transport SDK 2.14; [M] Java SDK 18.1."""

    attachment_id: str
    download_url: str
    timestamp: str


class UploadFailureEvent(Wire, kw_only=True):
    """The file did not arrive. Source: [C] transport SDK 2.14; [M] Java SDK 13."""

    attachment_id: str
    error_code: int
    error_message: str
    timestamp: str


class TooManyRequestsErrorMessage(Wire, kw_only=True):
    """Too fast; `retry_after` is in seconds. Source: [C] transport SDK 2.14; [M] Java SDK 18.1."""

    retry_after: int
    error_code: int
    error_message: str
    name: str | None = None
    message: str | None = None


class ConnectionClosedEvent(Wire, kw_only=True):
    """This socket was shut in favour of another, or with the session.

    The reason stands twice: the Kotlin SDK reads `reason`, the Java SDK `reasonCode`.
    """

    reason: str | None = None
    reason_code: str | None = None


class SessionExpiredEvent(Wire, kw_only=True):
    """The session is over for good. Source: [C] transport SDK 2.14."""


class SessionClearedEvent(Wire, kw_only=True):
    """The conversation was cleared. Source: [C] transport SDK 2.14."""


class LogoutEvent(Wire, kw_only=True):
    """The user signed out. Source: [C] transport SDK 2.14."""


BODIES: dict[str, type] = {
    shape.__name__: shape
    for shape in (
        SessionResponse,
        StructuredMessage,
        GetConfigurationResponse,
        JwtResponse,
        ResumeTokenResponse,
        PresignedUrlResponse,
        GenerateUrlError,
        AttachmentDeletedResponse,
        UploadSuccessEvent,
        UploadFailureEvent,
        TooManyRequestsErrorMessage,
        ConnectionClosedEvent,
        SessionExpiredEvent,
        SessionClearedEvent,
        LogoutEvent,
    )
} | {"string": str}
"""The body of each class that a server frame may name."""
