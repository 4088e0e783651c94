"""Genesys guests who sin are found as the widget's clients are, and good ones are not."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

from tests.clients.sins import genesys
from tests.clients.stage import shown
from tests.clients.visit import Visit, visiting

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
