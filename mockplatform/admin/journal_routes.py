"""Owns the table of the journal's admin routes."""

from __future__ import annotations

from mockplatform.admin import journal
from mockplatform.admin.table import route

ROUTES = (
    route(
        "GET /journal",
        journal.get,
        "Read the journal",
        {200: journal.JournalView},
        query={
            "kind": "Only entries of this kind",
            "conversationId": "Only those of this conversation",
            "subject": "Only those about this user or stream",
            "since": "Only those behind this id",
            "limit": "Entries at most",
        },
    ),
    route("DELETE /journal", journal.clear, "Empty the journal", {204: None}, noted=True),
)
