"""Genesys guests who sin are found as the widget's clients are, and good ones are not."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from mockplatform.findings.rules import BY_ID
from tests.clients.sins import genesys
from tests.clients.stage import shown
from tests.clients.visit import Visit, visiting

ROOT = Path(__file__).parents[2]
RULES = [one.name.replace("_", "-") for one in pkgutil.iter_modules(genesys.__path__)]


def _clients(rule: str) -> ModuleType:
    return import_module(f"{genesys.__name__}.{rule.replace('-', '_')}")


async def _found(at: Visit) -> str:
    return "\n".join(map(shown, await at.findings()))


@pytest.mark.parametrize("rule", RULES)
async def test_a_guest_who_sins_is_found(rule: str) -> None:
    """With the evidence that his module names, and with nothing else."""
    clients = _clients(rule)
    async with visiting("user-7", **getattr(clients, "MESSAGING", {})) as at:
        await clients.sin(at)
        found = {one["rule"]: one for one in await at.findings()}
        assert set(found) == {rule}, await _found(at)
        clients.shows(found[rule], at)


@pytest.mark.parametrize("rule", RULES)
async def test_a_guest_who_does_it_well_is_not(rule: str) -> None:
    """By no rule at all."""
    clients = _clients(rule)
    async with visiting("user-7", **getattr(clients, "MESSAGING", {})) as at:
        await clients.good(at)
        assert not await _found(at), await _found(at)


def test_the_page_says_of_each_rule_whether_it_holds_for_genesys() -> None:
    """Each once."""
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    table = page.partition("## Dialects")[2].partition("What has been found")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = [rule for cell in cells for rule in re.findall(r"`([a-z-]+)`", cell)]
    assert sorted(told) == sorted(BY_ID)
