"""In pytest: what clients did wrong is listed, asserted to be none, and fails tests if asked to."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockplatform.client import TenantUnderTest
from mockplatform.client.findings_under_test import FindingsUnderTest
from mockplatform.server import MockPlatform
from tests.embedding.test_plugin import INI, inner, run

__all__ = ["inner"]
pytest_plugins = ["pytester"]
RULE = "token-in-url"


def sin(tenant: TenantUnderTest, user: str = "ann") -> None:
    """Have a client put its token into a URL, which is a warning."""
    token = tenant.token(user_id=user)
    parts = urlsplit(tenant.url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Authorization": f"Bearer {token}"}
    connection.request("GET", f"{parts.path}/api/v2/users/me?access_token={token}", headers=headers)
    connection.getresponse().read()
    connection.close()


class TestTheObject:
    """Used directly: this suite has the plugin too."""

    def test_findings_are_listed(self, mockplatform: TenantUnderTest) -> None:
        assert list(mockplatform.findings) == []
        sin(mockplatform)
        (one,) = mockplatform.findings
        assert (one.rule, one.subject) == (RULE, "ann")
        assert mockplatform.findings.list(severity="error") == []
        assert len(mockplatform.findings.list(rule=RULE, subject="a*", since=0)) == 1
        assert (len(mockplatform.findings), bool(mockplatform.findings)) == (1, True)
        assert repr(mockplatform.findings) == f"<1 finding: {RULE}>"
        mockplatform.findings.clear()
        assert list(mockplatform.findings) == []
        assert not mockplatform.findings

    def test_the_assertion_is_the_story_of_the_evidence(
        self, mockplatform: TenantUnderTest
    ) -> None:
        mockplatform.findings.assert_none()
        sin(mockplatform)
        sin(mockplatform)
        with pytest.raises(AssertionError) as failed:
            mockplatform.findings.assert_none()
        story = str(failed.value)
        (one,) = mockplatform.findings
        assert story.startswith("1 finding about this test's clients\n\nwarning: An access token")
        assert "  f1: ann, 2 times\n  The first time, " in story
        for id_ in one.evidence:
            assert f"    #{id_}  " in story
        assert "came with the token in its query\n" in story
        assert f"  Instead: {one.advice}" in story

    def test_no_name_steers_the_terminal_that_shows_the_story(
        self, mockplatform: TenantUnderTest
    ) -> None:
        sin(mockplatform, "ann\x1b[31m\r\u202e")
        (one,) = mockplatform.findings
        assert one.subject == "ann\x1b[31m\r\u202e"
        with pytest.raises(AssertionError) as failed:
            mockplatform.findings.assert_none()
        assert "  f1: ann\ufffd[31m\ufffd\ufffd, once" in str(failed.value)
        assert all(char.isprintable() or char == "\n" for char in str(failed.value))

    def test_it_asserts_of_a_severity_and_of_rules(self, mockplatform: TenantUnderTest) -> None:
        sin(mockplatform)
        mockplatform.findings.assert_none(at_least="error")
        mockplatform.findings.assert_none(rules=[])
        for asked in ({"at_least": "note"}, {"rules": [RULE]}):
            with pytest.raises(AssertionError, match=RULE):
                mockplatform.findings.assert_none(**asked)
        with pytest.raises(ValueError, match=f"Did you mean '{RULE}'"):
            mockplatform.findings.assert_none(rules=["tokens-in-url"])
        wrong: Any = "warn"
        with pytest.raises(ValueError, match=r"named 'warn'\. Did you mean 'warning'"):
            mockplatform.findings.assert_none(wrong)

    def test_it_fails_where_nobody_looked(self, mockplatform: TenantUnderTest) -> None:
        mockplatform.admin.settings.patch({"findings": False})
        with pytest.raises(AssertionError, match="nothing is reviewed"):
            mockplatform.findings.assert_none()

    def test_it_fails_for_a_rule_that_broke_and_warns_of_what_nobody_saw(self) -> None:
        with MockPlatform.start() as platform:
            reviewer = platform._server.platform.tenants["default"].reviewer  # noqa: SLF001
            findings = FindingsUnderTest(platform.admin)
            reviewer.missed = 3
            with pytest.warns(UserWarning, match="3 entries of the journal were dropped"):
                findings.assert_none()
            reviewer.broken[RULE] = "KeyError: 'x'"
            with pytest.raises(AssertionError, match=f"The rule {RULE} broke") as failed:
                findings.assert_none("error")
            assert "3 entries" in str(failed.value)
            with pytest.warns(UserWarning, match="3 entries|broke") as told:
                findings.assert_none(rules=["no-jitter"])
            assert len(told) == 2

    def test_what_is_known_or_suppressed_fails_nobody(self, mockplatform: TenantUnderTest) -> None:
        sin(mockplatform)
        mockplatform.findings.accept()
        mockplatform.findings.assert_none()
        sin(mockplatform, "ben")
        with pytest.raises(AssertionError, match="f2: ben, once"):
            mockplatform.findings.assert_none()
        mockplatform.admin.settings.patch({"suppressFindings": [f"{RULE}:b*"]})
        mockplatform.findings.assert_none()


SUITE = """
import pytest
from tests.embedding.test_findings import sin

