"""What tests of the client share: a platform, and both clients behind one face."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mockplatform.client import Admin, AsyncAdmin
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform


class Either:
    """Calls a client's methods, whichever client it is, and returns what they answer."""

    def __init__(self, admin: Admin | AsyncAdmin) -> None:
        self.admin = admin

    def __call__(self, path: str, /, *arguments: Any, **named: Any) -> Any:
        """Call a method by its path: `clock.advance`."""
        method: Any = self.admin
        for name in path.split("."):
            method = getattr(method, name)
        return self._answer(method, arguments, named)

    def _answer(
        self, method: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        answer = method(*arguments, **named)

        async def awaited() -> Any:
            return await answer

        return asyncio.run(awaited()) if inspect.isawaitable(answer) else answer


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    """One platform for a module's tests."""
    with MockPlatform.start(seed=1) as started:
        yield started


@pytest.fixture
def tenant(platform: MockPlatform) -> Iterator[TenantUnderTest]:
    """A tenant of the test's own, whose agents do only what the test does."""
    made = platform.admin.tenants.create(settings={"botsAct": False}, seed=7)
    yield TenantUnderTest(platform.admin.of(made.id), made)
    if made.id in [one.id for one in platform.admin.tenants.list().tenants]:
        platform.admin.tenants.delete(made.id)


@pytest.fixture(params=["blocking", "async"])
def call(request: pytest.FixtureRequest, tenant: TenantUnderTest) -> Either:
    """Both clients, one after the other, over the same tests."""
    return Either(tenant.admin if request.param == "blocking" else tenant.async_admin)


@pytest.fixture
def environment(tenant: TenantUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the test's tenant, as `mockplatform exec` would."""
    monkeypatch.setenv("MOCKPLATFORM_URL", tenant.admin.target.root)
    monkeypatch.setenv("MOCKPLATFORM_TENANT", tenant.id)
