"""Owns how the docs' fenced blocks are found and run, as a reader would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PRINTED_URL = "http://localhost:7070"
# A reader sees a refusal; a script must be told that it is one.
_PRELUDE = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n'
RUN_S_MAX = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: where it stands, its language, its text."""

    page: str
    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        """The block's place, as editors write it."""
        return f"{self.page}:{self.line}"


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2])


def run_shell(block: Block, url: str, folder: Path) -> str:
    """Run a shell block against a platform at `url`; return what it printed."""
    script = _PRELUDE + block.text.replace(_PRINTED_URL, url)
    return _run(["bash", "-c", script], url, folder)


def run_python(block: Block, url: str, folder: Path) -> str:
    """Run a Python block: with tests in it under pytest, else as a script."""
    is_test = "def test_" in block.text
    path = folder / ("test_block.py" if is_test else "block.py")
    path.write_text(block.text, encoding="utf-8")
    command = ["-m", "pytest", "-q", "-c", os.devnull] if is_test else []
    return _run([sys.executable, *command, str(path)], url, folder)


def run_js(block: Block, url: str, folder: Path) -> str:
    """Run a JavaScript block in Node; the folder has what it imports."""
    path = folder / "block.mjs"
    path.write_text(block.text, encoding="utf-8")
    return _run(["node", str(path)], url, folder)


def _run(command: list[str], url: str, folder: Path) -> str:
    scripts = Path(sys.executable).parent
    ran = subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "MOCKPLATFORM_URL": url,
            "XDG_STATE_HOME": str(folder),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=RUN_S_MAX,
        check=False,
    )
    assert ran.returncode == 0, f"{command[-1]}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def run_session(shown: Sequence[Block], url: str, folder: Path) -> list[str]:
    """Run shell blocks as one session, in their order; return what each printed.

    What a call answers is for the reader to see, so a refusal ends nothing here.
    """
    ends = [f"--- end of block {number} ---" for number in range(len(shown))]
    parts = [
        f"{block.text.replace(_PRINTED_URL, url)}\necho; echo '{end}'"
        for block, end in zip(shown, ends, strict=True)
    ]
    rest = _run(["bash", "-c", "set -u\n" + "\n".join(parts)], url, folder)
    printed = []
    for end in ends:
        text, _, rest = rest.partition(f"\n{end}\n")
        printed.append(text)
    return printed
