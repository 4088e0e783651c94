"""Outages for the length of a `with` block, blocking and on an event loop.

Source: docs/outages.md, In Python.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import mockplatform
from mockplatform.client import AdminError
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.errors import FixtureInvalid, UnknownThing

Make = Callable[..., Any]
OWN = "name: mine\nsteps:\n  - faults:\n      - { id: down, what: { kind: status, status: 503 } }\n"


@pytest.fixture(params=["admin", "tenant", "module"])
def outage(request: pytest.FixtureRequest, tenant: TenantUnderTest, environment: None) -> Make:
    """Each way to run an outage for a `with` block."""
    ways: dict[str, Make] = {
        "admin": tenant.admin.outage,
        "tenant": tenant.outage,
        "module": mockplatform.outage,
    }
    return ways[request.param]


@pytest.fixture(params=["admin", "tenant", "module"])
def outage_on_loop(
    request: pytest.FixtureRequest, tenant: TenantUnderTest, environment: None
) -> Make:
    """Each way to run an outage for an `async with` block."""
    ways: dict[str, Make] = {
        "admin": tenant.async_admin.outage,
        "tenant": tenant.outage,
        "module": mockplatform.outage,
    }
    return ways[request.param]


def log_in(tenant: TenantUnderTest) -> int:
    """Ask for a token; return the answer's status."""
    try:
        tenant.token()
    except AdminError as error:
        return error.status
    return 200


def test_an_outage_runs_within_the_block_and_no_longer(
    outage: Make, tenant: TenantUnderTest
) -> None:
    with outage("token-service-down") as down:
        assert (down.name, down.look().state) == ("token-service-down", "running")
        assert [log_in(tenant), log_in(tenant)] == [503, 503]
        assert down.fired == 2
    assert log_in(tenant) == 200
    assert down.fired == 2
    assert tenant.admin.outages.get("token-service-down").state == "over"


def test_an_outage_runs_within_the_block_on_a_loop(
    outage_on_loop: Make, tenant: TenantUnderTest
) -> None:
    async def body() -> None:
        async with outage_on_loop("token-service-down", for_="10m", seed=7) as down:
            assert down.seen.seed == 7
            assert await asyncio.to_thread(log_in, tenant) == 503
            assert (await down.look()).fired == 1
        assert down.fired == 1

    asyncio.run(body())
    assert log_in(tenant) == 200


def test_an_exception_stops_it_too(tenant: TenantUnderTest) -> None:
    with pytest.raises(ZeroDivisionError), tenant.outage("token-service-down"):
        raise ZeroDivisionError
    assert log_in(tenant) == 200


def test_one_that_is_over_before_the_block_is_no_mistake(tenant: TenantUnderTest) -> None:
    with tenant.outage("token-service-down", for_="1m"):
        tenant.clock.advance("1m")
        assert log_in(tenant) == 200


def test_intensity_and_a_later_beginning_are_passed_on(tenant: TenantUnderTest) -> None:
    with tenant.outage("token-service-down", intensity=0.25, after="1m") as down:
        assert (down.seen.state, down.seen.intensity) == ("waiting", 0.25)


def test_one_of_ones_own_runs_from_a_file_and_from_what_it_says(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    steps = [{"faults": [{"id": "down", "what": {"kind": "status", "status": 503}}]}]
    for own in (str(path), {"name": "mine", "steps": steps}):
        with tenant.outage(own) as down:
            assert (down.name, log_in(tenant)) == ("mine", 503)
        assert log_in(tenant) == 200


def test_a_file_that_describes_no_outage_is_refused_with_its_line(
    tenant: TenantUnderTest, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN.replace("status,", "statsu,"), encoding="utf-8")
    with pytest.raises(FixtureInvalid, match=r"mine\.yaml:4:"):
        tenant.outage(str(path))
    with pytest.raises(UnknownThing):
        tenant.outage(str(tmp_path / "none.yaml"))


def test_an_unknown_name_is_told_when_the_block_is_entered(tenant: TenantUnderTest) -> None:
    with pytest.raises(AdminError, match="Did you mean 'brownout'"), tenant.outage("brownuot"):
        pass
