"""The reports of `mockplatform matrix`: each is written, or it is told why it is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mockplatform.cli.exits import Exit
from tests.support.waiting import environment, run

OUTAGES = ("--outages", "no-agents")


def test_one_that_cannot_be_written_keeps_no_other_from_it(tmp_path: Path) -> None:
    """The disk is full when all has run: that is told, and the rest is there."""
    others = ("--junit", str(tmp_path / "m.xml"), "--markdown", str(tmp_path / "m.md"))
    done = run(tmp_path, "matrix", *OUTAGES, "--json", "/dev/full", *others, "--", "true")
    assert done.returncode == Exit.REFUSED
    assert "/dev/full: the report cannot be written: No space left on device" in done.stderr
    assert "a disk that has room" in done.stderr
    assert "Traceback" not in done.stderr
    assert ET.parse(tmp_path / "m.xml").getroot().tag == "testsuites"  # noqa: S314 - our own
    assert (tmp_path / "m.md").read_text(encoding="utf-8").startswith("# Resilience matrix")


@pytest.mark.parametrize("place", ["/proc/x", "/proc/self/x"])
def test_a_place_that_takes_no_file_is_refused_before_anything_runs(
    place: str, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    done = run(tmp_path, "matrix", *OUTAGES, "--junit", place, "--", "touch", str(ran))
    assert done.returncode == Exit.REFUSED
    assert f"{place}: the report cannot be written" in done.stderr
    assert not ran.exists()


def test_to_try_a_place_out_changes_nothing_there(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.xml"
    old.write_text("{}", encoding="utf-8")
    told = ("--json", str(old), "--junit", str(new))
    assert run(tmp_path, "matrix", *OUTAGES, *told, "--", "no-such-command").returncode == 127
    assert old.read_text(encoding="utf-8") == "{}"
    assert not new.exists()


def test_an_argument_of_any_bytes_can_be_told(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("m.json", "m.xml", "m.md")]
    told = [text for one in files for text in (f"--{_OPTIONS[one.suffix]}", str(one))]
    program = (sys.executable, "-m", "mockplatform", "matrix", *OUTAGES, *told)
    done = subprocess.run(
        [*program, "--", "sh", "-c", "exit 0", b"\xff\xfe"],
        env=environment(tmp_path),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == Exit.OK, done.stderr
    assert json.loads(files[0].read_bytes())["command"][-1] == r"\udcff\udcfe"
    assert all(rb"\udcff\udcfe" in one.read_bytes() for one in files[1:])


_OPTIONS = {".json": "json", ".xml": "junit", ".md": "markdown"}


def test_no_control_of_the_commands_reaches_the_terminal(tmp_path: Path) -> None:
    """Neither the first 32 nor those from 0x80 on, of which 0x9b begins a sequence by itself."""
    script = r'printf "\302\23331mred\302\2330m \302\235title\302\234 \033[1mbold\n"; exit 1'
    done = run(tmp_path, "matrix", *OUTAGES, "--", "sh", "-c", script)
    assert done.returncode == Exit.CLEAN_RUN_FAILED
    assert "  red title bold\n" in done.stdout
    assert [one for one in done.stdout if one != "\n" and not one.isprintable()] == []
