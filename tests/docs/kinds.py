"""Owns the table of all kinds of faults, a part of the page that is written by hand otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from mockplatform.faults.catalogue import summary
from mockplatform.faults.registry import KINDS
from tests.docs.page import Page, table
from tests.docs.part import replaced

PATH = "docs/break-it.md"


def render() -> Page:
    """Return the page with the table as the registry has it now."""
    header = ["kind", "does", "the client sees", "members", "may stand in"]
    return Page(PATH, replaced(PATH, "kinds", table(header, _rows())))


def _rows() -> Iterator[list[str]]:
    for name, kind in KINDS.items():
        members = [f"`{one.encode_name}`" for one in msgspec.structs.fields(kind)]
        phases = [f"`{phase}`" for phase in kind.phases]
        yield [f"`{name}`", summary(kind), kind.sees, ", ".join(members), ", ".join(phases)]
