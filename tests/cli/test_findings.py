"""The command `findings`, and `exec --fail-on-findings`: told, written, and failed for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockplatform.cli.exits import Exit
from mockplatform.client.under_test import TenantUnderTest
from mockplatform.findings.rules import BY_ID
from mockplatform.server import MockPlatform
from tests.cli.conftest import Cli
from tests.embedding.test_findings import RULE, sin
from tests.support.waiting import run


@pytest.fixture
def tenant(platform: MockPlatform) -> Iterator[TenantUnderTest]:
    """The platform's default tenant, of which nothing is found yet, nor known."""
    under_test = TenantUnderTest(platform.admin, platform.admin.tenants.get("default"))
    under_test.findings.clear()
    yield under_test
    platform.admin.findings.forget_baseline()


def test_they_are_told_as_stories(cli: Cli, tenant: TenantUnderTest) -> None:
    done = cli("findings", "--fail-on", "note")
    assert (done.returncode, done.stdout) == (0, f"Nothing was found, by {len(BY_ID)} rules.\n")
    sin(tenant)
    done = cli("findings")
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines[0] == "warning: An access token stood in a URL (token-in-url)"
    assert lines[1].endswith(": ann, once")
    assert "came with the token in its query" in lines[3]
    assert lines[4] == f"  Why: {BY_ID[RULE].about.why}"
    assert f"  More: mockplatform findings rules {RULE}" in lines
    assert lines[-1] == "Findings: 1 warning."


@pytest.mark.parametrize(("severity", "code"), [("note", 1), ("warning", 1), ("error", 0)])
def test_it_fails_from_a_severity_on(
    cli: Cli, tenant: TenantUnderTest, severity: str, code: int
) -> None:
    sin(tenant)
    done = cli("findings", "--fail-on", severity)
    assert done.returncode == code
    told = f"1 finding of severity {severity} or worse: token-in-url"
    assert (told in done.stderr) is bool(code)
    assert cli("findings", "--fail-on", severity, "--rule", "no-*").returncode == 0
    assert cli("findings", "--fail-on", severity, "--subject", "b*").returncode == 0


def test_they_are_written_in_each_format(cli: Cli, tenant: TenantUnderTest, tmp_path: Path) -> None:
    sin(tenant)
    begins = {
        "json": "{",
        "sarif": '{\n  "$schema"',
        "junit": "<?xml",
        "markdown": "# Findings",
        "text": "warning: An access",
    }
    for name, begin in begins.items():
        printed = cli("findings", "--format", name)
        assert (printed.returncode, printed.stdout.startswith(begin)) == (0, True), name
        file = tmp_path / f"report.{name}"
        written = cli("findings", "--format", name, "--output", str(file))
        assert (written.returncode, written.stdout) == (0, "")
        assert file.read_text(encoding="utf-8") == printed.stdout.rstrip("\n") + "\n" * (
            name not in {"json", "sarif"}
        )
    sarif = json.loads(cli("findings", "--format", "sarif", "--artifact", "src/a.ts").stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "src/a.ts"}
    junit = cli("findings", "--format", "junit", "--fail-on", "error")
    assert (junit.returncode, "<failure" in junit.stdout) == (0, False)


def test_what_a_baseline_has_fails_nobody(
    cli: Cli, tenant: TenantUnderTest, tmp_path: Path
) -> None:
    file = tmp_path / "known.json"
    sin(tenant)
    assert cli("findings", "--write-baseline", str(file)).returncode == 0
    assert json.loads(file.read_bytes()) == {"findings": [{"rule": RULE, "subject": "ann"}]}
    assert cli("findings", "--fail-on", "warning").returncode == 1
    done = cli("findings", "--fail-on", "warning", "--baseline", str(file))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Findings: 1 known.")
    sin(tenant, "ben")
    done = cli("findings", "--fail-on", "warning", "--baseline", str(file))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "Findings: 1 warning, 1 known.")


def test_a_file_that_is_no_baseline_or_cannot_be_written_is_told(
    cli: Cli, tenant: TenantUnderTest, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]", encoding="utf-8")
    for option, file, told in (
        ("--baseline", wrong, "is no baseline"),
        ("--baseline", tmp_path / "none.json", "No such file"),
        ("--output", tmp_path / "none" / "x", "cannot be written"),
        ("--write-baseline", tmp_path / "none" / "x", "cannot be written"),
    ):
        done = cli("findings", option, str(file))
        assert (done.returncode, told in done.stderr) == (Exit.REFUSED, True), option
        assert "Traceback" not in done.stderr
    wrong.write_text('{"findings": [{"rule": "tokens-in-url"}]}', encoding="utf-8")
    assert "Did you mean 'token-in-url'?" in cli("findings", "--baseline", str(wrong)).stderr


