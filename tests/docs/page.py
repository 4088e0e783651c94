"""Owns what the generated pages have in common: where they stand, and how a table is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

NOTE = "<!-- Written by `make docs` from {source}; changes made here are lost. -->"


class Page(NamedTuple):
    """A generated page: its path from the top of the repository, and its whole text."""

    path: str
    text: str


def page(path: str, source: str, *parts: str) -> Page:
    """Return a page of parts with a blank line between them, and a note where it comes from."""
    title, *rest = parts
    return Page(path, "\n\n".join([title, NOTE.format(source=source), *rest]) + "\n")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
