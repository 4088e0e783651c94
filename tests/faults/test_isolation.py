"""Two hundred tenants with different faults at once: none leaks. Source: issue 3, Must be shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from mockplatform.tenant import Tenant
from tests.support.server import MESSAGING, Server, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

TENANTS = 200
HARMED = "X-Mockplatform-Fault"
Seen = tuple[int, str | None]
"""A status and the fault that the answer names; status 0 stands for a connection reset."""


@dataclass(frozen=True)
class Target:
    """One tenant, its customer, its fault, and what the fault makes of a call."""

    tenant: Tenant
    token: str
    what: dict[str, Any]
    harmed: Seen

    @property
    def fault(self) -> str:
        """The fault's id, which no other tenant has."""
        return f"fault-of-{self.tenant.id}"


async def target(server: Server, number: int) -> Target:
    """Make a tenant whose fault has an id, a kind and a status of its own."""
    id_ = f"t{number}"
    tenant = await server.add_tenant(id_, agentsAct=False, botsAct=False)
    token = await server.token("user-7", tenant=tenant)
    if number % 5 == 0:
        return Target(tenant, token, {"kind": "reset"}, (0, None))
    status = 400 + number
    what = {"kind": "status", "status": status}
    return Target(tenant, token, what, (status, f"fault-of-{id_}"))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[Server]:
    """A server for all tests of this module."""
    async with serving() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def made(server: Server) -> list[Target]:
    """Two hundred tenants."""
    return [await target(server, number) for number in range(TENANTS)]


@pytest_asyncio.fixture(loop_scope="module")
async def targets(server: Server, made: list[Target]) -> list[Target]:
    """The tenants, each with its fault, which has not fired yet."""
    for one in made:
        one.tenant.journal.clear()
        own: list[Any] = [{"id": one.fault, "what": one.what}]
        for faults in ([], own):
            url = f"{server.url}/t/{one.tenant.id}/__admin/faults"
            async with server.http.put(url, json={"faults": faults}) as told:
                assert told.status == 200
    return made


async def call(server: Server, one: Target) -> Seen:
    """Call a tenant as its customer, with a POST: those are not sent again behind our back."""
    headers = {"Authorization": f"Bearer {one.token}"}
    try:
        url = f"{server.url}/t/{one.tenant.id}{MESSAGING}"
        async with server.http.post(url, json={}, headers=headers) as answer:
            return answer.status, answer.headers.get(HARMED)
    except (aiohttp.ServerDisconnectedError, ConnectionResetError, aiohttp.ClientOSError):
        return 0, None


async def call_all(server: Server, targets: list[Target], times: int = 1) -> list[list[Seen]]:
    """Call all tenants at once, each so many times."""

    async def calls(one: Target) -> list[Seen]:
        return [await call(server, one) for _ in range(times)]

    return await asyncio.gather(*map(calls, targets))


def fired(one: Target) -> list[str]:
    """Return the faults of which a tenant's journal tells that they fired."""
    return [entry.render()["faultId"] for entry in one.tenant.journal.select(kind="fault")]


async def test_each_client_sees_its_own_tenants_fault_and_no_other(
    server: Server, targets: list[Target]
) -> None:
    assert await call_all(server, targets, 3) == [[one.harmed] * 3 for one in targets]
    assert [fired(one) for one in targets] == [[one.fault] * 3 for one in targets]
    assert len({one.harmed for one in targets}) == TENANTS - TENANTS // 5 + 1


async def test_a_tenant_without_a_fault_is_not_harmed(
    server: Server, targets: list[Target]
) -> None:
    spared = await target(server, TENANTS + 1)
    seen = await call_all(server, [*targets, spared])
    assert seen[-1] == [(201, None)]
    assert fired(spared) == []


async def test_taking_one_tenants_fault_away_touches_no_other(
    server: Server, targets: list[Target]
) -> None:
    await call_all(server, targets)
    freed, others = targets[::10], [one for n, one in enumerate(targets) if n % 10]
    for one in freed:
        url = f"{server.url}/t/{one.tenant.id}/__admin/faults/{one.fault}"
        async with server.http.delete(url) as answer:
            assert answer.status == 204
    assert await call_all(server, freed) == [[(201, None)]] * len(freed)
    assert await call_all(server, others) == [[one.harmed] for one in others]
    assert [fired(one) for one in freed] == [[one.fault] for one in freed]
    for one in others:
        (armed,) = one.tenant.faults
        assert (armed.id, armed.fired, armed.is_open) == (one.fault, 2, True)


async def test_what_another_tenant_holds_is_not_let_go(server: Server) -> None:
    """Each has a fault of the same name that holds a call; one of them is taken away."""
    first, second = [await target(server, TENANTS + number) for number in (2, 3)]
    calls = []
    for one in (first, second):
        faults = f"{server.url}/t/{one.tenant.id}/__admin/faults"
        async with server.http.post(faults, json={"id": "h", "what": {"kind": "hang"}}) as told:
            assert told.status == 201
        calls.append(asyncio.create_task(call(server, one)))
        await one.tenant.journal.wait_for(lambda entry: entry.kind == "fault")
    async with server.http.delete(f"{server.url}/t/{first.tenant.id}/__admin/faults/h"):
        assert await calls[0] == (201, "h")
    (armed,) = second.tenant.faults
    assert (armed.held, calls[1].done()) == (1, False)
    async with server.http.delete(f"{server.url}/t/{second.tenant.id}/__admin/faults/h"):
        assert await calls[1] == (201, "h")
