"""Owns the table of the journal's admin routes."""

from __future__ import annotations

from mockplatform.admin import (
    explain,
    journal,
    journal_arrivals,
    journal_stream,
    journal_verify,
    journal_wait,
)
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
            "before": "Only those before this id",
            "limit": "Entries at most",
        },
    ),
    route("DELETE /journal", journal.clear, "Empty the journal", {204: None}, noted=True),
    route(
        "GET /journal/stream",
        journal_stream.stream,
        "Tell entries as they come, as Server-Sent Events",
        {200: bytes},
        query={
            **journal.FILTERS,
            "since": "Begin behind this id, as with Last-Event-ID; with what comes if left out",
            "limit": "End after so many entries",
        },
    ),
    route(
        "GET /journal/arrivals",
        journal_arrivals.get,
        "Tell when requests arrived",
        {200: journal_arrivals.ArrivalsView},
        query={
            "since": "Only entries behind this id",
            "bucket": "How long a bucket is; 100ms if left out",
            "path": "Only requests whose path fits this glob",
            "subject": "Only those of this user",
            "clock": "wall (if left out) or tenant",
        },
    ),
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
    route(
        "GET /explain/{correlationId}",
        explain.get,
        "Tell the chain that led to an answer",
        {200: explain.ExplainView},
    ),
)
