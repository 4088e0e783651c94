"""Owns the page about settings: each with default, range, meaning and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockplatform.durations import format_duration
from mockplatform.settings import schema
from tests.docs.page import Page, page, table


def render() -> Page:
    """Return the page."""
    return page(
        "docs/settings.md",
        "`mockplatform/settings.py`",
        "# Settings of a tenant",
        "Each tenant has its own. They are given in a fixture's `settings`, on the command line "
        "with `--setting NAME=VALUE`, or changed at run time over the [admin API](admin.md); a "
        "change holds from the next moment of the tenant's clock on. Durations are written like "
        "`31m`, `1h30m` or `250ms`, or as a number of seconds.",
        table(["setting", "default", "range", "what it says"], _rows()),
        '*Guide* is the guide "Designing Widget State Persistence Strategies for Maintaining '
        'Context Across Interactions"; *invented* is what it is silent about '
        "([fidelity](fidelity.md)).",
    )


def _rows() -> Iterator[list[str]]:
    for one in schema():
        default = f"`{str(one['default']).lower()}`"
        says = f"{one['help']} (*{one['source'].replace('guide', 'Guide', 1)}*)"
        yield [f"`{one['name']}`", default, _range(one), says]


def _range(one: dict[str, Any]) -> str:
    if one["unit"] == "duration":
        return f"{format_duration(one['min'])} to {format_duration(one['max'])}"
    if one["unit"] == "count":
        return f"{one['min']:,} to {one['max']:,}"
    if one["unit"] == "choice":
        choices = one["pattern"].removeprefix("^(").partition(")")[0].split("|")
        return ", ".join(f"`{choice}`" for choice in choices)
    if one["unit"] == "list":
        return "a list"
    return "`true`, `false`"
