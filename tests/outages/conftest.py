"""What the tests of outages share: a server, and its admin API."""

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
