"""Customers, agents and faults at once: nothing is lost, and nothing happens without a reason.

Source: issue 3, the soak; at its length it is `python -m tests.soak`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.soak.books import balance
from tests.soak.customer import Talk
from tests.soak.plan import DROP, LATENCY, LOSE_ACK, RESET, STATUS, TWICE, Plan
from tests.soak.soak import Report, soak
from tests.soak.transcripts import differences


@pytest.mark.parametrize("store", ["memory", "sqlite:///FOLDER/soak.db"])
async def test_a_short_soak_loses_nothing_and_the_journal_has_each_anomaly(
    store: str, tmp_path: Path
) -> None:
    """Guide, section 4: what was acknowledged is there once and in order, whatever happens."""
    plan = Plan(seed=7, seconds=4.0, customers=12, agents=3, store=store)

    report = await soak(plan, tmp_path)

    assert report.wrong == [], "\n".join(report.lines())
    assert report.done.talks >= 12
    assert_needs_its_entries(report)


def assert_needs_its_entries(report: Report) -> None:
    """Without a fault's entries in the journal, what clients saw of it would be unexplained."""
    seen = [
        id_ for id_ in (STATUS, LATENCY, RESET, DROP, LOSE_ACK, TWICE) if report.books.seen[id_]
    ]
    for id_ in seen:
        rest = [one for one in report.entries if one["faultId"] != id_]
        assert balance(rest, report.done.customers).wrong != [], id_


def one_talk() -> tuple[Talk, list[dict[str, Any]]]:
    """Return what a customer knows, and the transcript that says the same."""
    talk = Talk(id="c1", told={"a": 2, "b": 4, "c": 5}, pane={2: "A", 3: "hi", 4: "B", 5: "C"})
    transcript = [
        {"seq": 2, "direction": "inbound", "clientMessageId": "a", "text": "A"},
        {"seq": 3, "direction": "outbound", "clientMessageId": "x", "text": "hi"},
        {"seq": 4, "direction": "inbound", "clientMessageId": "b", "text": "B"},
        {"seq": 5, "direction": "inbound", "clientMessageId": "c", "text": "C"},
    ]
    return talk, transcript


def test_a_transcript_that_says_what_was_told_is_not_wrong() -> None:
    assert differences(*one_talk()) == []


@pytest.mark.parametrize(
    ("places", "what"),
    [
        ((0, 1, 2), "acknowledged and lost: ['c']"),
        ((0, 1, 2, 2, 3), "doubled: ['b']"),
        ((0, 1, 3, 2), "out of order"),
        ((0, 2, 3), "seen "),
    ],
)
def test_a_transcript_that_says_something_else_is_wrong(places: tuple[int, ...], what: str) -> None:
    talk, transcript = one_talk()

    wrong = differences(talk, [transcript[place] for place in places])

    assert any(one.startswith(what) for one in wrong), wrong
