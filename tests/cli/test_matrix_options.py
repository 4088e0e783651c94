"""What `mockplatform matrix` is asked for is judged before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from tests.support.waiting import run

OUTAGES = ("--outages", "no-agents")


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """A file that is there once the command has run."""
    return tmp_path / "ran"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--outages", ""), "'' names none"),
        (("--outages", " , "), "' , ' names none"),
        ((*OUTAGES, "--must-survive", ""), "'' names none"),
        (("--outages", "all,no-agents"), "'all' stands alone"),
        ((*OUTAGES, "--must-survive", "no-agents,none"), "'none' stands alone"),
        ((*OUTAGES, "--after", "bla"), "'bla' is no duration"),
        ((*OUTAGES, "--after", "4000d"), "'4000d' is not between 0ms and 3660d"),
        ((*OUTAGES, "--for", "-1s"), "'-1s' is no duration"),
        ((*OUTAGES, "--for", "0s"), "'0s' is not between 100ms and 3660d"),
        ((*OUTAGES, "--timeout", "0s"), "'0s' is not between 1ms and 7d"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error_at_once(
    options: tuple[str, ...], why: str, ran: Path, tmp_path: Path
) -> None:
    done = run(tmp_path, "matrix", *options, "--", "touch", str(ran))
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert why in done.stderr
    assert not ran.exists()


def test_what_must_be_survived_must_be_run_under(ran: Path, tmp_path: Path) -> None:
    done = run(
        tmp_path, "matrix", *OUTAGES, "--must-survive", "clock-skew", "--", "touch", str(ran)
    )
    assert done.returncode == Exit.REFUSED
    assert "--must-survive: 'clock-skew' is not among --outages" in done.stderr
    assert not ran.exists()


def test_a_number_alone_is_seconds(tmp_path: Path) -> None:
    bare = ("--after", "5", "--for", "2.5", "--timeout", "30")
    assert run(tmp_path, "matrix", *OUTAGES, *bare, "--", "true").returncode == Exit.OK
