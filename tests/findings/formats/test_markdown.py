"""Findings as a page that can be read, and pasted into a review."""

from __future__ import annotations

import pytest

from mockplatform.findings.formats.markdown import ROWS_OF_RULE, markdown
from mockplatform.findings.formats.text import STORIES_OF_RULE
from tests.findings.formats.reports import about, entry, found, occurrence, report, whole

BY = "by 6 rules of mockplatform 1.2.3 in the tenant `shop`."


def test_it_begins_with_a_verdict_and_a_table() -> None:
    lines = markdown(whole()).splitlines()
    assert lines[:3] == [
        "# Findings",
        "",
        f"2 findings; 2 more suppressed or known, {BY}",
    ]
    assert "| f1 | warning | `plain-one` | `ann` | once |  |" in lines
    assert "| f1 | note | `hushed-one` | `ben` | once | suppressed |" in lines
    assert "| f1 | warning | `known-one` | `cy` | once | known |" in lines


def test_each_that_counts_has_its_story() -> None:
    page = markdown(whole())
    assert page.count("## f1") == 2
    assert (
        "The first of 2 times, 1970-01-01T00:16:43.000Z:\n\n```text\n#3 00:16:43.000  says 3\n```"
        in page
    )
    assert "**Instead:** Do `it`." in page
    assert "`docs/findings/plain-one.md`" in page


def test_nothing_that_a_client_calls_itself_is_markup_or_steers_a_terminal() -> None:
    page = markdown(whole())
    assert "[31m|<b>'&" in page
    assert all(one.isprintable() or one == "\n" for one in page)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_a_name_stays_on_its_line_whatever_ends_one(end: str) -> None:
    """CommonMark ends lines at a carriage return, and other readers at more."""
    page = markdown(report(found(about("a"), f"cr{end}# x")))
    assert "| f1 | warning | `a` | `cr # x` | once |  |" in page.splitlines()
    assert "warning, rule `a`, `cr # x`, once" in page.splitlines()
    assert "rule `a`, `?`, once" in markdown(report(found(about("a"), end)))


def test_what_a_client_is_named_stands_as_code_and_can_not_leave_it() -> None:
    """In code nobody is mentioned, nothing is a link, and no entity is a character."""
    page = markdown(report(found(about("a"), "@octo/team`&lt;b&gt;` https://x\u202e")))
    name = "`@octo/team'&lt;b&gt;' https://x\N{REPLACEMENT CHARACTER}`"
    assert page.count("@octo") == page.count(name) == 2


@pytest.mark.parametrize("name", ["a|b", "a\\|b", "|", "a\\"])
def test_no_name_is_two_cells_of_the_table(name: str) -> None:
    rows = markdown(report(found(about("a"), name))).splitlines()
    (row,) = (one for one in rows if one.startswith("| f1"))
    assert row.count("|") == 7
    assert f"warning, rule `a`, `{name}`, once" in rows


def test_a_doubt_is_no_markup() -> None:
    page = markdown(report(broken={"a": "KeyError: '<b>*&lt;'"}))
    assert r"(KeyError: '\<b\>\*\&lt;')" in page


def test_of_each_rule_so_many_are_told() -> None:
    """A summary of a job has a bound; those that count come first."""
    rules = [about(f"rule-{number}") for number in range(30)]
    long = [occurrence(*map(entry, range(10))), occurrence(*map(entry, range(10, 20)))]
    crowd = [
        found(rule, f"{name:0>200}", *long, known=name < 50)
        for rule in rules
        for name in range(100)
    ]
    page = markdown(report(*crowd))
    assert len(page.encode()) < 1024 * 1024
    assert page.count("\n| f1 |") == 30 * ROWS_OF_RULE
    assert page.count("| known |") == 0
    assert page.count("\n## f1") == 30 * STORIES_OF_RULE
    assert "| … | warning | `rule-7` | 80 more | | |" in page
    assert f"{50 - STORIES_OF_RULE} more findings of `rule-7` are not told here." in page
    assert "more" not in markdown(report(found(about("a"))))


def test_a_report_that_is_not_whole_says_so() -> None:
    assert "**Not whole:** 3 entries" in markdown(whole())
    assert "Not whole" not in markdown(report())


def test_one_without_findings_says_that_nothing_was_found() -> None:
    assert "Nothing was found, by 0 rules" in markdown(report())
    assert "1 finding, by" in markdown(report(found(about("a"))))


def test_where_nothing_is_reviewed_nothing_is_said_to_be_found() -> None:
    page = markdown(report(reviewing=False))
    assert "\nNothing was reviewed, by 0 rules" in page
    assert "**Not whole:** The setting \\`findings\\` is off: nothing is reviewed." in page
