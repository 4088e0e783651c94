"""CXone customers whose clients sin are found as the widget's are, and good ones are not."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.clients.calling import Caller, calling
from tests.clients.sins import cxone
from tests.clients.stage import shown

PAGE = Path(__file__).parents[2] / "docs/findings.md"
RULES = [one.name.replace("_", "-") for one in pkgutil.iter_modules(cxone.__path__)]


def _clients(rule: str) -> ModuleType:
    return import_module(f"{cxone.__name__}.{rule.replace('-', '_')}")


async def _found(at: Caller) -> str:
    return "\n".join(map(shown, await at.findings()))


@pytest.mark.parametrize("rule", RULES)
async def test_a_customer_whose_client_sins_is_found(rule: str) -> None:
    """With the evidence that the module names, and with nothing else."""
    clients = _clients(rule)
    async with calling("c-1", **getattr(clients, "DIGITAL", {})) as at:
        await clients.sin(at)
        found = {one["rule"]: one for one in await at.findings()}
        assert set(found) == {rule}, await _found(at)
        clients.shows(found[rule], at)


@pytest.mark.parametrize("rule", RULES)
async def test_a_customer_whose_client_does_it_well_is_not(rule: str) -> None:
    """By no rule at all."""
    clients = _clients(rule)
    async with calling("c-1", **getattr(clients, "DIGITAL", {})) as at:
        await clients.good(at)
        assert not await _found(at), await _found(at)


def test_the_page_says_that_these_rules_hold_for_cxone() -> None:
    """In the column of that name."""
    table = PAGE.read_text(encoding="utf-8").partition("## Dialects")[2]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    rows = [row for row in rows if len(row) == 7]
    held = {
        rule
        for row in rows
        for rule in re.findall(r"`([a-z-]+)`", row[1])
        if row[4].strip() != "no"
    }
    assert set(RULES) <= held
