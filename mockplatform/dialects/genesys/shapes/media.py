"""Owns files of agents on the platform API: announced, uploaded, shown."""

from __future__ import annotations

from mockplatform.edge.wire import Strings, Wire


class UploadMedia(Wire, kw_only=True):
    """A file that an agent wants to send. Source: [M] UploadMediaRequest."""

    file_name: str
    content_length_bytes: int
    content_md5: str | None = None


class MediaUpload(Wire, kw_only=True):
    """Where the file's bytes go. Source: [M] MessageMediaUploadData."""

    id: str
    name: str
    upload_url: str
    upload_headers: Strings
    self_uri: str


class Media(Wire, kw_only=True):
    """What is known of a file. Source: [M] MessageMediaData."""

    id: str
    status: str
    name: str | None = None
    url: str | None = None
    media_type: str | None = None
    content_length_bytes: int | None = None
    upload_url: str | None = None
    conversation_id: str | None = None
    communication_id: str | None = None
    self_uri: str | None = None
