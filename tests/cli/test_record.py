"""A run is recorded into a file, and `mockplatform replay` tells where another parts from it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client import Admin
from mockplatform.recording.reading import Record, parse
from mockplatform.server import MockPlatform
from tests.client.customer import open_conversation
from tests.support.waiting import program, run, until

TOKEN = "/api/v2/widget/auth/token"
CLIENT = """
import json, os, sys, urllib.error, urllib.request
url = os.environ["MOCKPLATFORM_URL"]
def call(path, body=None, token=""):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url + path, data, headers)) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return {"status": error.code}
body = {"deploymentId": os.environ["MOCKPLATFORM_DEPLOYMENT_ID"], "userId": "user-7"}
token = call("/api/v2/widget/auth/token", body)["access_token"]
for path in sys.argv[1:]:
    call(path, token=token)
"""
"""A client that asks for the paths it is told, one after another."""

ME, MINE = "/api/v2/users/me", "/api/v2/conversations/messaging"
PATHS = [ME, MINE, ME, MINE, ME, MINE]


def client(*paths: str) -> list[str]:
    """Return the command line of a client that asks for these paths."""
    return [sys.executable, "-c", CLIENT, *paths]


def read(file: Path) -> Record:
    """Return a record that a file holds."""
    return parse(file.read_bytes())


def entries(record: Record, kind: str) -> list[dict[str, Any]]:
    """Return a record's entries of one kind."""
    return [one for one in record.entries if one["kind"] == kind]


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A record of a client that ran into a fault of some luck, which was taken away meanwhile."""
    file = tmp_path / "run.jsonl"
    with MockPlatform.start(seed=5) as platform:
        admin = platform.admin
        admin.record.start()
        what = {"kind": "status", "status": 503}
        admin.faults.create(what, id="luck", where={"path": ME}, when={"probability": 0.5})
        environ = {"MOCKPLATFORM_URL": platform.url, "MOCKPLATFORM_DEPLOYMENT_ID": "shop-web"}
        assert run(tmp_path, command=client(*PATHS * 2), environ=environ).returncode == 0
        admin.record.stop()
        file.write_bytes(admin.record.get())
    return file


def replay(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Replay a run."""
    return run(folder, "replay", *arguments)


def test_the_same_client_gets_the_same_run(recorded: Path, tmp_path: Path) -> None:
    fired = entries(read(recorded), "fault")
    assert 0 < len(fired) < 6, "the seed decides otherwise: take another"
    again = tmp_path / "again.jsonl"
    done = replay(tmp_path, "--record", str(again), str(recorded), "--", *client(*PATHS * 2))
    assert done.returncode == Exit.OK, done.stdout + done.stderr
    assert done.stdout.startswith("The runs are equal")
    told = [(one["faultId"], one["ordinal"], one["draw"]) for one in fired]
    found = [(one["faultId"], one["ordinal"], one["draw"]) for one in entries(read(again), "fault")]
    assert found == told


def test_a_client_that_was_changed_parts_at_the_place_of_the_change(
    recorded: Path, tmp_path: Path
) -> None:
    changed = [*PATHS * 2]
    changed[3] = "/api/v2/conversations/messaging/none"
    done = replay(tmp_path, str(recorded), "--", *client(*changed))
    assert done.returncode == Exit.PARTED
    assert "user-7: requests, number 5: expected GET /api/v2/conversations/messaging -> 200" in (
        done.stdout
    )


def test_a_client_that_stops_early_parts_where_it_stops(recorded: Path, tmp_path: Path) -> None:
    done = replay(tmp_path, str(recorded), "--", *client(ME, MINE))
    assert done.returncode == Exit.PARTED
    assert "user-7: requests, number 4: expected" in done.stdout
    assert "got nothing" in done.stdout


def test_acts_in_the_middle_of_a_run_come_before_the_same_request(tmp_path: Path) -> None:
    file, again = tmp_path / "run.jsonl", tmp_path / "again.jsonl"
    with MockPlatform.start(seed=5) as platform:
        admin = platform.admin
        environ = {"MOCKPLATFORM_URL": platform.url, "MOCKPLATFORM_DEPLOYMENT_ID": "shop-web"}
        admin.record.start()
        run(tmp_path, command=client(ME), environ=environ)
        admin.outages.start("edge-401-storm")
        run(tmp_path, command=client(ME), environ=environ)
        admin.outages.stop("edge-401-storm")
        run(tmp_path, command=client(ME), environ=environ)
        admin.record.stop()
        file.write_bytes(admin.record.get())
    asked = [one["status"] for one in entries(read(file), "http")]
    assert asked == [200, 200, 200, 401, 200, 200]

    thrice = "; ".join([shlex.join(client(ME))] * 3)
    done = replay(tmp_path, "--record", str(again), str(file), "--", "sh", "-c", thrice)

    assert done.returncode == Exit.OK, done.stdout
    assert [one["status"] for one in entries(read(again), "http")] == asked
    acts = [[one.path for one in read(where).acts] for where in (file, again)]
    assert (
        acts[0]
        == acts[1]
        == [
            "/__admin/outages/edge-401-storm/start",
            "/__admin/outages/edge-401-storm/stop",
        ]
    )


