"""Findings as JUnit XML: a case for each rule, as collectors of test results read it."""

from __future__ import annotations

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from mockplatform.findings.formats.junit import junit
from mockplatform.findings.formats.text import STORIES_OF_RULE
from mockplatform.findings.report import Report
from mockplatform.severities import Severity
from tests.findings.formats.reports import about, found, report, whole


def cases(of: Report, fail_on: Severity = "warning") -> dict[str, TestCase]:
    """Return the cases by their names, as another reader of JUnit XML has them."""
    (suite,) = JUnitXml.fromstring(junit(of, fail_on))
    return {str(case.name): case for case in suite}


def outcomes(of: Report, fail_on: Severity = "warning") -> dict[str, list[type]]:
    """Return what became of each case; an empty list: it passed."""
    return {name: [type(one) for one in case.result] for name, case in cases(of, fail_on).items()}


def test_each_rule_is_a_case() -> None:
    assert outcomes(whole()) == {
        "plain-one": [Failure],
        "bad-one": [Failure],
        "hushed-one": [Skipped],
        "known-one": [Skipped],
        "broken-one": [Error],
        "quiet-one": [],
    }


def test_a_rule_that_judges_nobody_has_not_passed() -> None:
    rules = [about("found-before"), about("quiet-one")]
    of = report(found(rules[0]), reviewing=False, rules=rules)
    assert outcomes(of) == {"found-before": [Failure], "quiet-one": [Skipped]}


def test_the_counts_are_those_of_the_cases() -> None:
    read = JUnitXml.fromstring(junit(whole(), "warning"))
    (suite,) = read
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (6, 2, 1, 2)
    assert (read.tests, read.failures, read.errors) == (6, 2, 1)
    assert b"<system-err>3 entries" in junit(whole(), "warning")


def test_a_failure_tells_the_story_and_what_to_do() -> None:
    (failure,) = cases(whole())["bad-one"].result
    assert failure.type == "error"
    assert "(2 times)" in failure.message
    for told in ("#3 00:16:43.000  says 3", "The last time", "peak 2", "Instead: Do `it`."):
        assert told in failure.text


def test_what_is_below_the_threshold_is_told_by_a_case_that_passes() -> None:
    of = report(found(about("a", "note")), found(about("b", "warning")), found(about("c", "error")))
    assert outcomes(of) == {"a": [], "b": [Failure], "c": [Failure]}
    assert outcomes(of, "error") == {"a": [], "b": [], "c": [Failure]}
    assert outcomes(of, "note") == {"a": [Failure], "b": [Failure], "c": [Failure]}
    assert "says 1" in (cases(of)["a"].system_out or "")


def test_one_client_that_is_new_fails_a_case_though_another_is_known() -> None:
    rule = about("a")
    of = report(found(rule, "ann", known=True), found(rule, "ben"))
    (failure,) = cases(of)["a"].result
    assert isinstance(failure, Failure)
    assert ("ben" in failure.text, "ann" in failure.text) == (True, False)


def test_of_a_crowd_some_are_named_and_the_rest_counted() -> None:
    """The message of a case is shown on a line."""
    rule = about("a")
    crowd = [found(rule, f"user-{name}") for name in range(40)]
    (failure,) = cases(report(*crowd))["a"].result
    assert "user-4 (once), 35 more" in failure.message
    assert "user-5" not in failure.message
    assert failure.text.count("Instead: ") == STORIES_OF_RULE
    assert failure.text.endswith(f"And {40 - STORIES_OF_RULE} more.")
    few = [found(rule, f"user-{name}") for name in range(5)]
    (failure,) = cases(report(*few))["a"].result
    assert "more" not in failure.message + failure.text


def test_what_turns_a_line_around_is_not_in_it() -> None:
    (failure,) = cases(report(found(about("a"), "\u202eann\u2066")))["a"].result
    assert "\N{REPLACEMENT CHARACTER}ann\N{REPLACEMENT CHARACTER}" in failure.message
