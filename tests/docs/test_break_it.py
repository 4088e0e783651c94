"""The page "Break it": its shell blocks are one session, and print what the page says they do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockplatform.faults.registry import KINDS
from mockplatform.server import MockPlatform
from tests.docs.blocks import ROOT, Block, blocks, run_python, run_session

PAGE = "docs/break-it.md"
BLOCKS = tuple(blocks(PAGE))
SHELL = tuple(one for one in BLOCKS if one.language == "sh")
WORDS = " ".join


def test_the_commands_print_what_the_page_says(tmp_path: Path) -> None:
    with MockPlatform.start(seed=1) as platform:
        printed = run_session(SHELL, platform.url, tmp_path)
    for block, text in zip(SHELL, printed, strict=True):
        expected = promised(block)
        assert expected is None or matches(expected, text), f"{block.name}\n{expected}\n{text}"


def promised(block: Block) -> str | None:
    """Return what the page says that a block prints: the text right behind it."""
    behind = BLOCKS[BLOCKS.index(block) + 1 :]
    return behind[0].text if behind and behind[0].language == "text" else None


def matches(expected: str, printed: str) -> bool:
    """Whether a text is as expected, but for blanks; `…` stands for anything in a line."""
    pattern = re.escape(WORDS(expected.split())).replace("…", r"\S*( \S+)*?")
    return re.fullmatch(pattern, WORDS(printed.split())) is not None


def test_every_command_is_followed_by_what_it_prints() -> None:
    assert [one.name for one in SHELL if promised(one) is None] == []
    assert {one.language for one in BLOCKS} <= {"sh", "text", "python"}


@pytest.mark.parametrize(
    "block", [one for one in BLOCKS if one.language == "python"], ids=lambda one: one.name
)
def test_a_python_block_runs(block: Block, tmp_path: Path) -> None:
    with MockPlatform.start(seed=1) as platform:
        run_python(block, platform.url, tmp_path)


def test_the_page_has_every_kind() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    assert [name for name in KINDS if f"\n| `{name}` | " not in text] == []
