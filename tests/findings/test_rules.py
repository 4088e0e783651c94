"""Of each rule a sinning client is found with the right evidence, and a good one is not."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from mockplatform.findings.rules import BY_ID
from tests.clients.stage import shown
from tests.findings.stages import platform


def _clients(rule: str) -> ModuleType:
    return import_module(f"tests.clients.sins.{rule.replace('-', '_')}")


@pytest.mark.parametrize("rule", BY_ID)
async def test_a_client_that_sins_is_found(rule: str) -> None:
    """With the evidence that its module names, and with nothing else than it says."""
    clients = _clients(rule)
    async with platform() as customer:
        at = customer("user-7")
        await clients.sin(at)
        found = {one["rule"]: one for one in await at.findings()}
        assert set(found) == {rule} | getattr(clients, "ALSO", set()), list(
            map(shown, found.values())
        )
        clients.shows(found[rule], at)


@pytest.mark.parametrize("rule", BY_ID)
async def test_a_client_that_does_it_well_is_not(rule: str) -> None:
    """By no rule at all."""
    async with platform() as customer:
        at = customer("user-7")
        await _clients(rule).good(at)
        found = await at.findings()
        assert not found, "\n".join(map(shown, found))


async def test_all_good_clients_together_are_found_to_do_nothing_wrong() -> None:
    """On one tenant, each a customer of its own."""
    async with platform() as customer:
        for rule in BY_ID:
            await _clients(rule).good(customer(f"good-{rule}"))
        found = await customer("nobody").findings()
        assert not found, "\n".join(map(shown, found))
