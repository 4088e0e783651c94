"""`mockplatform matrix` tells which outages a command survives, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.server import MockPlatform
from tests.support.waiting import program, run, until

LOG_IN = """\
curl -sf "$MOCKPLATFORM_URL/api/v2/widget/auth/token" -H 'Content-Type: application/json' \
  -d "{\\"deploymentId\\":\\"$MOCKPLATFORM_DEPLOYMENT_ID\\"}"\
"""
"""A client of one call."""


def matrix(folder: Path, script: str, *options: str) -> CompletedProcess[str]:
    """Run the matrix over a shell script."""
    return run(folder, "matrix", *options, "--", "sh", "-c", script)


def read(file: Path) -> Any:
    """Return what a JSON file holds."""
    return json.loads(file.read_text(encoding="utf-8"))


def test_a_command_that_fails_under_one_outage_is_told_with_its_last_words(tmp_path: Path) -> None:
    done = matrix(tmp_path, LOG_IN, "--outages", "token-service-down,no-agents", "--seed", "7")
    assert done.returncode == Exit.REFUSED
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[:2] for row in rows[1:4]] == [
        ["clean", "ok"],
        ["token-service-down", "FAILED"],
        ["no-agents", "unmet"],
    ]
    assert "token-service-down: failed: exit code 22; it said last:" in done.stdout
    told = "0 of 2 outages survived, 1 never met; had to be survived: token-service-down. Seed 7."
    assert told in done.stdout


def test_an_outage_that_met_nobody_proves_nothing_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    options = ("--outages", "token-service-down", "--json", str(file))
    done = matrix(tmp_path, "true", *options)
    assert done.returncode == Exit.OK
    assert "unmet  0" in done.stdout
    assert "survived, but no fault fired" in done.stdout
    assert "0 of 1 outages survived, 1 never met." in done.stdout
    assert read(file)["cells"][0]["faults"] == 0


def test_an_outage_that_has_to_fire_fails_the_matrix_if_it_met_nobody(tmp_path: Path) -> None:
    file = tmp_path / "m.xml"
    outages = ("--outages", "token-service-down,no-agents", "--must-survive", "none")
    must = ("--must-fire", "no-agents", "--junit", str(file))
    done = matrix(tmp_path, LOG_IN, *outages, *must)
    assert done.returncode == Exit.REFUSED
    assert "survived, but no fault fired (need not survive) (had to fire)" in done.stdout
    assert "0 of 2 outages survived, 1 never met; had to be met: no-agents." in done.stdout
    failure = ET.parse(file).getroot().find(".//failure")  # noqa: S314 - our own
    assert failure is not None
    assert failure.get("type") == "unmet"
    done = matrix(tmp_path, LOG_IN, *outages, "--must-fire", "token-service-down")
    assert done.returncode == Exit.OK


def test_only_what_must_survive_decides(tmp_path: Path) -> None:
    outages = ("--outages", "token-service-down,no-agents")
    assert matrix(tmp_path, LOG_IN, *outages, "--must-survive", "no-agents").returncode == Exit.OK
    assert matrix(tmp_path, LOG_IN, *outages, "--must-survive", "none").returncode == Exit.OK
    must = ("--must-survive", "token-service-down")
    assert matrix(tmp_path, LOG_IN, *outages, *must).returncode == Exit.REFUSED


def test_a_command_that_fails_in_peace_is_not_tried_further(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    done = matrix(tmp_path, "echo broken; exit 3", "--outages", "all", "--json", str(file))
    assert done.returncode == Exit.CLEAN_RUN_FAILED
    assert "The clean run failed: exit code 3: no outage was tried." in done.stdout
    assert read(file)["clean"]["tail"] == ["broken"]
    assert read(file)["cells"] == []


def test_each_run_has_a_tenant_of_its_own_with_the_same_seed(tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = (
        'echo "$MOCKPLATFORM_TENANT $MOCKPLATFORM_SEED $MOCKPLATFORM_URL'
        f' [$MOCKPLATFORM_OUTAGE]" >> {said}'
    )
    done = matrix(tmp_path, script, "--outages", "no-agents,brownout", "--seed", "11")
    assert done.returncode == Exit.OK, done.stderr
    runs = [line.split() for line in said.read_text(encoding="utf-8").splitlines()]
    assert [one[3] for one in runs] == ["[]", "[no-agents]", "[brownout]"]
    assert [one[1] for one in runs] == ["11"] * 3
    assert len({one[0] for one in runs}) == 3
    assert all(one[2].endswith(f"/t/{one[0]}") for one in runs)


def test_all_takes_the_whole_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "matrix.json"
    matrix(tmp_path, "true", "--outages", "all", "--json", str(file))
    with MockPlatform.start() as platform:
        known = [one.name for one in platform.admin.outages.list().outages]
    assert [cell["outage"] for cell in read(file)["cells"]] == known


def test_an_unknown_outage_is_refused_with_the_nearest(tmp_path: Path) -> None:
    done = matrix(tmp_path, "true", "--outages", "no-agent")
    assert done.returncode == Exit.REFUSED
    assert "--outages: no outage 'no-agent'" in done.stderr
    assert "'no-agents'" in done.stderr


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = 'test -z "$MOCKPLATFORM_OUTAGE" && exit; sleep 600 & echo $!; trap "" TERM; wait; wait'
    done = matrix(tmp_path, script, "--outages", "no-agents", "--timeout", "300ms")
    assert done.returncode == Exit.REFUSED
    assert "no-agents: timed out; it said last:" in done.stdout
    assert is_gone(int(done.stdout.split("it said last:")[1].split()[0]))


def test_what_a_run_leaves_in_the_background_is_ended(tmp_path: Path) -> None:
    said = tmp_path / "said"
    done = matrix(tmp_path, f"sleep 600 & echo $! >> {said}", "--outages", "no-agents")
    assert done.returncode == Exit.OK
    for line in said.read_text(encoding="utf-8").splitlines():
        assert is_gone(int(line))


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, 128 + 15)]
)
def test_a_signal_ends_it_and_its_children(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    said = tmp_path / "said"
    script = f"sleep 600 & echo $$ $! > {said}.new; mv {said}.new {said}; wait"
    with program(tmp_path, "matrix", "--outages", "no-agents", "--", "sh", "-c", script) as running:
        until(said.exists, "the command has begun")
        assert running.end(number) == code
        assert "Traceback" not in running.error_text()
    for pid in said.read_text(encoding="utf-8").split():
        assert is_gone(int(pid))


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has reaped yet counts as ended."""
    try:
        os.kill(pid, 0)
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "matrix", "--outages", "no-agents", "--", "no-such-command")
    assert (done.returncode, "no-such-command: not found" in done.stderr) == (127, True)


