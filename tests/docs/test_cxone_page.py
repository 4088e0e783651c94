"""The page "Point your CXone client here": its blocks run in their order, with the real SDK."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from mockplatform import fixtures_loader
from mockplatform.core.channels import brand_of
from mockplatform.server import MockPlatform
from tests.docs.blocks import ROOT, Block, blocks, run_js, run_session
from tests.docs.test_break_it import matches
from tests.docs.test_genesys_page import pointed

PAGE = "docs/cxone.md"
BLOCKS = tuple(blocks(PAGE))


def run_calls(block: Block, url: str, folder: Path) -> str:
    """Run a shell block whose calls may be refused: what they print is what counts."""
    return run_session((block,), url, folder)[0]


RUNNERS = {"sh": run_calls, "js": run_js}
RUN = tuple(one for one in BLOCKS if one.language in RUNNERS)
PROMISED = {one: behind.text for one, behind in pairwise(BLOCKS) if behind.language == "text"}
"""What a block prints, where the page says so right behind it."""


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    with MockPlatform.start(seed=1, fixture="cxone", host="localhost") as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a reader's folder: with `page.mjs` and the chat SDK."""
    made = tmp_path_factory.mktemp("reader")
    page = next(one for one in RUN if one.text.startswith("// page.mjs\n"))
    (made / "page.mjs").write_text(page.text, encoding="utf-8")
    (made / "node_modules").symlink_to(ROOT / "tests" / "sdk" / "node_modules")
    return made


@pytest.mark.parametrize("block", RUN, ids=lambda one: one.name)
def test_a_block_runs_and_prints_what_the_page_says(
    block: Block, platform: MockPlatform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = RUNNERS[block.language](pointed(block, platform.url), platform.url, folder)
    assert block not in PROMISED or matches(PROMISED[block], printed), printed


def test_every_block_of_the_shell_promises_what_it_prints() -> None:
    assert [one.name for one in RUN if one.language == "sh" and one not in PROMISED] == []


def test_the_page_has_every_id_and_secret_of_the_fixture() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    config = fixtures_loader.load("cxone")
    ids = [one.id for one in config.deployments] + [one.id for one in config.queues]
    ids += [one.id for one in config.agents] + [one.id for one in config.clients]
    assert [one for one in [*ids, str(brand_of("default"))] if f"`{one}`" not in text] == []
    assert [one.id for one in config.clients if one.secret and one.secret not in text] == []
