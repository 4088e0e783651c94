"""The blocks of the page on snapshots are run as a reader would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockplatform.server import MockPlatform
from tests.docs.blocks import blocks, run_python, run_shell

RUNNERS = {"sh": run_shell, "python": run_python}
BLOCKS = list(blocks("docs/snapshots.md"))


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    """The platform that the page speaks of."""
    with MockPlatform.start(seed=1) as started:
        yield started


def test_the_blocks_run_in_their_order(platform: MockPlatform, tmp_path: Path) -> None:
    """Each goes on where the one before has ended."""
    assert {block.language for block in BLOCKS} == set(RUNNERS)
    for block in BLOCKS:
        RUNNERS[block.language](block, platform.url, tmp_path)
