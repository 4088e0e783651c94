"""The blocks of pages with commands are run as a reader would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockplatform.server import MockPlatform
from tests.docs.blocks import Block, blocks, run_python, run_shell

PAGES = ("docs/cli.md", "docs/embedding.md", "docs/matrix.md", "docs/outages.md")
BLOCKS = [block for page in PAGES for block in blocks(page)]
RUNNERS = {"sh": run_shell, "python": run_python}


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    """The platform that the pages speak of."""
    with MockPlatform.start(seed=1) as started:
        yield started


@pytest.mark.parametrize(
    "block", [one for one in BLOCKS if one.language in RUNNERS], ids=lambda one: one.name
)
def test_the_block_runs(block: Block, platform: MockPlatform, tmp_path: Path) -> None:
    RUNNERS[block.language](block, platform.url, tmp_path)


def test_no_block_is_of_a_language_that_nobody_runs() -> None:
    assert {one.language for one in BLOCKS} - {*RUNNERS, "text", "ini"} == set()
