"""The command line as a whole: its help, its version, how it fails."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mockplatform.cli.commands import COMMANDS
from mockplatform.cli.exits import MEANINGS, Exit
from mockplatform.version import __version__
from tests.cli.conftest import Cli
from tests.support.waiting import run

DOCS = Path(__file__).parent.parent.parent / "docs" / "cli.md"


def test_version(tmp_path: Path) -> None:
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout) == (0, f"mockplatform {__version__}\n")


def test_the_help_lists_commands_and_exit_codes(tmp_path: Path) -> None:
    told = run(tmp_path, "--help").stdout
    assert [name for name in COMMANDS if f"\n  {name} " not in told] == []
    assert [code for code in MEANINGS if not re.search(rf"\b{int(code)}  ", told)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_a_place_in_the_docs(tmp_path: Path, name: str) -> None:
    assert run(tmp_path, name, "--help").returncode == Exit.OK
    assert f"## {name}\n" in DOCS.read_text(encoding="utf-8")


def test_the_docs_tell_every_exit_code() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [code for code in MEANINGS if f"| {int(code)} |" not in text] == []


def test_a_misspelt_command_gets_the_nearest(tmp_path: Path) -> None:
    done = run(tmp_path, "srve")
    assert done.returncode == Exit.USAGE
    assert "Did you mean 'serve'?" in done.stderr


def test_a_server_that_is_not_there_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    done = run(tmp_path, "clock", "now", "--url", "http://127.0.0.1:9")
    assert done.returncode == Exit.UNREACHABLE
    assert "mockplatform serve" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_is_told_with_its_hint(cli: Cli) -> None:
    done = cli("agents", "present", "anna")
    assert done.returncode == Exit.REFUSED
    assert "404" in done.stderr
    assert "'ana'" in done.stderr


def test_a_reader_that_goes_away_is_no_crash(tmp_path: Path) -> None:
    script = f"{sys.executable} -m mockplatform validate default retail bank | true"
    done = run(tmp_path, "-c", script, command=("sh",))
    assert done.stderr == ""
