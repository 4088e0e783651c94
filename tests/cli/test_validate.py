"""`mockplatform validate` tells all that is wrong with a fixture, and where."""

from __future__ import annotations

import json
from pathlib import Path

from mockplatform.cli.exits import Exit
from tests.support.waiting import run

WRONG = """\
name: A shop with mistakes
deployments:
  - id: web
queue:
  - id: general
clients:
  - id: widget
    secret: s
    grants: [refresh]
agents:
  - id: ana
    queues: [genral]
"""
GOLDEN = """\
wrong.yaml:1:1 $: misses the member 'queues'
wrong.yaml:4:1 $.queue: unknown member 'queue'. Did you mean 'queues'?
"""


def test_shipped_fixtures_are_in_order(tmp_path: Path) -> None:
    done = run(tmp_path, "validate", "default", "retail", "bank")
    assert done.returncode == Exit.OK
    assert done.stdout == "default: in order\nretail: in order\nbank: in order\n"


def test_each_mistake_has_file_line_column_and_path(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(WRONG)
    done = run(tmp_path, "validate", str(tmp_path / "wrong.yaml"))
    assert done.returncode == Exit.REFUSED
    lines = done.stdout.replace(f"{tmp_path}/", "").splitlines()
    assert set(GOLDEN.splitlines()) <= set(lines)
    assert any(line.startswith("wrong.yaml:9:14 $.clients[0].grants[0]: ") for line in lines)
    assert "Traceback" not in done.stderr


def test_as_json_too(tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(WRONG)
    done = run(tmp_path, "validate", "--json", str(file), "bank")
    told = json.loads(done.stdout)
    assert done.returncode == Exit.REFUSED
    assert told["bank"] == []
    assert {"place", "code", "message"} == set(told[str(file)][0])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "validate", "no-such.yaml")
    assert done.returncode == Exit.REFUSED
    assert "No fixture file 'no-such.yaml'" in done.stdout
