"""Owns the calls about guest sessions."""

from __future__ import annotations

from mockplatform.client.calls.verbs import delete as _delete
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.request import Request, segment
from mockplatform.client.session_answers import Session, SessionPage


def list(  # noqa: A001 - as the API calls it
    *, user_id: str | None = None, limit: int | None = None, cursor: str | None = None
) -> Request[SessionPage]:
    """List guest sessions, newest first; `cursor` is the page before's `next_cursor`."""
    query = {"userId": user_id, "limit": limit, "cursor": cursor}
    return _get("/sessions", SessionPage, query)


def get(id: str) -> Request[Session]:  # noqa: A002 - as the API calls it
    """Show a session."""
    return _get(f"/sessions/{segment(id)}", Session)


def delete(id: str) -> Request[None]:  # noqa: A002 - as the API calls it
    """End a session as silence would."""
    return _delete(f"/sessions/{segment(id)}")
