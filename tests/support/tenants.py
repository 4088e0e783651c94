"""Owns a tenant for one test, on a server that a whole module shares."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest_asyncio

from tests.support.api import Api
from tests.support.server import Server, serving

_numbers = count(1)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[Server]:
    """A server for all tests of a module."""
    async with serving() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def api(server: Server) -> AsyncIterator[Api]:
    """The widget API of a tenant of the test's own, where agents act only when told to.

    It is dropped afterwards, so that its key serves the next one.
    """
    id_ = f"test-{next(_numbers)}"
    tenant = await server.add_tenant(id_, agentsAct=False, botsAct=False)
    yield Api(server, tenant, f"/t/{id_}")
    if id_ in server.platform.tenants:
        await server.platform.drop(id_)


@pytest_asyncio.fixture(loop_scope="module")
async def ann(api: Api) -> Api:
    """The same, as a user with all scopes calls it."""
    return await api.user("ann")
