"""The command `faults`: set, listed, explained and taken away. Source: docs/cli.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli


@pytest.fixture(autouse=True)
def clean(platform: MockPlatform) -> Iterator[None]:
    """No fault is left behind for the next test."""
    yield
    platform.admin.faults.clear()


def the_one(platform: MockPlatform) -> Any:
    """Return the only fault that is set."""
    (one,) = platform.admin.faults.list().faults
    return one


def test_a_fault_is_set_by_its_kind_with_where_and_when(cli: Cli, platform: MockPlatform) -> None:
    done = cli(
        *("faults", "set", "latency", "delay=2s", "--path", "/api/*", "--times", "3"),
        *("--for", "1m", "--method", "POST", "--header", "X-Try=1", "--ttl", "10m", "--seed", "7"),
    )
    assert done.returncode == Exit.OK, done.stderr
    one = the_one(platform)
    assert done.stdout.startswith("fault-1  latency delay=2s  open  fired 0  held 0  edge ")
    assert one.what == {"kind": "latency", "delay": "2s"}
    assert one.where == {
        "phase": "edge",
        "path": "/api/*",
        "method": "POST",
        "headers": {"X-Try": "1"},
    }
    assert one.when == {"times": 3, "for": "1m"}
    assert (one.seed, one.ends_at is None) == (7, False)


def test_where_and_when_may_be_named_as_the_api_names_them(
    cli: Cli, platform: MockPlatform
) -> None:
    where = ("--where", "path=/api/v2/*", "--where", "conversationId=c-1", "--where", "channel=2")
    when = ("--when", "times=2", "--when", "probability=0.5", "--when", "after=10s")
    assert cli("faults", "set", "lose", *where, *when).returncode == Exit.OK
    one = the_one(platform)
    assert one.where == {
        "phase": "frame.out",
        "path": "/api/v2/*",
        "conversationId": "c-1",
        "channel": 2,
    }
    assert one.when == {"times": 2, "probability": 0.5, "after": "10s"}


def test_members_are_typed_as_the_kind_has_them(cli: Cli, platform: MockPlatform) -> None:
    members = ("status=429", "retryAfter=5s", 'body={"a": 1}', "headers.X-Left=0")
    cli("faults", "set", "status", *members)
    assert the_one(platform).what == {
        "kind": "status",
        "status": 429,
        "retryAfter": "5s",
        "body": {"a": 1},
        "headers": {"X-Left": "0"},
    }


def test_a_fault_with_an_id_is_set_anew(cli: Cli, platform: MockPlatform) -> None:
    for status in ("503", "500"):
        assert cli("faults", "set", "status", f"status={status}", "--id", "down").returncode == 0
    assert the_one(platform).what["status"] == 500


def test_json_is_taken_from_a_file_and_from_standard_input(
    cli: Cli, platform: MockPlatform, tmp_path: Path
) -> None:
    one = {"id": "a", "what": {"kind": "reset"}}
    assert cli("faults", "set", "-", typed=json.dumps(one)).returncode == Exit.OK
    assert the_one(platform).id == "a"
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"id": "b", "what": {"kind": "hang"}}]))
    assert cli("faults", "set", f"@{path}").returncode == Exit.OK
    assert the_one(platform).id == "b"
    path.write_text(json.dumps({"faults": []}))
    assert cli("faults", "set", f"@{path}").stdout == "no fault is set\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["sttus"], Exit.REFUSED, "$.what.kind: no kind 'sttus'. Did you mean 'status'?"),
        (["status", "stauts=4"], Exit.REFUSED, "$.what.stauts: unknown member"),
        (["status", "status=many"], Exit.REFUSED, "$.what.status: Expected `int`, got `str`"),
        (["latency", "--phase", "frame.in"], Exit.REFUSED, "It may in: edge, service"),
        (["latency", "--where", "pth=x"], Exit.REFUSED, "Did you mean 'path'?"),
        (["status", "503"], Exit.USAGE, "is not of the form name=value"),
        (["-", "--times", "3"], Exit.USAGE, "All of a fault stands in the JSON"),
        (["@nowhere.json"], Exit.REFUSED, "@nowhere.json: "),
        (["-"], Exit.REFUSED, "A fault is a JSON object"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_meant(
    cli: Cli, arguments: list[str], code: int, told: str
) -> None:
    done = cli("faults", "set", *arguments, typed="3")
    assert (done.returncode, told in done.stderr) == (code, True), done.stderr
    assert done.stderr.count("Did you mean") <= 1


def test_the_list_tells_state_and_counts(cli: Cli, platform: MockPlatform) -> None:
    assert cli("faults", "list").stdout == "no fault is set\n"
    cli("faults", "set", "reset", "--id", "a", "--after", "1h")
    cli("faults", "set", "hang", "--id", "b", "--phase", "reply")
    rows = [line.split() for line in cli("faults", "list").stdout.splitlines()]
    assert rows[0][:7] == ["a", "reset", "waiting", "fired", "0", "held", "0"]
    assert rows[1][:3] == ["b", "hang", "open"]
    assert len(json.loads(cli("faults", "list", "--json").stdout)["faults"]) == 2


def test_faults_are_taken_away_by_name_or_all_at_once(cli: Cli, platform: MockPlatform) -> None:
    for id_ in ("a", "b", "c"):
        cli("faults", "set", "reset", "--id", id_)
    assert cli("faults", "remove", "a", "b").stdout == "a is gone\nb is gone\n"
    assert the_one(platform).id == "c"
    assert cli("faults", "remove", "a").returncode == Exit.REFUSED
    assert cli("faults", "clear").stdout == "no fault is set\n"
    assert platform.admin.faults.list().faults == []


def test_kinds_are_listed_and_explained_with_an_example_that_works(
    cli: Cli, platform: MockPlatform
) -> None:
    names = [one.kind for one in platform.admin.faults.kinds().kinds]
    listed = cli("faults", "kinds").stdout.splitlines()
    assert [line.split()[0] for line in listed] == names
    told = cli("faults", "kinds", "latency").stdout
    assert "the client sees: " in told
    assert "delay         duration (1s if left out)  " in told
    example = next(line for line in told.splitlines() if " faults set " in line)
    assert cli(*example.split()[1:]).returncode == Exit.OK
    assert the_one(platform).what == {"kind": "latency", "delay": "2s"}
    unknown = cli("faults", "kinds", "latencey")
    assert (unknown.returncode, "Did you mean 'latency'?" in unknown.stderr) == (1, True)
