"""When calls came and were over is told on both clocks, and drawn in not too many buckets."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Deed
from mockplatform.findings.pace import Moment, answer, answered, arrivals, came, positions
from mockplatform.journal import Journal
from tests.findings.book import ANN

BUCKETS_MAX = 120


@pytest.mark.parametrize(
    ("span_s", "bucket_s"),
    [
        (0, 0.1),
        (11.9, 0.1),
        (12, 1),
        (119, 1),
        (120, 10),
        (1199, 10),
        (1200, 60),
        (7199, 60),
        (7200, 600),
        (71_999, 600),
        (72_000, 601),
        (72_001, 602),
    ],
)
@pytest.mark.parametrize("first_s", [0, 50])
def test_a_picture_has_room_for_so_many_buckets(
    span_s: float, bucket_s: float, first_s: float
) -> None:
    """Whenever the first one came."""
    told = arrivals([first_s, first_s + span_s])
    assert told.bucket_s == bucket_s
    assert told.total == 2
    assert span_s / told.bucket_s < BUCKETS_MAX


def test_a_call_came_before_it_was_over() -> None:
    """By as much as it took; nothing is known of one whose time nobody took."""
    for took_ms, wall_at in [(250.0, 9.75), (None, 10.0)]:
        journal = Journal(10, lambda: 20.0, lambda: 10.0)
        journal.record("http", ("GET", "/", 200, took_ms))
        (entry,) = journal.behind(0)
        assert came(entry, Deed(ANN, "")) == Moment(20.0, wall_at)


def test_a_call_that_a_fault_held_came_before_it_went_on() -> None:
    """Its entry has the time at which it went on, and its deed the others."""
    journal = Journal(10, lambda: 20.0, lambda: 10.0)
    journal.record("http", ("GET", "/", 503, 250.0))
    (entry,) = journal.behind(0)
    deed = Deed(ANN, "", 503, came_at=18.0, ended_at=21.0)
    assert came(entry, deed) == Moment(18.0, 9.75)
    assert answered(entry, deed) == Moment(21.0, 10.0)
    assert answered(entry, Deed(ANN, "", 200)) == Moment(20.0, 10.0)


def test_positions_never_go_back() -> None:
    """What came before the one in front of it came with it."""
    cause, *moments = (Moment(0.0, second) for second in (0.0, 1.0, 0.5, 2.0))
    assert positions(cause._replace(at=0.0), moments) == [1.0, 1.0, 2.5]


def test_no_answer_is_told_as_such() -> None:
    """And every other by its status."""
    assert answer(Deed(ANN, "", 503)) == "was answered 503"
    assert answer(Deed(ANN, "", 0)) == "got no answer"
