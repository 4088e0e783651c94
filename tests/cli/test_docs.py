"""The blocks of pages with commands are run as a reader would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mockplatform.server import MockPlatform
from tests.docs.blocks import Block, blocks, run_python, run_shell

PAGES = (
    "docs/cli.md",
    "docs/embedding.md",
    "docs/findings.md",
    "docs/matrix.md",
    "docs/outages.md",
)
BLOCKS = [block for page in PAGES for block in blocks(page)]


def run_recipe(block: Block, url: str, folder: Path) -> str:
    """Run the steps of a CI recipe that are commands of ours for a platform that runs."""
    (folder / "known.json").write_text('{"findings": []}', encoding="utf-8")
    steps = [str(one.get("run", "")) for one in yaml.safe_load(block.text)]
    ours = [one for one in steps if one.startswith("mockplatform findings ")]
    assert ours
    start = f"export MOCKPLATFORM_URL={url} GITHUB_STEP_SUMMARY=summary.md"
    return run_shell(replace(block, text="\n".join([start, *ours])), url, folder)


RUNNERS = {"sh": run_shell, "python": run_python, "yaml": run_recipe}


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
