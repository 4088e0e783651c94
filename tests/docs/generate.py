"""Writes the generated pages of the docs, or says which are stale.

python -m tests.docs.generate            writes them
python -m tests.docs.generate --check    exits with 1 when one is not as it would be written
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.docs import (
    cxone_wire,
    findings,
    genesys_wire,
    journal_fields,
    kinds,
    lifecycle,
    limits,
    outages,
    settings,
)
from tests.docs.page import Page

ROOT = Path(__file__).parent.parent.parent

GENERATORS: tuple[Callable[[], Page], ...] = (
    lifecycle.render,
    settings.render,
    limits.render,
    outages.render,
    kinds.render,
    journal_fields.render,
    genesys_wire.render,
    cxone_wire.render,
    findings.index,
    *findings.PAGES,
)


def stale(root: Path = ROOT) -> list[Page]:
    """Return the pages whose files are missing or say something else."""
    return [one for generator in GENERATORS if _read(root / (one := generator()).path) != one.text]


def write(pages: Sequence[Page], root: Path = ROOT) -> None:
    """Write pages into their files."""
    for one in pages:
        path = root / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.text, encoding="utf-8", newline="\n")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main(arguments: Sequence[str]) -> int:
    """Run as a command; return its exit code."""
    pages = stale()
    if "--check" not in arguments:
        write(pages)
        sys.stdout.writelines(f"wrote {one.path}\n" for one in pages)
        return 0
    sys.stderr.writelines(f"{one.path} is stale; 'make docs' writes it anew\n" for one in pages)
    return 1 if pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
