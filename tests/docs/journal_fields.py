"""Owns the table of the journal's kinds and their members, a part of the page about it."""

from __future__ import annotations

from collections.abc import Iterator

from mockplatform.journal_fields import FIELDS
from tests.docs.page import Page, table
from tests.docs.part import replaced

PATH = "docs/journal.md"
TELLS = {
    "http": "a request and its answer",
    "frame": "a frame that came or went",
    "event": "something happened to a conversation, a token family, a context, the tenant",
    "auth": "a token or a secret was judged at the edge or by the service",
    "clock": "the tenant's clock was steered",
    "admin": "an act of the admin API",
    "agent": "an act in an agent's name",
    "socket": "a socket opened, closed, or was refused",
    "note": "something worth knowing, by its code",
    "signal": "somebody types or has read up to a `seq`, which nothing else keeps",
    "fault": "a fault fired",
    "finding": "a client was found to do something wrong (again: at each doubling of the count)",
}


def render() -> Page:
    """Return the page with the table as the journal has it now."""
    return Page(PATH, replaced(PATH, "fields", table(["kind", "tells", "members"], _rows())))


def _rows() -> Iterator[list[str]]:
    for kind, names in FIELDS.items():
        yield [f"`{kind}`", TELLS[kind], ", ".join(f"`{name}`" for name in names)]
