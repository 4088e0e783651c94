"""Owns the pages about rules, each made of the rule itself, and their table in the page of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from mockplatform.findings import About
from mockplatform.findings.rules import RULES
from tests.docs.page import Page, page, table
from tests.docs.part import replaced

PATH = "docs/findings.md"
FOLDER = "docs/findings"
_SEVERITIES = {
    "error": "**error**: a customer loses, doubles or splits something.",
    "warning": "**warning**: a customer may lose something, or somebody else pays for it.",
    "note": "**note**: worth knowing; nobody loses anything.",
}


def index() -> Page:
    """Return the page of all findings with the table of rules as they are now."""
    return Page(PATH, replaced(PATH, "rules", table(["rule", "severity", "finds"], _rows())))


def _rows() -> Iterator[list[str]]:
    for rule in RULES:
        one = rule.about
        yield [f"[`{one.id}`](findings/{one.id}.md)", one.severity, one.title]


def rule_page(one: About) -> Page:
    """Return the page of a rule."""
    name = one.id.replace("-", "_")
    return page(
        f"{FOLDER}/{one.id}.md",
        f"`mockplatform/findings/rules/{name}.py`",
        f"# {one.id}",
        f"{one.title}.",
        _SEVERITIES[one.severity],
        "## When it fires",
        one.when,
        "## When it does not",
        one.not_when,
        "## Why it hurts",
        one.why,
        "## Instead",
        one.remedy,
        "## Source",
        one.source,
        "---",
        f"[All rules](../findings.md#the-rules). To let it fail nobody: the setting "
        f"`suppressFindings` with `{one.id}`, or `{one.id}:SUBJECT`.",
    )


PAGES: tuple[Callable[[], Page], ...] = tuple(partial(rule_page, rule.about) for rule in RULES)
"""What makes the page of each rule."""
