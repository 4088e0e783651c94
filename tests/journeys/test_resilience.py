"""The whole catalogue of outages against a good client and a fragile one.

Both go on the same errand (`tests/clients/errand.py`) with the tenant's clock in their hands, so
that what they meet does not depend on how fast the machine is. Every outage begins five seconds
after them and is over before a customer would give up.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from http import HTTPStatus
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.server import MockPlatform
from tests.cli.test_record import entries, read, replay
from tests.support.waiting import environment, run

PATIENCE_S = 300.0
LIFE = ("--setting", "accessTokenLife=4m")
FAILS = {
    "ack-loss": "kept twice",  # it sends again what was only not acknowledged, without an id
    "brownout": "hung",  # it sets no bound on its calls
    "clock-skew": "HTTP 401",  # refused with its newest token it does not wait
    "context-store-down": "Refused: PATCH /api/v2/widget-context",  # one retry, at once
    "edge-401-storm": "HTTP 401",  # as for the skew
    "half-open-sockets": "not kept: 3, 4",  # it never misses the acknowledgement in time
    "key-rotation": "auth/refresh: 400",  # it renews after the 401 and cannot log in anew
    "message-duplicates": "kept twice",  # no ids, neither sent nor looked at
    "rate-limited": "messages?limit=200: 429",  # all of the transcript, after each message
    "refresh-slow": "hung",  # a renewal after the token's end, without a bound
    "region-failover": "503",  # one retry, at once
    "reordering": "seen out of order",  # it trusts the order of arrival
    "routing-down": "routing was not told",  # it does not wait for an answer
    "thundering-herd": "hung",  # no bound
    "token-service-down": "auth/refresh: 503",  # it renews when it is too late to wait
    "websocket-flap": "HTTP 503",  # one retry, at once
}
"""Under which outages the fragile client fails, with what it says, and the mistake behind it."""

SURVIVES = {"no-agents"}
"""Nobody comes: that harms no client that does not give up because of it."""


def matrix(
    folder: Path,
    name: str,
    outages: str = "all",
    after: str = "5s",
    settings: tuple[str, ...] = LIFE,
) -> dict[str, Any]:
    """Run a client's matrix; return what was found."""
    file = folder / "matrix.json"
    options = ("--seed", "1", "--after", after, "--must-survive", "none", "--timeout", "30s")
    told = ("matrix", "--outages", outages, *settings, *options, "--json", str(file))
    done = subprocess.run(
        [sys.executable, "-m", "mockplatform", *told, "--", *client(name)],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def test_the_good_client_survives_every_outage(tmp_path: Path) -> None:
    found = matrix(tmp_path, "good")
    said = {
        cell["outage"]: cell["tail"] for cell in found["cells"] if cell["outcome"] != "survived"
    }
    assert said == {}
    met = {cell["outage"] for cell in found["cells"] if cell["faults"]}
    # It asks too seldom to be limited (see the narrow quota below), and is with its agent before
    # there is none to be had.
    assert met == set(FAILS) - {"rate-limited"}
    assert found["unmet"] == len({"rate-limited", "no-agents"})


def test_the_fragile_client_fails_in_just_the_cells_that_it_should(tmp_path: Path) -> None:
    found = matrix(tmp_path, "fragile")
    said = {
        cell["outage"]: cell["tail"][-1] for cell in found["cells"] if cell["outcome"] != "survived"
    }
    assert said.keys() == FAILS.keys()
    assert {name: FAILS[name] for name in said if FAILS[name] not in said[name]} == {}
    assert {cell["outage"] for cell in found["cells"]} == FAILS.keys() | SURVIVES


def test_both_survive_that_nobody_comes_from_the_beginning(tmp_path: Path) -> None:
    for name in ("good", "fragile"):
        (cell,) = matrix(tmp_path, name, "no-agents", after="0s")["cells"]
        assert (cell["outcome"], cell["faults"] > 0) == ("survived", True), cell["tail"]


QUOTA_S = 10
NARROW: dict[str, Any] = {
    "name": "narrow-quota",
    "title": "One call in ten seconds",
    "stages": "As `rate-limited`, but so narrow that also who asks seldom is over.",
    "client": "Waits as long as Retry-After says.",
    "for": "5m",
    "steps": [
        {
            "faults": [
                {
                    "id": "quota",
                    "where": {"phase": "edge"},
                    "what": {"kind": "rate_limit", "quota": 1, "window": f"{QUOTA_S}s"},
                }
            ]
        }
    ],
}


def limited(
    folder: Path, name: str
) -> tuple[CompletedProcess[str], int, list[tuple[int, float]], set[str]]:
    """Send a client on its errand under the narrow quota.

    Returns: how it ended, how often the quota refused it, of each of its calls the answer's
    status and the tenant's time, and the rules that it is found to break.
    """
    with MockPlatform.start(seed=1, settings={"accessTokenLife": "4m"}) as platform:
        admin = platform.admin
        admin.clock.pause()
        with admin.outage(NARROW, after="5s") as outage:
            done = run(folder, command=client(name), environ=place_of(platform))
        calls = admin.journal.get(kind="http", subject="user-7", limit=200).entries
        times = [
            (one["status"], datetime.fromisoformat(one["at"]).timestamp())
            for one in sorted(calls, key=itemgetter("id"))
        ]
        found = {one.rule for one in admin.findings.get().findings}
        return done, outage.fired, times, found


def test_the_good_client_waits_as_long_as_a_quota_asks(tmp_path: Path) -> None:
    done, fired, calls, found = limited(tmp_path, "good")
    assert done.returncode == 0, done.stdout + done.stderr
    assert found == set()
    assert fired > 0
    behind = [
        (now, then) for now, then in pairwise(calls) if now[0] == HTTPStatus.TOO_MANY_REQUESTS
    ]
    assert len(behind) == fired
    assert [then[0] for _, then in behind if then[0] >= HTTPStatus.BAD_REQUEST] == []
    assert all(then[1] - now[1] >= QUOTA_S for now, then in behind), behind


def test_the_fragile_client_is_over_the_same_quota_and_fails(tmp_path: Path) -> None:
    done, fired, _, found = limited(tmp_path, "fragile")
    assert (done.returncode, fired > 0) == (1, True)
    assert "retry-after-ignored" in found
    assert FAILS["rate-limited"] in done.stdout + done.stderr


def place_of(platform: MockPlatform) -> dict[str, str]:
    """Return what a sample client is told of a platform."""
    return {
        "MOCKPLATFORM_URL": platform.url,
        "MOCKPLATFORM_WS_URL": platform.ws_url,
        "MOCKPLATFORM_DEPLOYMENT_ID": platform.deployment_id,
        "MOCKPLATFORM_SEED": "1",
    }


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A record of the good client while no token could be renewed."""
    file = tmp_path / "run.jsonl"
    with MockPlatform.start(seed=1, settings={"accessTokenLife": "4m"}) as platform:
        admin = platform.admin
        admin.record.start()
        admin.clock.pause()  # else the outage's time ran on until the client begins
        admin.outages.start("token-service-down", after="5s")
        done = run(tmp_path, command=client("good"), environ=place_of(platform))
        assert done.returncode == 0, done.stdout + done.stderr
        admin.record.stop()
        file.write_bytes(admin.record.get())
    return file


def client(name: str) -> list[str]:
    """Return the command line of a sample client."""
    return [sys.executable, "-m", f"tests.clients.{name}"]


def test_the_good_clients_run_can_be_made_again(recorded: Path, tmp_path: Path) -> None:
    """The outage is staged again, and each of its faults decides as it did."""
    again = tmp_path / "again.jsonl"
    done = replay(tmp_path, "--record", str(again), str(recorded), "--", *client("good"))
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    then, now = entries(read(recorded), "fault"), entries(read(again), "fault")
    assert [one["draw"] for one in now] == [one["draw"] for one in then]
    assert len(then) > 3


def test_a_client_that_was_changed_parts_where_it_was_changed(
    recorded: Path, tmp_path: Path
) -> None:
    """The fragile client is the change: it opens its socket without a look at the conversation."""
    done = replay(tmp_path, str(recorded), "--", *client("fragile"))
    assert done.returncode == Exit.PARTED
    place = "user-7: requests, number 3: expected GET /api/v2/conversations/messaging/{id 1} -> 200"
    assert f"{place}, got GET /api/v2/conversations/messaging/{{id 1}}/ws -> 101" in done.stdout
