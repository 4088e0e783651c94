"""Retries whose gaps do not grow are found, and backoff of every usual kind is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from mockplatform.findings.deeds import Deed, Who
from mockplatform.findings.rules.no_backoff import LATE_S, NoBackoff
from mockplatform.limits import LIMITS
from tests.findings.book import ANN, Book

LOOK, WS = "GET /look", "GET /ws"
GAPS_MIN, BAND = 9, 1.8
SHORT_S, CALM_S, LASTED_S, RESTED_S = 0.1, 10.0, 5.0, 120.0
TOOK_S = 0.001
MS = 0.001


def fails(book: Book, gaps: Iterable[float], op: str = LOOK, who: Who = ANN, **deed: Any) -> None:
    """Have a call fail, and again after each gap."""
    book.did(op=op, who=who, **{"status": 503, **deed})
    for gap in gaps:
        book.now += gap + TOOK_S
        book.did(op=op, who=who, **{"status": 503, **deed})


def found(gaps: Iterable[float], **deed: Any) -> bool:
    """Whether a client with such gaps is found."""
    book = Book(NoBackoff)
    fails(book, gaps, **deed)
    return bool(book.found)


@pytest.mark.parametrize("gap_s", [0.0, 0.1, 0.5, 1.0, 2.0, 5.0])
def test_fixed_gaps_are_found_however_long(gap_s: float) -> None:
    assert found([gap_s] * GAPS_MIN)
    assert not found([gap_s] * (GAPS_MIN - 1))


@pytest.mark.parametrize("status", [500, 503, 504, 429, 0])
def test_each_kind_of_trouble_counts(status: int) -> None:
    assert found([1.0] * GAPS_MIN, status=status)


@pytest.mark.parametrize("status", [200, 304, 400, 401, 404, 409, 499])
def test_another_answer_is_no_trouble(status: int) -> None:
    assert not found([1.0] * 3 * GAPS_MIN, status=status)


@pytest.mark.parametrize(("longest", "is_found"), [(BAND - 0.01, True), (BAND + 0.01, False)])
@pytest.mark.parametrize("place", [0, GAPS_MIN // 2, GAPS_MIN - 1])
def test_one_gap_that_is_much_longer_is_growth(
    longest: float, place: int, *, is_found: bool
) -> None:
    gaps = [1.0] * GAPS_MIN
    gaps[place] = longest
    assert found(gaps) is is_found


@pytest.mark.parametrize(
    ("longest", "is_found"), [(SHORT_S * BAND - 5 * MS, True), (SHORT_S * BAND + 5 * MS, False)]
)
def test_very_short_gaps_are_all_the_same(longest: float, *, is_found: bool) -> None:
    assert found([0.0, longest, 0.01, *[0.003] * (GAPS_MIN - 3)]) is is_found


@pytest.mark.parametrize(("gap_s", "is_found"), [(CALM_S - 0.1, True), (CALM_S, False)])
def test_who_waits_long_presses_nobody(gap_s: float, *, is_found: bool) -> None:
    assert found([gap_s] * GAPS_MIN) is is_found
    assert found([gap_s, *[CALM_S / BAND + 1] * GAPS_MIN]) is is_found


def test_later_gaps_are_those_of_a_client_at_its_cap() -> None:
    assert not found([0.5, 1.0, 2.0, 4.0, *[5.0] * 5 * GAPS_MIN])


@pytest.mark.parametrize("status", [200, 401])
def test_another_answer_ends_the_run(status: int) -> None:
    book = Book(NoBackoff)
    fails(book, [1.0] * (GAPS_MIN - 1))
    book.now += 5
    book.did(op=LOOK, status=status)
    assert book.findings == [] or book.found == [(ANN.key, 1)]
    book = Book(NoBackoff)
    fails(book, [1.0] * (GAPS_MIN - 2))
    book.now += 1
    book.did(op=LOOK, status=status)
    fails(book, [1.0] * (GAPS_MIN - 1))
    assert book.found == []


def test_a_last_try_that_works_was_as_soon_as_the_others() -> None:
    book = Book(NoBackoff)
    fails(book, [1.0] * (GAPS_MIN - 1))
    book.now += 1
    last = book.did(op=LOOK)
    assert book.findings[0].last.evidence[-1].entry.id == last
    assert len(book.rule) == 0


def test_a_run_counts_once_and_the_next_one_again() -> None:
    book = Book(NoBackoff)
    for count in (1, 2):
        fails(book, [1.0] * 5 * GAPS_MIN)
        book.now += 1
        book.did(op=LOOK)
        assert book.found == [(ANN.key, count)]


@pytest.mark.parametrize("growth", [1.0, 1.1])
def test_of_a_run_that_was_judged_nothing_more_is_kept(growth: float) -> None:
    book = Book(NoBackoff)
    fails(book, [0.1 * growth**n for n in range(3 * GAPS_MIN)])
    book.reviewer.review()
    assert len(book.rule) == 1


def test_each_try_shows_it_with_its_gap_and_the_arrivals() -> None:
    book = Book(NoBackoff)
    fails(book, [1.0] * GAPS_MIN)
    told = book.findings[0].last
    assert [one.entry.id for one in told.evidence] == list(range(1, GAPS_MIN + 2))
    assert [one.says for one in told.evidence] == [
        "GET /look was answered 503",
        *["GET /look was answered 503, 1.0 s later"] * GAPS_MIN,
    ]
    assert told.arrivals is not None
    assert (told.arrivals.total, told.arrivals.peak) == (GAPS_MIN + 1, 1)


def test_other_operations_and_other_clients_have_runs_of_their_own() -> None:
    book = Book(NoBackoff)
    others = (LOOK, ANN), ("POST /say", ANN), (LOOK, Who("ann", "tab-2")), (LOOK, Who("bob"))
    for _ in range(GAPS_MIN):
        for op, who in others:
            book.did(op=op, who=who, status=503)
        book.now += 1
    assert book.found == []
    for op, who in others:
        book.did(op=op, who=who, status=503)
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1), ("bob", 1)]


def test_calls_about_different_things_are_no_retries() -> None:
    book = Book(NoBackoff)
    deed = Deed(ANN, LOOK, 503)
    for number in range(3 * GAPS_MIN):
        book.journal.record("http", ("GET", f"/look/{number}?x=1", 503, 1.0), deed=deed)
        book.now += 1
    assert book.found == []
    for number in range(GAPS_MIN + 1):
        book.journal.record("http", ("GET", f"/look?x={number}", 503, 1.0), deed=deed)
        book.now += 1
    assert book.found == [(ANN.key, 1)]


SAY = "POST /messages"


@pytest.mark.parametrize("body", [lambda n: n, lambda _: None])
def test_calls_with_other_bodies_are_no_retries_nor_are_those_that_nobody_read(
    body: Callable[[int], int | None],
) -> None:
    book = Book(NoBackoff)
    for number in range(3 * GAPS_MIN):
        book.did(op=SAY, status=503, body=body(number))
        book.now += 3
    assert book.found == []
    assert found([3.0] * GAPS_MIN, op=SAY, body=7)


def test_each_message_of_an_outbox_has_a_run_of_its_own() -> None:
    book = Book(NoBackoff)
    for _ in range(GAPS_MIN + 1):
        for body in (1, 2):
            book.did(op=SAY, status=503, body=body)
        book.now += 3
    assert book.found == [(ANN.key, 2)]


def test_signs_of_typing_are_no_retries() -> None:
    typing = "POST /api/v2/conversations/messaging/{id}/typing"
    assert not found([3.0] * 3 * GAPS_MIN, op=typing, body=7)
    assert found([3.0] * GAPS_MIN, op="POST /typing/{id}", body=7)


def test_calls_at_the_same_time_are_no_retries() -> None:
    book = Book(NoBackoff)
    for _ in range(3 * GAPS_MIN):  # each answered as the next one had come already
        book.now += 0.4
        book.journal.record(
            "http", ("GET", "/", 503, 500.0), at=book.now - 0.5, deed=_now(book, _DOWN)
        )
    assert book.found == []


_DOWN = Deed(ANN, LOOK, 503)
_HUNG = Deed(ANN, LOOK, 0)


def _now(book: Book, deed: Deed) -> Deed:
    """Have a call answered now, whenever it came."""
    return deed._replace(ended_at=book.now)


def test_a_gap_begins_when_the_answer_came() -> None:
    book = Book(NoBackoff)
    for attempt in range(GAPS_MIN + 1):  # three seconds each, and pauses that do grow
        book.now += 3
        deed = _now(book, _DOWN)
        book.journal.record("http", ("GET", "/", 503, 3000.0), at=book.now - 3, deed=deed)
        book.now += 0.25 * 1.5**attempt if attempt < 6 else 3
    assert book.found == []


@pytest.mark.parametrize(("late_s", "is_found"), [(LATE_S - MS, True), (LATE_S + MS, False)])
def test_that_a_client_left_may_be_noticed_late(late_s: float, *, is_found: bool) -> None:
    book = Book(NoBackoff)
    for _ in range(GAPS_MIN + 1):
        book.now += 1
        came = book.now - 1 - late_s
        took_ms, deed = 1000 * (1 + late_s), _now(book, _HUNG)
        book.journal.record("http", ("GET", "/", None, took_ms), at=came, deed=deed)
    assert bool(book.found) is is_found


def test_a_pause_as_long_as_was_asked_for_is_obedience() -> None:
    assert not found([2.0] * 3 * GAPS_MIN, retry_after_s=2.0)
    assert not found([2.0] * 3 * GAPS_MIN, status=429, retry_after_s=2.0)
    assert found([1.0] * GAPS_MIN, retry_after_s=2.0)
    assert found([1.0] * GAPS_MIN, retry_after_s=0.0)
    assert not found([2.0 - SHORT_S + 2 * MS] * GAPS_MIN, retry_after_s=2.0)
    assert found([2.0 - SHORT_S - 2 * MS] * GAPS_MIN, retry_after_s=2.0)


@pytest.mark.parametrize(("rest_s", "is_found"), [(RESTED_S + 1, True), (RESTED_S - 1, False)])
def test_after_a_long_rest_another_run_begins(rest_s: float, *, is_found: bool) -> None:
    assert found([1.0, rest_s, *[1.0] * GAPS_MIN]) is is_found


@pytest.mark.parametrize(("apart_s", "is_found"), [(RESTED_S, True), (RESTED_S - MS, False)])
def test_a_rest_is_just_as_long_as_is_said(apart_s: float, *, is_found: bool) -> None:
    book = Book(NoBackoff)
    for gap in (1.0, apart_s, *[1.0] * GAPS_MIN):
        book.did(op=LOOK, status=503)
        book.now += gap
    book.did(op=LOOK, status=503)
    assert bool(book.found) is is_found


def test_time_that_a_test_skips_is_a_pause_as_well() -> None:
    book = Book(NoBackoff)
    for attempt in range(GAPS_MIN + 1):
        book.did(op=LOOK, status=503)
        book.now += 0.01
        book.skip(2**attempt)
    assert book.found == []


def test_of_calls_at_the_same_time_each_round_is_one_try() -> None:
    book = Book(NoBackoff)
    for _ in range(GAPS_MIN + 1):
        for _ in range(3):
            book.did(op=LOOK, status=503)
        book.now += 1
    assert book.found == [(ANN.key, 1)]


def reconnects(book: Book, gaps: Sequence[float], lasted_s: float) -> None:
    """Have a socket break, and again after each gap."""
    for number, gap in enumerate([0.0, *gaps]):
        book.now += gap + TOOK_S
        book.reached(WS, handshake=f"h{number}")
        book.now += lasted_s
        book.closed(f"h{number}")


@pytest.mark.parametrize(("lasted_s", "is_found"), [(0.5, True), (LASTED_S, False)])
def test_sockets_that_break_at_once_are_failures(lasted_s: float, *, is_found: bool) -> None:
    book = Book(NoBackoff)
    reconnects(book, [1.0] * GAPS_MIN, lasted_s)
    assert bool(book.found) is is_found


def test_reconnects_that_wait_longer_each_time_are_not_found() -> None:
    book = Book(NoBackoff)
    reconnects(book, [1.0 * 1.3**n for n in range(GAPS_MIN)], 0.5)
    assert book.found == []


def test_sockets_that_break_and_handshakes_that_fail_are_one_run() -> None:
    book = Book(NoBackoff)
    for number in range(GAPS_MIN + 1):
        if number % 2:
            book.journal.record("http", ("GET", "/ws", 503, 1.0), deed=Deed(ANN, WS, 503))
        else:
            book.reached(WS, handshake=f"h{number}")
            book.closed(f"h{number}")
        book.now += 1
    assert book.found == [(ANN.key, 1)]
    says = [one.says for one in book.findings[0].last.evidence]
    assert says[:3] == [
        "the socket broke after 0.0 s",
        "GET /ws was answered 503, 1.0 s later",
        "GET /ws was answered 101, 1.0 s later",
    ]
    assert says[3] == "the socket broke after 0.0 s"


LEFT = [(1001, "by the client"), (1006, "by the client")]
TOLD = [1000, 1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4403, 4404, 4409, 4410, 4413, 4499]


@pytest.mark.parametrize("code", [1001, 1006, 1011, 1012, 1013, 4000, 4399, 4408, 4429, 4500])
def test_a_socket_that_is_cut_off_did_break(code: int) -> None:
    book = Book(NoBackoff)
    for number in range(GAPS_MIN + 1):
        book.reached(WS, handshake=f"h{number}")
        book.closed(f"h{number}", code, "cut off")
        book.now += 1
    assert book.found == [(ANN.key, 1)]


@pytest.mark.parametrize("end", [*LEFT, *((code, "told") for code in TOLD)])
def test_a_socket_that_is_told_something_or_that_the_client_closes_did_not_break(
    end: tuple[int, str],
) -> None:
    book = Book(NoBackoff)
    for number in range(3 * GAPS_MIN):
        book.reached(WS, handshake=f"h{number}")
        book.closed(f"h{number}", *end)
        book.now += 1
    assert book.found == []


def test_of_calls_of_nobody_nobody_is_told() -> None:
    book = Book(NoBackoff)
    fails(book, [1.0] * 3 * GAPS_MIN, who=Who(""))
    assert len(book.rule) == 0
    assert book.found == []


def test_what_is_remembered_is_bounded() -> None:
    book = Book(NoBackoff)
    for number in range(LIMITS.findings_memory_max + 10):
        book.did(op=LOOK, who=Who(f"user-{number}"), status=503)
        book.reviewer.review()
    assert len(book.rule) == LIMITS.findings_memory_max