def test_serve_records_its_default_tenant(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    with program(tmp_path, "serve", "--port", "0", "--seed", "3", "--record", str(file)) as running:
        url = running.line("Ready: ").split()[1]
        admin = Admin(url)
        open_conversation(url, admin.tokens.mint(user_id="user-7").access_token)
        assert running.end() == 0
    found = read(file)
    assert (found.run.server_seed, found.run.tenant, found.ended) == (
        3,
        "default",
        "server going away",
    )
    assert [one["status"] for one in entries(found, "http")] == [201]
    assert [one.path for one in found.acts] == ["/__admin/tokens"]


def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    with program(tmp_path, "serve", "--port", "0", "--record", str(file)) as running:
        url = running.line("Ready: ").split()[1]
        open_conversation(url, Admin(url).tokens.mint(user_id="user-7").access_token)
        until(lambda: b'"kind":"http"' in file.read_bytes(), "the request is written")
        assert running.end(signal.SIGKILL) == -signal.SIGKILL
    found = read(file)
    assert (found.ended, found.is_whole, len(entries(found, "http"))) == ("", False, 1)


def test_exec_records_and_replay_needs_no_server(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    done = run(tmp_path, "exec", "--seed", "2", "--record", str(file), "--", *client(*PATHS))
    assert done.returncode == 0, done.stderr
    assert json.loads(file.read_bytes().splitlines()[0])["serverSeed"] == 2
    assert replay(tmp_path, str(file), "--", *client(*PATHS)).returncode == Exit.OK


def test_the_command_is_told_the_same_as_by_exec(tmp_path: Path) -> None:
    """A client that draws its luck from the seed draws the same again."""
    file = tmp_path / "run.jsonl"
    tell = ["sh", "-c", 'echo "$MOCKPLATFORM_SEED $MOCKPLATFORM_TENANT"']
    then = run(tmp_path, "exec", "--seed", "8", "--record", str(file), "--", *tell)
    now = replay(tmp_path, str(file), "--", *tell)
    assert (then.stdout, now.stdout.splitlines()[0]) == ("8 default\n", "8 default")


def test_without_a_command_it_waits_for_a_client(recorded: Path, tmp_path: Path) -> None:
    with program(tmp_path, "replay", str(recorded)) as running:
        until(lambda: "Run the client now" in running.error_text(), "it waits")
        url = running.error_text().split()[2]
        environ = {"MOCKPLATFORM_URL": url, "MOCKPLATFORM_DEPLOYMENT_ID": "shop-web"}
        run(tmp_path, command=client(*PATHS * 2), environ=environ)
        assert running.end(signal.SIGINT) == Exit.OK
        assert running.lines[-1].startswith("The runs are equal")


def test_another_tenants_record_is_staged_in_a_tenant_of_its_seed(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    with MockPlatform.start(seed=1) as platform:
        made = platform.admin.tenants.create("shop-2", fixture="retail", seed=99)
        admin = platform.admin.of("shop-2")
        admin.record.start()
        environ = {
            "MOCKPLATFORM_URL": made.url,
            "MOCKPLATFORM_DEPLOYMENT_ID": made.deployment_id,
        }
        run(tmp_path, command=client(*PATHS), environ=environ)
        admin.record.stop()
        file.write_bytes(admin.record.get())
    done = replay(tmp_path, str(file), "--", *client(*PATHS))
    assert done.returncode == Exit.OK, done.stdout
    assert "/t/shop-2  seed 99" in done.stderr


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "cannot be read"), ("", "the record is empty"), ("{}\n", "line 1")],
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: str | None, what: str) -> None:
    file = tmp_path / "run.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    done = replay(tmp_path, str(file))
    assert done.returncode == Exit.REFUSED
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_where_the_replays_record_cannot_be_written_nothing_is_run(
    recorded: Path, tmp_path: Path
) -> None:
    before, ran = recorded.read_bytes(), tmp_path / "ran"
    for place in (tmp_path / "no" / "again.jsonl", recorded):
        done = replay(tmp_path, "--record", str(place), str(recorded), "touch", str(ran))
        assert (done.returncode, "Traceback" in done.stderr) == (Exit.REFUSED, False)
        assert str(place) in done.stderr
    assert not ran.exists()
    assert recorded.read_bytes() == before


def test_where_a_replays_record_does_not_fit_what_came_of_it_is_told_first(
    recorded: Path, tmp_path: Path
) -> None:
    again = str(tmp_path / "again.jsonl")
    command = shlex.join(["replay", "--record", again, str(recorded), "--", *client(ME)])
    small = f"ulimit -f 1; exec {sys.executable} -m mockplatform {command}"
    done = run(tmp_path, command=["sh", "-c", small])
    assert "The runs part" in done.stdout
    assert (done.returncode, "again.jsonl: cannot be written" in done.stderr) == (1, True)


@pytest.mark.parametrize("verb", ["serve", "exec", "replay"])
def test_a_pipe_or_a_device_is_refused_at_the_start(
    recorded: Path, tmp_path: Path, verb: str
) -> None:
    """Whoever opens a pipe would wait for its reader, deaf to signals."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    rest = {"serve": ["--port", "0"], "exec": ["--", "true"], "replay": [str(recorded), "true"]}
    for place in (str(pipe), "/dev/full"):
        done = run(tmp_path, verb, "--record", place, *rest[verb])
        assert (done.returncode, "no regular file" in done.stderr) == (Exit.REFUSED, True)


def test_a_place_that_cannot_be_written_is_refused_at_the_start(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0", "--record", str(tmp_path / "no" / "run.jsonl"))
    assert done.returncode == Exit.REFUSED
    assert "Its directory must exist" in done.stderr
