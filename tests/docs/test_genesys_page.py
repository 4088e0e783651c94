"""The page "Point your Genesys client here": its blocks run in their order, with the real SDKs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mockplatform import fixtures_loader
from mockplatform.server import MockPlatform
from tests.docs.blocks import ROOT, Block, blocks, run_js, run_python, run_shell
from tests.docs.test_break_it import matches

PAGE = "docs/genesys.md"
BLOCKS = tuple(blocks(PAGE))
RUNNERS = {"sh": run_shell, "python": run_python, "js": run_js}
RUN = tuple(one for one in BLOCKS if one.language in RUNNERS)
PROMISED = {one: behind.text for one, behind in pairwise(BLOCKS) if behind.language == "text"}
"""What a block prints, where the page says so right behind it."""


@pytest.fixture(scope="module")
def platform() -> Iterator[MockPlatform]:
    with MockPlatform.start(seed=1, fixture="genesys", host="localhost") as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a reader's folder: with `guest.py`, the JavaScript clients, and a home of its own.

    The Python SDK would watch the home folder's files otherwise.
    """
    made = tmp_path_factory.mktemp("reader")
    guest = next(one for one in RUN if one.text.startswith("# guest.py\n"))
    (made / "guest.py").write_text(guest.text, encoding="utf-8")
    (made / "node_modules").symlink_to(ROOT / "tests" / "sdk" / "node_modules")
    config = made / ".genesyscloudpython" / "config"
    config.parent.mkdir()
    config.write_text("[general]\nlive_reload_config = false\n", encoding="utf-8")
    return made


def pointed(block: Block, url: str) -> Block:
    """Return a block that speaks of the server at a URL instead of the one on port 7070."""
    place = urlsplit(url)
    text = block.text.replace("localhost:7070", place.netloc).replace("7070", str(place.port))
    return replace(block, text=text)


@pytest.mark.parametrize("block", RUN, ids=lambda one: one.name)
def test_a_block_runs_and_prints_what_the_page_says(
    block: Block, platform: MockPlatform, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    printed = RUNNERS[block.language](pointed(block, platform.url), platform.url, folder)
    assert block not in PROMISED or matches(PROMISED[block], printed), printed


def test_the_page_has_every_id_and_secret_of_the_fixture() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    config = fixtures_loader.load("genesys")
    ids = [one.id for one in config.deployments] + [one.id for one in config.queues]
    ids += [one.id for one in config.agents] + [one.id for one in config.clients]
    ids += [one.id for one in config.integrations]
    assert [one for one in ids if f"`{one}`" not in text] == []
    assert [one.id for one in config.clients if one.secret and one.secret not in text] == []


def test_node_is_there_for_the_blocks_of_javascript() -> None:
    assert shutil.which("node"), os.environ["PATH"]
