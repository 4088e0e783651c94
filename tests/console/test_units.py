"""Runs the units of the console's pure modules, `*.test.mjs`, with Node's own test runner."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.node_units import names, run

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", names(HERE))
async def test_the_units_of(name: str) -> None:
    """Each module has a file of them."""
    await run(HERE / name)
