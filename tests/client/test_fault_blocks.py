"""Faults for the length of a `with` block, blocking and on an event loop.

Source: docs/break-it.md, In Python.
"""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

import mockplatform
from mockplatform.client import AdminError, Unreachable, faulting
from mockplatform.client.blocks import NotEntered
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.faults.registry import KINDS
from mockplatform.server import MockPlatform

Make = Callable[..., Any]


@pytest.fixture(params=["admin", "tenant", "module"])
def fault(request: pytest.FixtureRequest, tenant: TenantUnderTest, environment: None) -> Make:
    """Each way to set a fault for a `with` block."""
    ways: dict[str, Make] = {
        "admin": tenant.admin.fault,
        "tenant": tenant.fault,
        "module": mockplatform.fault,
    }
    return ways[request.param]


@pytest.fixture(params=["admin", "tenant", "module"])
def fault_on_loop(
    request: pytest.FixtureRequest, tenant: TenantUnderTest, environment: None
) -> Make:
    """Each way to set a fault for an `async with` block."""
    ways: dict[str, Make] = {
        "admin": tenant.async_admin.fault,
        "tenant": tenant.fault,
        "module": mockplatform.fault,
    }
    return ways[request.param]


def call(tenant: TenantUnderTest, token: str) -> tuple[int, str | None]:
    """Call the platform as a customer; return the status and the fault that harmed the call."""
    request = urllib.request.Request(  # noqa: S310 - the test's own server
        f"{tenant.url}/api/v2/users/me", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return answer.status, answer.headers["X-Mockplatform-Fault"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["X-Mockplatform-Fault"]


def set_now(tenant: TenantUnderTest) -> list[str]:
    """Return the ids of the faults that are set."""
    return [one.id for one in tenant.admin.faults.list().faults]


def test_a_fault_harms_within_its_block_and_counts(fault: Make, tenant: TenantUnderTest) -> None:
    token = tenant.token(user_id="user-7")
    with fault("status", status=503, where={"path": "/api/*"}, when={"times": 2}) as down:
        assert [call(tenant, token) for _ in range(3)] == [(503, down.id)] * 2 + [(200, None)]
        assert (down.fired, down.look().state) == (2, "open")
    assert call(tenant, token) == (200, None)
    assert (down.fired, down.look().fired) == (2, 2)
    assert set_now(tenant) == []


async def test_a_fault_harms_within_its_block_on_a_loop(
    fault_on_loop: Make, tenant: TenantUnderTest
) -> None:
    token = tenant.token(user_id="user-7")
    async with fault_on_loop("status", status=503, id="down", ttl="1h", seed=3) as down:
        assert await asyncio.to_thread(call, tenant, token) == (503, "down")
        shown = await down.look()
        assert (shown.fired, shown.seed, shown.ends_at is None) == (1, 3, False)
    assert down.fired == 1
    assert set_now(tenant) == []


def test_an_exception_leaves_no_fault_behind(fault: Make, tenant: TenantUnderTest) -> None:
    with pytest.raises(ZeroDivisionError), fault("reset"):
        raise ZeroDivisionError
    assert set_now(tenant) == []


async def test_an_exception_leaves_no_fault_behind_on_a_loop(
    fault_on_loop: Make, tenant: TenantUnderTest
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with fault_on_loop("reset"):
            raise ZeroDivisionError
    assert set_now(tenant) == []


def test_a_fault_that_is_gone_already_is_fine(fault: Make, tenant: TenantUnderTest) -> None:
    with fault("reset", ttl="1m") as gone:
        tenant.clock.advance("2m")
    assert gone.fired == 0


async def test_a_fault_that_is_gone_already_is_fine_on_a_loop(
    fault_on_loop: Make, tenant: TenantUnderTest
) -> None:
    async with fault_on_loop("reset") as gone:
        tenant.admin.faults.clear()
    assert gone.fired == 0


def test_what_makes_no_sense_is_refused_before_the_block(
    fault: Make, tenant: TenantUnderTest
) -> None:
    with pytest.raises(AdminError, match="Did you mean 'status'") as refused, fault("sttus"):
        raise AssertionError("entered")
    assert refused.value.errors[0]["path"] == "$.what.kind"
    assert set_now(tenant) == []


def test_names_may_be_written_as_in_python(tenant: TenantUnderTest) -> None:
    with tenant.fault("status", retry_after="5s", where={"conversation_id": "c-1"}) as down:
        assert down.seen.what["retryAfter"] == "5s"
        assert down.seen.where["conversationId"] == "c-1"


def test_a_kind_may_be_given_as_the_api_writes_it(tenant: TenantUnderTest) -> None:
    example = {kind.kind: kind.example for kind in tenant.admin.faults.kinds().kinds}["latency"]
    with tenant.fault(example["what"], where=example["where"]) as slow:
        assert slow.seen.what == example["what"]


def test_no_member_of_a_kind_is_called_as_what_all_faults_have() -> None:
    taken = set(inspect.signature(faulting.fault).parameters) - {"members"}
    for name, kind in KINDS.items():
        assert taken.isdisjoint(kind.__struct_fields__), name


def test_a_block_is_not_entered_twice_at_once_but_again(tenant: TenantUnderTest) -> None:
    block = tenant.admin.fault("reset")
    with pytest.raises(NotEntered):
        assert block.fired
    with block, pytest.raises(NotEntered):
        block.__enter__()
    with block:
        assert len(set_now(tenant)) == 1
    assert set_now(tenant) == []


def test_a_server_that_went_away_does_not_hide_what_went_wrong() -> None:
    def stop_and_fail(platform: MockPlatform) -> None:
        with platform.admin.fault("reset"):
            platform.stop()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop_and_fail(MockPlatform.start(seed=1))
    platform = MockPlatform.start(seed=1)
    with pytest.raises(Unreachable), platform.admin.fault("reset"):
        platform.stop()


def test_without_an_environment_it_is_the_server_that_serve_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mockplatform.client.anywhere import here

    for name in ("URL", "TENANT", "ADMIN_TOKEN", "CA"):
        monkeypatch.delenv(f"MOCKPLATFORM_{name}", raising=False)
    assert here().base == "http://localhost:7070"


def test_the_package_imports_nothing_until_it_is_asked_for() -> None:
    script = (
        "import sys, mockplatform; before = {'msgspec', 'mockplatform.client'} & {*sys.modules}; "
        "print(before, mockplatform.fault.__name__, 'fault' in mockplatform.__all__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set() fault True\n"
    with pytest.raises(AttributeError, match="has no attribute 'falt'"):
        mockplatform.falt  # type: ignore[attr-defined] # noqa: B018 - it is asked for