def test_what_keeps_it_from_being_whole_is_told_and_a_broken_rule_fails(
    cli: Cli, platform: MockPlatform, tenant: TenantUnderTest
) -> None:
    """What nobody looked for was not found."""
    reviewer = platform._server.platform.tenants[tenant.id].reviewer  # noqa: SLF001
    reviewer.missed = 3
    done = cli("findings", "--fail-on", "error")
    assert (done.returncode, "3 entries of the journal were dropped" in done.stdout) == (0, True)
    reviewer.broken[RULE] = "KeyError: '\x1b[31m'"
    told = cli("findings").stdout.splitlines()
    assert told[-2].startswith(f"The rule {RULE} broke and was taken out of service (KeyError")
    assert (told[-2].isprintable(), "[31m" in told[-2]) == (True, True)
    assert told[-1] == f"Nothing was found, by {len(BY_ID) - 1} rules."
    done = cli("findings", "--fail-on", "error")
    assert (done.returncode, f"nobody looked: {RULE}" in done.stderr) == (1, True)
    assert cli("findings", "--fail-on", "error", "--rule", "token-*").returncode == 1
    assert cli("findings", "--fail-on", "error", "--rule", "no-*").returncode == 0


def test_a_review_that_is_switched_off_fails(cli: Cli, tenant: TenantUnderTest) -> None:
    tenant.admin.settings.patch({"findings": False})
    done = cli("findings", "--fail-on", "error")
    tenant.admin.settings.patch({"findings": True})
    assert (done.returncode, "Nothing is reviewed" in done.stderr) == (1, True)
    assert done.stdout.splitlines()[-1].startswith("Nothing was reviewed, by ")


def test_the_rules_are_listed_and_explained_without_a_platform(tmp_path: Path) -> None:
    """So also where the run is over, and its platform is gone."""

    def cli(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run(tmp_path, *arguments)

    listed = cli("findings", "rules").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(BY_ID)
    told = cli("findings", "rules", RULE).stdout
    assert BY_ID[RULE].about.remedy in told
    (as_json, *_) = json.loads(cli("findings", "rules", "--json").stdout)
    assert as_json["notWhen"] == BY_ID[as_json["id"]].about.not_when
    missing = cli("findings", "rules", "tokens-in-url")
    assert (missing.returncode, "Did you mean 'token-in-url'?" in missing.stderr) == (1, True)


SIN = (
    f"T=$({sys.executable} -m mockplatform token --user ann); "
    'curl -sf -H "Authorization: Bearer $T" '
    '"$MOCKPLATFORM_URL/api/v2/users/me?access_token=$T" > /dev/null'
)


@pytest.mark.parametrize(
    ("option", "script", "code", "is_told"),
    [
        ("--fail-on-findings", SIN, 1, True),
        ("--fail-on-findings", f"{SIN}; exit 7", 7, True),
        ("--fail-on-findings=error", SIN, 0, False),
        ("--fail-on-findings", "true", 0, False),
        ("--log-requests", SIN, 0, False),
    ],
)
def test_exec_fails_for_what_was_found_while_the_command_ran(
    tmp_path: Path, option: str, script: str, code: int, *, is_told: bool
) -> None:
    done = run(tmp_path, "exec", option, "--", "sh", "-c", script)
    assert done.returncode == code, done.stderr
    assert ("An access token stood in a URL" in done.stderr) is is_told
    assert ("came with the token in its query" in done.stderr) is is_told


ELSEWHERE = (
    'curl -sf -X POST -d \'{"id": "shop"}\' -H "Content-Type: application/json" '
    '"$MOCKPLATFORM_ADMIN_URL/tenants" > /dev/null; MOCKPLATFORM_TENANT=shop; export '
    'MOCKPLATFORM_TENANT; MOCKPLATFORM_URL="$MOCKPLATFORM_URL/t/shop"; '
)


def test_exec_looks_at_each_tenant_that_is_there(tmp_path: Path) -> None:
    here = SIN.replace(" token", ' token --url "$U"')
    script = f'U="$MOCKPLATFORM_URL"; {ELSEWHERE}{here}'
    done = run(tmp_path, "exec", "--fail-on-findings", "--", "sh", "-c", script)
    assert (done.returncode, "1 finding in the tenant shop\n" in done.stderr) == (1, True)


def test_exec_takes_no_severity_from_the_command(tmp_path: Path) -> None:
    done = run(tmp_path, "exec", "--seed", "3", "--fail-on-findings", "sh", "-c", "exit 9")
    assert done.returncode == 9, done.stderr
    done = run(tmp_path, "exec", "echo", "--fail-on-findings")
    assert (done.returncode, done.stdout) == (0, "--fail-on-findings\n")
    done = run(tmp_path, "exec", "--fail-on-findings=warn", "true")
    assert (done.returncode, "'warn' is not one of" in done.stderr) == (2, True)


def test_exec_tells_the_command_from_which_severity_on_it_fails(tmp_path: Path) -> None:
    script = 'echo "$MOCKPLATFORM_FAIL_ON_FINDINGS"'
    for option, told in (("--fail-on-findings=note", "note\n"), ("--log-requests", "\n")):
        assert run(tmp_path, "exec", option, "sh", "-c", script).stdout == told


def test_exec_fails_where_nobody_looked(tmp_path: Path) -> None:
    off = ("exec", "--setting", "findings=false", "--fail-on-findings", "true")
    done = run(tmp_path, *off)
    assert (done.returncode, "nothing is reviewed" in done.stderr) == (1, True)
