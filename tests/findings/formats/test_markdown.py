"""Findings as a page that can be read, and pasted into a review."""

from __future__ import annotations

from mockplatform.findings.formats.markdown import markdown
from tests.findings.formats.reports import about, found, report, whole

BY = "by 6 rules of mockplatform 1.2.3 in the tenant `shop`."


def test_it_begins_with_a_verdict_and_a_table() -> None:
    lines = markdown(whole()).splitlines()
    assert lines[:3] == [
        "# Findings",
        "",
        f"2 findings; 2 more suppressed or known, {BY}",
    ]
    assert "| f1 | warning | `plain-one` | ann | once |  |" in lines
    assert "| f1 | note | `hushed-one` | ben | once | suppressed |" in lines
    assert "| f1 | warning | `known-one` | cy | once | known |" in lines


def test_each_that_counts_has_its_story() -> None:
    page = markdown(whole())
    assert page.count("## f1") == 2
    assert "The first of 2 times, 1970-01-01T00:16:43.000Z:\n\n- \\#3 00:16:43.000  says 3" in page
    assert "**Instead:** Do `it`." in page
    assert "`docs/findings/plain-one.md`" in page


def test_nothing_that_a_client_calls_itself_is_markup_or_steers_a_terminal() -> None:
    page = markdown(whole())
    assert r"\[31m\|\<b\>\`&" in page
    assert all(one.isprintable() or one == "\n" for one in page)


def test_a_report_that_is_not_whole_says_so() -> None:
    assert "**Not whole:** 3 entries" in markdown(whole())
    assert "Not whole" not in markdown(report())


def test_one_without_findings_says_that_nothing_was_found() -> None:
    assert "Nothing was found, by 0 rules" in markdown(report())
    assert "1 finding, by" in markdown(report(found(about("a"))))
