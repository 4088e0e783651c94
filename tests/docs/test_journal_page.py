"""The page about the journal: its blocks are one session, and print what the page says."""

from __future__ import annotations

from pathlib import Path

from mockplatform.journal_fields import FIELDS
from mockplatform.server import MockPlatform
from tests.docs.blocks import ROOT, blocks, run_python, run_session
from tests.docs.journal_fields import PATH, TELLS
from tests.docs.test_break_it import matches

BLOCKS = tuple(blocks(PATH))
SHELL = tuple(one for one in BLOCKS if one.language == "sh")
PROMISED = tuple(one for one in BLOCKS if one.language == "text")


def test_the_commands_print_what_the_page_says(tmp_path: Path) -> None:
    with MockPlatform.start(seed=1, settings={"agentsAct": False}) as platform:
        printed = run_session(SHELL, platform.url, tmp_path)
    for block, expected, text in zip(SHELL, PROMISED, printed, strict=True):
        assert matches(expected.text, text), f"{block.name}\n{expected.text}\n{text}"


def test_the_python_blocks_run(tmp_path: Path) -> None:
    with MockPlatform.start(seed=1) as platform:
        for block in BLOCKS:
            if block.language == "python":
                run_python(block, platform.url, tmp_path)


def test_the_page_has_every_kind_and_member() -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")
    assert TELLS.keys() == FIELDS.keys()
    assert [name for names in FIELDS.values() for name in names if f"`{name}`" not in text] == []
