"""The README's blocks are run as a newcomer would run them, against a real server."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, Block, blocks, run_python, run_shell

README = tuple(blocks("README.md"))
EXPECTED = {
    "mockplatform chat": "order",
    "API=http": '"clientMessageId":"m-1"',
    "mockplatform clock": " fired",
    "mockplatform exec": "running against http://",
    "mockplatform faults": "fault-2  reset  open  fired 0  held 0  reply method=POST",
}
"""What a shell block prints, by how it begins."""


@pytest.fixture(scope="module")
def printed() -> Iterator[list[str]]:
    """Start what `make run` starts, on a free port; give the lines that it printed."""
    command = [sys.executable, "-m", "mockplatform", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        lines: list[str] = []
        for line in server.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("Ready: "):
                break
        yield lines
        server.terminate()
        assert server.wait(10) == 0


@pytest.fixture(scope="module")
def url(printed: list[str]) -> str:
    """Where the server is, from its last line."""
    return printed[-1].split()[1]


def test_make_run_serves() -> None:
    """README: one command; the make target runs the command that these tests run."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.split("\nrun:")[1].split("\n\n")[0]
    assert "/mockplatform serve $(ARGS)" in recipe


def test_the_start_prints_what_the_readme_shows(printed: list[str]) -> None:
    """README: what `make run` prints, but for the port, the seed and how the command is called."""
    shown = next(block.text for block in README if block.language == "text")

    assert _same(shown) == _same("\n".join(printed) + "\n")


def _same(text: str) -> str:
    text = re.sub(r"localhost:\d+", "localhost:PORT", text)
    text = re.sub(r"seed \d+", "seed SEED", text)
    return re.sub(r"\S+ -m mockplatform chat|\S*mockplatform chat", "mockplatform chat", text)


def test_the_printed_example_works_as_printed(printed: list[str], tmp_path: Path) -> None:
    """README: the three lines are a first conversation; the third one is spoken for here."""
    lines = [line.strip() for line in printed if line.startswith("  ")]
    spoken = lines[2] + " --say hello --until-reply"
    block = Block("printed", 1, "sh", "\n".join([*lines[:2], spoken]))

    shown = run_shell(block, "", tmp_path)

    assert '"state":"OPEN"' in shown
    assert "hello" in shown


@pytest.mark.parametrize(
    "block",
    [one for one in README if one.language == "sh" and not one.text.startswith("make ")],
    ids=lambda one: one.name,
)
def test_a_shell_block_runs(block: Block, url: str, tmp_path: Path) -> None:
    """README: each shell block works as it stands, and prints what it promises."""
    expected = next(text for start, text in EXPECTED.items() if block.text.startswith(start))

    assert expected in run_shell(block, url, tmp_path)


@pytest.mark.parametrize(
    "block", [one for one in README if one.language == "python"], ids=lambda one: one.name
)
def test_a_python_block_runs(block: Block, url: str, tmp_path: Path) -> None:
    """README: each Python block works as it stands."""
    run_python(block, url, tmp_path)
