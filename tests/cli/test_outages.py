"""The command `outage`: listed, started, stopped, watched live; and `validate` for outages."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client import AdminError
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.support.waiting import Program, program

OWN = "name: mine\nsteps:\n  - faults:\n      - { id: down, what: { kind: status, status: 503 } }\n"


@pytest.fixture
def tenant(platform: MockPlatform) -> Iterator[TenantUnderTest]:
    """The platform's default tenant, without outages afterwards."""
    yield TenantUnderTest(platform.admin, platform.admin.tenants.get("default"))
    platform.admin.faults.clear()


@pytest.fixture
def watching(tenant: TenantUnderTest, tmp_path: Path) -> Iterator[Program]:
    """Somebody who watches the outage of the token service."""
    tenant.admin.outages.start("token-service-down", for_="1h")
    environ = {"MOCKPLATFORM_URL": tenant.url}
    with program(tmp_path, "outage", "watch", "token-service-down", environ=environ) as watcher:
        yield watcher


def log_in(tenant: TenantUnderTest) -> int:
    """Ask for a token; return the answer's status."""
    try:
        tenant.token(user_id="user-7")
    except AdminError as error:
        return error.status
    return 200


def test_the_list_has_state_length_and_title(cli: Cli) -> None:
    listed = cli("outage", "list").stdout.splitlines()
    (line,) = [one for one in listed if one.startswith("brownout ")]
    assert line.split(maxsplit=3)[1:] == [
        "idle",
        "5m",
        "Answers get slower and slower, and recover",
    ]


def test_one_is_started_and_stopped(cli: Cli, tenant: TenantUnderTest) -> None:
    started = cli("outage", "start", "token-service-down", "--for", "2m", "--seed", "7")
    assert started.returncode == Exit.OK
    assert "running" in started.stdout
    assert "seed 7" in started.stdout
    assert log_in(tenant) == 503
    stopped = cli("outage", "stop", "token-service-down").stdout
    assert stopped.startswith("token-service-down  over")
    told = [line.split() for line in stopped.splitlines()]
    assert ["outage:token-service-down:widget", "gone", "fired", "1"] in told
    assert log_in(tenant) == 200


def test_how_it_is_started_reaches_the_platform(cli: Cli) -> None:
    how = ("--for", "2m", "--intensity", "0.5", "--seed", "7", "--after", "30s", "--json")
    started = json.loads(cli("outage", "start", "brownout", *how).stdout)
    assert (started["state"], started["intensity"], started["seed"]) == ("waiting", 0.5, 7)
    assert json.loads(cli("outage", "stop", "brownout", "--json").stdout)["state"] == "over"


def test_mistakes_are_told(cli: Cli) -> None:
    unknown = cli("outage", "start", "brownuot")
    assert unknown.returncode == Exit.REFUSED
    assert "Did you mean 'brownout'?" in unknown.stderr
    assert cli("outage", "start", "brownout", "--intensity", "2").returncode == Exit.USAGE
    assert cli("outage", "start", "brownout", "--for", "soon").returncode == Exit.USAGE
    idle = cli("outage", "watch", "clock-skew")
    assert (idle.returncode, "does not run" in idle.stderr) == (Exit.REFUSED, True)


def test_one_of_ones_own_is_started_from_its_file(
    cli: Cli, tenant: TenantUnderTest, tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    assert "mine  running" in cli("outage", "start", str(path), "--for", "1m").stdout
    assert log_in(tenant) == 503
    path.write_text(OWN.replace("status,", "statsu,"), encoding="utf-8")
    refused = cli("outage", "start", str(path))
    assert refused.returncode == Exit.REFUSED
    assert "mine.yaml:4:29 $.steps[0].faults[0].what.kind" in refused.stderr


def test_whoever_watches_sees_what_fires_until_it_ends(
    watching: Program, tenant: TenantUnderTest
) -> None:
    watching.line("token-service-down  running")
    assert log_in(tenant) == 503
    fired = watching.line("outage:token-service-down:widget  status")
    assert "POST /api/v2/widget/auth/token, user-7" in fired
    tenant.clock.advance("1h")
    assert "faults fired: 1" in watching.line("outage.ended")
    watching.line("token-service-down  over")
    assert watching.wait() == Exit.OK


def test_ctrl_c_ends_the_watching_and_not_the_outage(
    watching: Program, tenant: TenantUnderTest
) -> None:
    watching.line("token-service-down  running")
    assert watching.end(signal.SIGINT) == Exit.INTERRUPTED
    assert tenant.admin.outages.get("token-service-down").state == "running"


def test_validate_checks_outages_too(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    assert cli("validate", str(path), "brownout", "retail").returncode == Exit.OK
    path.write_text(OWN.replace("faults", "fualts"), encoding="utf-8")
    wrong = cli("validate", str(path))
    assert wrong.returncode == Exit.REFUSED
    assert f"{path}:3:5 $.steps[0].fualts: unknown member" in wrong.stdout
