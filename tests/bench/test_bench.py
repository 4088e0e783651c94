"""The bench runs from end to end and tells every row. No figure is judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.plan import NAMES
from tests.bench.servers import ROOT


def test_a_quick_bench_tells_every_row(tmp_path: Path) -> None:
    """Source: issue 2, what `make bench` prints."""
    file = tmp_path / "figures.json"

    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--quick", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    told = json.loads(file.read_bytes())
    assert {row["name"] for row in told["rows"]} == set(NAMES)
    assert all(row["what"] in ran.stdout for row in told["rows"])
    assert told["machine"]["python"] in ran.stdout
