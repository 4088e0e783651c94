"""The page "Resilience matrix": its shell blocks are one session, and print what it says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from mockplatform.server import MockPlatform
from tests.docs.blocks import ROOT, blocks, run_session
from tests.docs.test_break_it import matches

BLOCKS = tuple(blocks("docs/matrix.md"))
SHELL = tuple(one for one in BLOCKS if one.language == "sh")


def test_the_commands_print_what_the_page_says(tmp_path: Path) -> None:
    with MockPlatform.start(seed=1) as platform:
        printed = dict(zip(SHELL, run_session(SHELL, platform.url, tmp_path), strict=True))
    samples = [pair for pair in pairwise(BLOCKS) if pair[1].language == "text"]
    assert len(samples) > 1
    for command, sample in samples:
        assert matches(sample.text, printed[command]), f"{sample.name}\n{printed[command]}"


def test_pages_are_linked_where_they_are_spoken_of() -> None:
    def text(page: str) -> str:
        return (ROOT / "docs" / page).read_text(encoding="utf-8")

    assert "`docs/" not in text("cli.md")
    links = ("(journal.md)", "(snapshots.md)", "(matrix.md)", "(outages.md)")
    assert [one for one in links if one not in text("break-it.md")] == []
