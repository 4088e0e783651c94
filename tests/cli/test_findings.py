"""The command `findings`, and `exec --fail-on-findings`: told, written, and failed for."""

from __future__ import annotations

import json
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
    assert lines[-1] == "Findings: 1 warning."


@pytest.mark.parametrize(("severity", "code"), [("note", 1), ("warning", 1), ("error", 0)])
def test_it_fails_from_a_severity_on(
    cli: Cli, tenant: TenantUnderTest, severity: str, code: int
) -> None:
    sin(tenant)
    done = cli("findings", "--fail-on", severity)
    assert done.returncode == code
    told = f"1 findings of severity {severity} or worse: token-in-url"
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


def test_the_rules_are_listed_and_explained(cli: Cli, tenant: TenantUnderTest) -> None:
    listed = cli("findings", "rules").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(BY_ID)
    told = cli("findings", "rules", RULE).stdout
    assert BY_ID[RULE].about.remedy in told
    missing = cli("findings", "rules", "tokens-in-url")
    assert (missing.returncode, "Did you mean 'token-in-url'?" in missing.stderr) == (1, True)


SIN = (
    'T=$(mockplatform token --user ann); curl -sf -H "Authorization: Bearer $T" '
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
