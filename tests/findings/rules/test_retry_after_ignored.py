"""A call before `Retry-After` was over is found, and one that waited is not."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Deed, Who
from mockplatform.findings.rules.retry_after_ignored import RetryAfterIgnored
from mockplatform.limits import LIMITS
from tests.findings.book import ANN, Book

EARLY_S, UNDER_WAY_S = 0.1, 0.1
WAIT_S = 10.0
MS = 0.001
LOOK, SAY = "GET /look", "POST /say"
OTHER_TAB = Who("ann", "tab-2")


def told(book: Book, *, op: str = LOOK, status: int = 503, **deed: Any) -> None:
    """Have a client told to wait."""
    book.did(op=op, status=status, retry_after_s=WAIT_S, **deed)


@pytest.mark.parametrize(
    ("after_s", "count"),
    [(5.0, 1), (WAIT_S - EARLY_S - 5 * MS, 1), (WAIT_S - EARLY_S + 5 * MS, 0), (WAIT_S, 0)],
)
def test_the_same_call_may_come_again_once_the_time_is_over(after_s: float, count: int) -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.now += after_s
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)] * count


def test_the_answer_and_the_call_that_came_too_early_show_it() -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.now += 2
    book.did(op=LOOK)
    assert [(one.entry.id, one.says) for one in book.findings[0].last.evidence] == [
        (1, "GET /look was refused, to be tried again after 10 s"),
        (2, "GET /look came 2.0 s later"),
    ]


@pytest.mark.parametrize(("status", "count"), [(503, 0), (429, 1)])
def test_a_limit_of_the_client_is_one_for_all_of_its_calls(status: int, count: int) -> None:
    book = Book(RetryAfterIgnored)
    told(book, status=status)
    book.now += 5
    book.did(op=SAY)
    assert book.found == [(ANN.key, 1)] * count


@pytest.mark.parametrize(
    ("after_s", "op", "count"),
    [
        (UNDER_WAY_S - 5 * MS, SAY, 0),
        (UNDER_WAY_S + 5 * MS, SAY, 1),
        (UNDER_WAY_S - 5 * MS, LOOK, 1),
    ],
)
def test_another_call_may_have_been_under_way_but_not_a_repeat(
    after_s: float, op: str, count: int
) -> None:
    book = Book(RetryAfterIgnored)
    told(book, status=429)
    book.now += after_s
    book.did(op=op)
    assert book.found == [(ANN.key, 1)] * count


def test_another_message_may_have_been_under_way_too_but_not_the_same_again() -> None:
    for body, count in ((2, 0), (None, 0), (1, 1)):
        book = Book(RetryAfterIgnored)
        told(book, op=SAY, body=1)
        book.now += UNDER_WAY_S - 5 * MS
        book.did(op=SAY, body=body)
        assert book.found == [(ANN.key, 1)] * count
        book.now += 10 * MS
        book.did(op=SAY, body=3)
        assert book.found == [(ANN.key, 1 + count)]
    book = Book(RetryAfterIgnored)
    told(book, op=SAY, body=None)
    book.now += UNDER_WAY_S - 5 * MS
    book.did(op=SAY, body=None)
    assert book.found == []


def slow(book: Book, op: str, took_s: float, *, at: float = 0.0, **deed: Any) -> None:
    """Have a call answered now that took so long; the tenant's time was `at` as it went on."""
    came = Deed(ANN, op, **{"status": 200, "ended_at": book.now, **deed})
    book.journal.record("http", ("GET", "/", came.status, 1000 * took_s), at=at, deed=came)


@pytest.mark.parametrize(("came_s", "count"), [(1.0, 0), (2.0 + UNDER_WAY_S + MS, 1)])
@pytest.mark.parametrize("op", [LOOK, SAY])
@pytest.mark.parametrize("is_held", [False, True])
def test_nobody_waits_before_the_answer_that_says_so(
    came_s: float, count: int, op: str, *, is_held: bool
) -> None:
    book = Book(RetryAfterIgnored)
    book.now = 2.0
    slow(book, LOOK, 2.0, at=0.0, status=429, retry_after_s=WAIT_S)
    book.now = came_s + 2.0  # one that a fault held is told to have come when it was let go
    slow(book, op, 2.0, at=book.now if is_held else came_s, came_at=came_s)
    assert book.found == [(ANN.key, 1)] * count


