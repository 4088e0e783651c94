"""`mockplatform exec` is a platform for as long as a command runs, and gets out of its way."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from mockplatform.client import Admin, Unreachable
from tests.support.waiting import program, run


def test_the_command_is_told_where_the_platform_is(tmp_path: Path) -> None:
    done = run(tmp_path, "exec", "--seed", "5", "--", "env")
    told = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert told["MOCKPLATFORM_URL"].startswith("http://127.0.0.1:")
    assert told["MOCKPLATFORM_WS_URL"] == told["MOCKPLATFORM_URL"].replace("http", "ws")
    assert told["MOCKPLATFORM_ADMIN_URL"] == told["MOCKPLATFORM_URL"] + "/__admin"
    assert told["MOCKPLATFORM_DEPLOYMENT_ID"] == "shop-web"
    assert told["MOCKPLATFORM_CLIENT_ID"] == "widget"
    assert told["MOCKPLATFORM_CLIENT_SECRET"] == "widget-secret"
    assert told["MOCKPLATFORM_TENANT"] == "default"
    assert told["MOCKPLATFORM_SEED"] == "5"
    with pytest.raises(Unreachable):
        Admin(told["MOCKPLATFORM_URL"]).server.live()


def test_the_platform_is_there_while_the_command_runs(tmp_path: Path) -> None:
    script = 'curl -sf "$MOCKPLATFORM_ADMIN_URL/ready"'
    done = run(tmp_path, "exec", "--", "sh", "-c", script)
    assert (done.returncode, done.stdout) == (0, '{"status":"ready"}')


def test_a_seed_that_the_store_overrules_is_warned_of(tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path / 'shop.db'}")
    assert run(tmp_path, "exec", *store, "--seed", "1", "true").stderr.endswith("  seed 1\n")
    again = run(tmp_path, "exec", *store, "--seed", "2", "printenv", "MOCKPLATFORM_SEED")
    warning, where = again.stderr.splitlines()
    assert warning.startswith("Warning: The seed 2 is not used")
    assert where.endswith(f"  seed {again.stdout.strip()} (kept by the store)")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -9 $$"], 137),
        (["no-such-command"], 127),
        (["/"], 126),
    ],
)
def test_the_exit_code_is_the_commands(tmp_path: Path, command: list[str], code: int) -> None:
    done = run(tmp_path, "exec", "--", *command)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_options_behind_the_command_are_its_own(tmp_path: Path) -> None:
    done = run(tmp_path, "exec", "printf", "%s", "--seed")
    assert (done.returncode, done.stdout) == (0, "--seed")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_signals_are_passed_on(tmp_path: Path, number: signal.Signals) -> None:
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo caught {name}; exit 9' {name}; echo waiting; while :; do read x; done"
    with program(tmp_path, "exec", "--", "bash", "-c", script) as running:
        running.line("waiting")
        running.process.send_signal(number)
        running.line(f"caught {name}")
        assert running.wait() == 9
