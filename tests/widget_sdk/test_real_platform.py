"""The SDK's foundation in Node against a real server; both clocks are moved by the tests."""

from __future__ import annotations

from pathlib import Path

from tests.support.node_units import run
from tests.support.server import serving

FOUNDATION = Path(__file__).with_name("foundation.real.mjs")


async def test_the_foundation_stands_on_a_real_platform() -> None:
    """Tokens, outages, contexts and hashes, each on a tenant of its own."""
    async with serving() as server:
        await run(FOUNDATION, MOCKPLATFORM_URL=server.url)