@pytest.mark.parametrize(("waited_s", "count"), [(WAIT_S, 0), (WAIT_S - 1, 1)])
def test_the_time_begins_when_the_answer_leaves(waited_s: float, count: int) -> None:
    book = Book(RetryAfterIgnored)
    book.now = 2.0
    slow(book, LOOK, 2.0, at=0.0, status=429, retry_after_s=WAIT_S)
    book.now += waited_s
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)] * count


@pytest.mark.parametrize(("waited_s", "count"), [(WAIT_S, 0), (WAIT_S - 1, 1)])
def test_a_slow_answer_while_the_tenants_time_stands_still_moves_nothing(
    waited_s: float, count: int
) -> None:
    book = Book(RetryAfterIgnored)
    slow(book, LOOK, 2.0, status=429, retry_after_s=WAIT_S)  # at 0, for all that it took 2 s
    book.skip(waited_s)
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)] * count


def test_a_repeat_that_came_before_the_answer_was_sent_beside_it() -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.did(op=LOOK)  # answered at the same time, so it came a millisecond before
    assert book.found == []


def test_another_widget_of_the_user_was_not_told() -> None:
    book = Book(RetryAfterIgnored)
    told(book, status=429)
    book.now += 5
    book.did(op=LOOK, who=OTHER_TAB)
    assert book.found == []


def test_of_a_call_of_nobody_nobody_is_told() -> None:
    book = Book(RetryAfterIgnored)
    told(book, who=Who(""))
    book.now += 5
    book.did(op=LOOK, who=Who(""))
    assert book.found == []
    assert len(book.rule) == 0


def test_a_frame_on_a_socket_is_no_call() -> None:
    book = Book(RetryAfterIgnored)
    told(book, status=429)
    book.now += 5
    book.journal.record("frame", ("in", "ws-1", "x", 1, None), deed=Deed(ANN, "x"))
    assert book.found == []


def test_each_early_call_counts_once_though_two_orders_forbid_it() -> None:
    book = Book(RetryAfterIgnored)
    told(book, status=429)
    told(book, status=503)
    for _ in range(3):
        book.now += 1
        book.did(op=LOOK)
    assert book.found == [(ANN.key, 3)]


def test_a_call_beside_one_refusal_may_be_too_early_for_another() -> None:
    book = Book(RetryAfterIgnored)
    told(book, op=SAY, status=429)
    book.now += 5
    told(book)
    told(book)  # nobody had heard of the refusal before it, but of the limit
    assert book.found == [(ANN.key, 2)]


def test_one_order_that_is_over_ends_no_other() -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.now += 9.95
    told(book, op=SAY, status=429)
    book.now += 5
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)]


def test_the_time_begins_anew_with_each_answer_that_says_so() -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.now += WAIT_S
    told(book)
    book.now += WAIT_S - 1
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)]


def test_an_order_that_a_fault_gives_is_one() -> None:
    book = Book(RetryAfterIgnored)
    told(book, is_injected=True)
    book.now += 5
    book.did(op=LOOK)
    assert book.found == [(ANN.key, 1)]


def test_retry_after_nothing_asks_for_nothing() -> None:
    book = Book(RetryAfterIgnored)
    book.did(op=LOOK, status=503, retry_after_s=0.0)
    book.now += 5
    book.did(op=LOOK)
    assert len(book.rule) == 0


def test_time_that_a_test_lets_pass_counts_as_well_as_real_time() -> None:
    book = Book(RetryAfterIgnored)
    for at, wall_at in ((0.0, 0.0), (WAIT_S, 0.01), (WAIT_S, 0.02), (WAIT_S, WAIT_S + 1)):
        book.now = wall_at
        deed = Deed(ANN, LOOK, 503, retry_after_s=WAIT_S)
        book.journal.record("http", ("GET", "/", 503, 1.0), at=at, deed=deed)
    assert book.found == [(ANN.key, 1)]  # the third: neither clock has moved since the second


def test_what_is_over_is_forgotten_and_what_is_not_is_bounded() -> None:
    book = Book(RetryAfterIgnored)
    told(book)
    book.now += WAIT_S
    book.did(op=LOOK)
    assert book.found == []
    assert len(book.rule) == 0
    for number in range(LIMITS.findings_memory_max + 10):
        told(book, who=Who(f"user-{number}"))
        book.reviewer.review()
    assert len(book.rule) == LIMITS.findings_memory_max