def test_good(mockplatform):
    mockplatform.token(user_id="ann")

def test_bad(mockplatform):
    sin(mockplatform)

def test_fails_by_itself(mockplatform):
    sin(mockplatform)
    assert 1 == 2

@pytest.mark.mockplatform(findings="ignore")
def test_on_purpose(mockplatform):
    sin(mockplatform)

@pytest.mark.mockplatform(findings="error")
def test_for_errors_only(mockplatform):
    sin(mockplatform)

@pytest.mark.mockplatform(settings={"suppressFindings": ["token-in-url"]})
def test_suppressed(mockplatform):
    sin(mockplatform)

def test_takes_its_tenant_away(mockplatform, mockplatform_admin):
    mockplatform_admin.tenants.delete(mockplatform.id)
"""


def test_an_option_fails_each_test_that_ends_with_findings(inner: pytest.Pytester) -> None:
    inner.makepyfile(test_suite=SUITE)
    result = run(inner, "--mockplatform-fail-on-findings=warning")
    result.assert_outcomes(passed=6, failed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_bad*",
            "1 finding about this test's clients",
            "warning: An access token stood in a URL (token-in-url)",
            "*came with the token in its query",
        ]
    )
    result.stdout.no_fnmatch_line("*ERROR at teardown of test_fails_by_itself*")
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_severity_decides(inner: pytest.Pytester) -> None:
    inner.makepyfile(test_suite=SUITE)
    for arguments, errors in (
        ([], 0),
        (["--mockplatform-fail-on-findings=error"], 0),
        (["-o", "mockplatform_fail_on_findings=note"], 1),
    ):
        run(inner, *arguments).assert_outcomes(passed=6, failed=1, errors=errors)


def test_the_command_around_the_tests_can_ask_for_it(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`mockplatform exec --fail-on-findings -- pytest` does; the tests' own word counts more."""
    monkeypatch.setenv("MOCKPLATFORM_FAIL_ON_FINDINGS", "warning")
    inner.makefile(".ini", pytest=INI + "mockplatform_fail_on_findings = error\n")
    inner.makepyfile(test_suite=SUITE)
    run(inner).assert_outcomes(passed=6, failed=1, errors=1)
    asked = run(inner, "--mockplatform-fail-on-findings=error")
    asked.assert_outcomes(passed=6, failed=1, errors=0)


def test_a_test_that_is_expected_to_fail_is_counted_once(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest
        from tests.embedding.test_findings import sin

        @pytest.mark.xfail(reason="to be mended")
        def test_it(mockplatform):
            sin(mockplatform)
            assert 1 == 2
        """
    )
    result = run(inner, "--mockplatform-fail-on-findings=warning")
    result.assert_outcomes(xfailed=1)


def test_what_is_no_severity_is_told_in_a_line(inner: pytest.Pytester) -> None:
    inner.makefile(".ini", pytest=INI + "mockplatform_fail_on_findings = warn\n")
    inner.makepyfile("def test_it(mockplatform): pass")
    result = run(inner)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no severity 'warn'. Did you mean 'warning'?*"])
