"""Owns what the calls about guest sessions answer."""

from __future__ import annotations

from mockplatform.client.answers import Answer


class File(Answer, frozen=True, kw_only=True):
    """A file of a session's; `size` is in bytes."""

    id: str
    name: str
    mime: str
    size: int
    uploaded_at: str | None = None


class Session(Answer, frozen=True, kw_only=True):
    """A guest's session.

    Attributes:
        expires_at: When silence ends it; None where nothing does.
        ended: Why it is over: expired, cleared or loggedOut; None while it is not.
        sockets: The ids of its live sockets.
    """

    id: str
    deployment_id: str
    user_id: str
    user_name: str | None = None
    signed_in: bool
    started_at: str
    active_at: str
    expires_at: str | None = None
    ended: str | None = None
    conversations: list[str]
    files: list[File]
    sockets: list[str]


class SessionPage(Answer, frozen=True, kw_only=True):
    """Guest sessions, newest first."""

    sessions: list[Session]
    total: int
    next_cursor: str | None = None