def test_a_server_that_runs_can_be_used_and_keeps_nothing(tmp_path: Path) -> None:
    with MockPlatform.start(seed=1) as platform:
        options = ("--url", platform.url, "--outages", "token-service-down", "--fixture", "bank")
        file = tmp_path / "matrix.json"
        done = matrix(tmp_path, LOG_IN, *options, "--json", str(file))
        assert done.returncode == Exit.REFUSED, done.stderr
        assert read(file)["fixture"] == "bank"
        assert [one.id for one in platform.admin.tenants.list().tenants] == ["default"]


def test_the_reports_agree(tmp_path: Path) -> None:
    """JUnit's schema: counts as attributes, one outcome a case at most, no control bytes."""
    names = ("--json", "m.json", "--junit", "m.xml", "--markdown", "m.md")
    files = [str(tmp_path / one) if "." in one else one for one in names]
    script = 'printf "\\033[31mred <&>\\n"; ' + LOG_IN + " > /dev/null"
    outages = ("--outages", "token-service-down,no-agents", "--must-survive", "no-agents")
    done = matrix(tmp_path, script, *outages, *files)
    assert done.returncode == Exit.OK

    found = read(tmp_path / "m.json")
    assert (found["held"], found["verdict"]) == (True, "0 of 2 outages survived, 1 never met.")
    assert [found[name] for name in ("survived", "unmet", "failed")] == [0, 1, 1]
    assert [cell["outcome"] for cell in found["cells"]] == ["failed", "survived"]
    assert found["cells"][0]["faults"] > 0

    root = ET.fromstring((tmp_path / "m.xml").read_bytes())  # noqa: S314 - our own
    assert [root.tag, *[one.tag for one in root]] == ["testsuites", "testsuite"]
    suite = root[0]
    counted = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counted == {"tests": "3", "failures": "0", "errors": "0", "skipped": "2"}
    cases = suite.findall("testcase")
    assert [one.get("name") for one in cases] == ["clean", "token-service-down", "no-agents"]
    assert [[part.tag for part in one] for one in cases] == [
        ["system-out"],
        ["skipped", "system-out"],
        ["skipped", "system-out"],
    ]
    skipped = [one.get("message") for one in suite.iter("skipped")]
    assert skipped == [
        "failed: exit code 22; it did not have to survive",
        "survived, but no fault fired; it did not have to be met",
    ]
    assert all(float(one.get("time", "x")) >= 0 and one.get("classname") for one in cases)

    page = (tmp_path / "m.md").read_text(encoding="utf-8")
    assert "| token-service-down | **failed: exit code 22** | no |" in page
    assert "    red <&>" in page


def test_a_cell_that_had_to_hold_is_a_failure_in_junit(tmp_path: Path) -> None:
    file = tmp_path / "m.xml"
    matrix(tmp_path, LOG_IN, "--outages", "token-service-down", "--junit", str(file))
    suite = ET.parse(file).getroot()[0]  # noqa: S314 - our own
    failure = suite.findall("testcase")[1].find("failure")
    assert suite.get("failures") == "1"
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("failed", "failed: exit code 22")


def test_a_report_that_cannot_be_written_is_refused_before_anything_runs(tmp_path: Path) -> None:
    said = tmp_path / "said"
    options = ("--outages", "all", "--json", str(tmp_path / "no" / "m.json"))
    done = matrix(tmp_path, f"touch {said}", *options)
    assert done.returncode == Exit.REFUSED
    assert "its directory does not exist" in done.stderr
    assert not said.exists()
