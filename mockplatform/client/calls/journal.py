"""Owns the calls about the journal: what happened, in order."""

from __future__ import annotations

from mockplatform.client.answers import Journal
from mockplatform.client.calls.verbs import delete
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.request import Request


def get(
    *,
    kind: str | None = None,
    conversation_id: str | None = None,
    subject: str | None = None,
    since: int | None = None,
    limit: int | None = None,
) -> Request[Journal]:
    """Show entries: behind `since` the next ones, without it the newest."""
    query = {
        "kind": kind,
        "conversationId": conversation_id,
        "subject": subject,
        "since": since,
        "limit": limit,
    }
    return _get("/journal", Journal, query)


def clear() -> Request[None]:
    """Empty the journal; ids go on."""
    return delete("/journal")
