"""Owns the table of the journal's admin routes."""

from __future__ import annotations

from mockplatform.admin import journal, journal_verify, journal_wait
from mockplatform.admin.journal_verify import VerifyView
from mockplatform.admin.table import route

ROUTES = (
    route(
        "GET /journal",
        journal.get,
        "Read the journal",
        {200: journal.JournalView},
        query={
            **journal.FILTERS,
            "since": "Only those behind this id",
            "limit": "Entries at most",
        },
    ),
    route("DELETE /journal", journal.clear, "Empty the journal", {204: None}, noted=True),
    route(
        "POST /journal/verify",
        journal_verify.verify,
        "Tell whether something is in the journal, so often, and nothing else",
        {200: VerifyView},
        takes=journal_verify.VerifyBody,
        noted=True,
    ),
    route(
        "POST /journal/wait",
        journal_wait.wait,
        "Wait until something is in the journal so often",
        {200: VerifyView},
        takes=journal_wait.WaitBody,
        noted=True,
    ),
)
