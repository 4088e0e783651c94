"""What the tests of the admin API share: a server, and its admin API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.admin.api import Api
from tests.support.server import serving


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """The admin API of a fresh server's default tenant."""
    async with serving() as server:
        yield Api(server)


@pytest.fixture
async def people(api: Api) -> Api:
    """The same, where only people work: bots do nothing, nobody is offered anything."""
    reply = await api.patch("/settings", {"agentsAct": False, "botsAct": False})
    assert reply.status == 200
    return api
