"""Clients that come again together are found, and those that spread are not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from mockplatform.findings.deeds import Deed, Who
from mockplatform.findings.odds import together
from mockplatform.findings.rules.no_jitter import EVERYBODY, NoJitter
from mockplatform.limits import LIMITS
from tests.findings.book import Book

LOOK, WS, TYPING = "GET /look", "GET /ws", "POST /api/v2/conversations/messaging/{id}/typing"
MS = 0.001
HERD_MIN, HERDS_MAX, SHOWN_MAX = 12, 100, 5
CAUSE_S, TOGETHER_S, WINDOW_S, HORIZON_S = 0.1, 0.1, 0.25, 60.0
CHANCE_MAX = 0.001
HERD = 30
FOUND = [(EVERYBODY, 1)]


def client(number: int) -> Who:
    """One of the herd."""
    return Who(f"user-{number}", "tab-1")


def cut_off(book: Book, clients: int = HERD, within_s: float = 0.0) -> None:
    """Have as many sockets, and then none."""
    for number in range(clients):
        book.reached(WS, client(number), handshake=f"h{number}")
    book.now += 10
    for number in range(clients):
        book.now += within_s / max(1, clients - 1) if number else 0.0
        book.closed(f"h{number}")


def come(book: Book, after: Sequence[float], op: str = LOOK) -> None:
    """Have each call, so long after now."""
    began = book.now
    for late, number in sorted((late, number) for number, late in enumerate(after)):
        book.now = began + late
        book.did(op=op, who=client(number))


def herd(after: Sequence[float], clients: int = HERD) -> list[tuple[str, int]]:
    """Return what is found of a herd that was cut off and comes again like that."""
    book = Book(NoJitter)
    cut_off(book, clients)
    come(book, after)
    return book.found


@pytest.mark.parametrize("pause_s", [0.0, 0.1, 1.0, 5.0, HORIZON_S - 1])
def test_clients_that_all_wait_equally_long_are_a_herd(pause_s: float) -> None:
    assert herd([pause_s + MS * n for n in range(HERD)]) == FOUND


@pytest.mark.parametrize(("clients", "found"), [(HERD_MIN, FOUND), (HERD_MIN - 1, [])])
def test_a_herd_has_some_size(clients: int, found: object) -> None:
    assert herd([1.0] * clients, clients) == found


@pytest.mark.parametrize("clients", [HERD_MIN, 20, HERD, 100])
def test_just_as_many_are_a_herd_as_chance_does_not_bring_together(clients: int) -> None:
    share = TOGETHER_S / WINDOW_S
    many = next(n for n in range(clients + 1) if together(n, clients, share) < CHANCE_MAX)
    for count, found in ((many, FOUND), (many - 1, [])):
        apart = [2.0 + n for n in range(clients - count)]
        assert herd([1.0] * count + apart, clients) == found


@pytest.mark.parametrize(("spread_s", "found"), [(TOGETHER_S - MS, FOUND), (3 * WINDOW_S, [])])
def test_together_is_within_a_short_time(spread_s: float, found: object) -> None:
    assert herd([1 + spread_s * n / (HERD - 1) for n in range(HERD)]) == found


@pytest.mark.parametrize(("within_s", "found"), [(CAUSE_S - MS, FOUND), (CAUSE_S * HERD, [])])
def test_what_befalls_all_at_once_has_one_cause(within_s: float, found: object) -> None:
    book = Book(NoJitter)
    cut_off(book, within_s=within_s)
    come(book, [1.0] * HERD)
    assert book.found == found


@pytest.mark.parametrize(
    ("apart_s", "found"), [(CAUSE_S - MS, [(EVERYBODY, 1)]), (CAUSE_S + MS, [])]
)
def test_what_befalls_some_a_moment_later_has_another_cause(apart_s: float, found: object) -> None:
    book, half = Book(NoJitter), HERD_MIN - 1
    for number in range(2 * half):
        book.reached(WS, client(number), handshake=f"h{number}")
    for number in range(2 * half):
        book.now += apart_s if number == half else 0.0
        book.closed(f"h{number}")
    come(book, [1.0] * 2 * half)
    assert book.found == found


@pytest.mark.parametrize(("late_s", "found"), [(HORIZON_S - 1, FOUND), (HORIZON_S + 1, [])])
def test_nobody_is_waited_for_very_long(late_s: float, found: object) -> None:
    assert herd([late_s] * HERD) == found


def test_a_herd_has_at_least_the_size_that_lets_chance_be_ruled_out() -> None:
    share = TOGETHER_S / WINDOW_S
    assert together(HERD_MIN, HERD_MIN, share) < CHANCE_MAX
    assert together(HERD_MIN - 1, HERD_MIN - 1, share) >= CHANCE_MAX


def test_who_does_not_come_again_is_one_of_the_herd_nevertheless() -> None:
    book = Book(NoJitter)
    cut_off(book)
    come(book, [1.0] * 25)
    assert book.found == FOUND
    assert book.found == FOUND  # however often somebody asks
    assert herd([1.0] * 15) == []


def test_the_first_call_after_a_cut_counts_and_no_later_one() -> None:
    book = Book(NoJitter)
    cut_off(book)
    come(book, [0.1 * n for n in range(HERD)])
    come(book, [1.0] * HERD)
    assert book.found == []


def test_of_a_client_that_failed_in_two_ways_the_first_retry_counts() -> None:
    book = Book(NoJitter)
    cut_off(book)
    for number in range(HERD):
        book.did(op=LOOK, who=client(number), status=503)
    book.now += 1
    come(book, [0.2 * n for n in range(HERD - 1)], "POST /say")
    book.now += 1
    come(book, [0.0] * (HERD - 1))
    assert book.found == []


@pytest.mark.parametrize("status", [503, 429, 0])
def test_calls_that_fail_together_and_are_made_again_together_are_a_herd(status: int) -> None:
    book = Book(NoJitter)
    for number in range(HERD):
        book.did(op=LOOK, who=client(number), status=status)
    book.now += 1
    for number in range(HERD):
        book.did(op="POST /say", who=client(number))  # no retry: it is another call
        book.now += 0.2
    assert book.found == []
    for number in range(HERD):
        book.did(op=LOOK, who=client(number))
    assert book.found == FOUND


def test_second_retries_are_judged_like_first_ones() -> None:
    book = Book(NoJitter)
    cut_off(book)
    began = book.now
    for late in (1.0, 3.0):
        book.now = began + late
        for number in range(HERD):
            book.did(op=WS, who=client(number), status=503)
    assert book.found == [(EVERYBODY, 2)]
    book.now = began + 7
    for number in range(HERD):
        book.did(op=WS, who=client(number))
    assert book.found == [(EVERYBODY, 3)]


@pytest.mark.parametrize("status", [200, 401, 404])
def test_clients_that_have_not_failed_are_never_judged(status: int) -> None:
    book = Book(NoJitter)
    for _ in range(3):
        for number in range(HERD):
            book.did(op=LOOK, who=client(number), status=status)
        book.now += 1
    assert len(book.rule) == 0
    assert book.found == []


def test_a_call_that_was_under_way_is_no_retry() -> None:
    book = Book(NoJitter)
    cut_off(book)
    for number in range(HERD):  # came before they were cut off, and are answered behind it
        deed = Deed(client(number), LOOK, 200)
        book.journal.record("http", ("GET", "/", 200, 500.0), at=book.now - 0.5, deed=deed)
    assert book.found == []
    come(book, [1.0] * HERD)
    assert book.found == FOUND


@pytest.mark.parametrize("took_ms", [0.0, 500.0])
def test_while_time_stands_still_a_call_that_was_under_way_is_none_either(took_ms: float) -> None:
    book = Book(NoJitter)
    cut_off(book)
    stopped = book.now
    book.now += 0.4 if took_ms else 0.0
    for number in range(HERD):
        deed = Deed(client(number), LOOK, 200)
        book.journal.record("http", ("GET", "/", 200, took_ms), at=stopped, deed=deed)
    assert book.found == []


@pytest.mark.parametrize(
    "end", [(1001, "by the client"), (1000, "done"), (4401, "over"), (4409, "x"), (4410, "ended")]
)
def test_clients_that_leave_or_are_told_something_are_not_cut_off(end: tuple[int, str]) -> None:
    book = Book(NoJitter)
    for number in range(HERD):
        book.reached(WS, client(number), handshake=f"h{number}")
    for number in range(HERD):
        book.closed(f"h{number}", *end)
    come(book, [1.0] * HERD)
    assert book.found == []


def test_typing_is_no_retry_and_none_of_it_is_repeated() -> None:
    book = Book(NoJitter)
    for number in range(HERD):
        book.did(op=TYPING, who=client(number), status=503)
    assert len(book.rule) == 0
    book.now += 1
    cut_off(book)
    began = book.now
    for number in range(HERD):
        book.now = began + number  # their customers go on, one by one
        book.did(op=TYPING, who=client(number))
    come(book, [1.0] * HERD)
    assert book.found == FOUND


def test_another_message_is_no_retry_and_one_that_nobody_read_befalls_nobody() -> None:
    book = Book(NoJitter)
    for body in (1, 2, None, None):
        for number in range(HERD):
            book.did(op="POST /say", who=client(number), status=503, body=body)
        book.now += 1
    assert book.found == []
    for number in range(HERD):
        book.did(op="POST /say", who=client(number), body=1)
    assert book.found == FOUND


def test_any_call_is_the_retry_of_who_was_cut_off() -> None:
    book = Book(NoJitter)
    cut_off(book)
    book.now += 1
    for number in range(HERD):
        book.did(op="POST /say", who=client(number), body=None)
    assert book.found == FOUND


def test_the_cause_and_some_of_those_that_came_together_show_it() -> None:
    book = Book(NoJitter)
    cut_off(book)
    come(book, [2.0] * (HERD - 1) + [4.0])
    told = book.findings[0].last
    looked = f"GET /look came 2.0 s after that: {{}} of {HERD - 1} that came within 0.1 s"
    assert [one.says for one in told.evidence] == [
        f"the first of {HERD} clients failed",
        "the last of them failed",
        *(looked.format(n) for n in (1, 8, 15, 22, 29)),
    ]
    assert len(told.evidence) == 2 + SHOWN_MAX
    assert [one.entry.kind for one in told.evidence] == ["socket"] * 2 + ["http"] * SHOWN_MAX
    assert told.arrivals is not None
    assert (told.arrivals.bucket_s, told.arrivals.total, told.arrivals.peak) == (0.1, 30, 29)
    assert told.arrivals.peak_to_mean > 15


def test_time_that_a_test_skips_spreads_them_and_brings_nobody_together() -> None:
    book = Book(NoJitter)
    cut_off(book)
    for number in range(HERD):
        book.skip(0.1)
        book.did(op=LOOK, who=client(number))
    assert book.found == []
    book = Book(NoJitter)
    cut_off(book)
    paused = book.now + 30
    for number in range(HERD):  # the clock stands at half a minute later, and they are real
        book.now += 0.1
        deed = Deed(client(number), LOOK, 200)
        book.journal.record("http", ("GET", "/", 200, 1.0), at=paused, deed=deed)
    assert book.found == []


def test_a_herd_that_is_none_by_now_may_become_one() -> None:
    book = Book(NoJitter)
    cut_off(book)
    come(book, [1.0] * 5)
    assert book.found == []
    for number in range(5, HERD):
        book.did(op=LOOK, who=client(number))
    assert book.found == FOUND
    assert book.found == FOUND


def test_what_is_remembered_is_bounded() -> None:
    book = Book(NoJitter)
    for number in range(LIMITS.findings_memory_max + 10):
        book.did(op=LOOK, who=client(number), status=503)
        book.reviewer.review()
    assert len(book.rule) == LIMITS.findings_memory_max


def test_of_many_causes_at_once_the_oldest_is_judged_first() -> None:
    book = Book(NoJitter)
    for number in range((HERDS_MAX + 2) * HERD_MIN):
        book.now += 0.0 if number % HERD_MIN else 2 * CAUSE_S
        book.did(op=LOOK, who=client(number), status=503)
    book.now += 1
    come(book, [0.0] * (HERDS_MAX + 2) * HERD_MIN)
    assert book.found == [(EVERYBODY, HERDS_MAX)]


# What the text says of false alarms, by simulation.


def equal(luck: random.Random) -> float:
    """Return the shortest usual first pause: equal jitter of half a second."""
    return luck.uniform(0.25, 0.5)


def full(luck: random.Random) -> float:
    """Return a first pause with full jitter."""
    return luck.uniform(0, 0.5)


def after_an_order(luck: random.Random) -> float:
    """Return a pause of `Retry-After: 10` and a random part more."""
    return 10 + luck.uniform(0, WINDOW_S)


@pytest.mark.parametrize("pause", [equal, full, after_an_order])
@pytest.mark.parametrize("clients", [HERD_MIN, HERD])
def test_herds_that_spread_are_hardly_ever_found(
    pause: Callable[[random.Random], float], clients: int
) -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    book, herds = Book(NoJitter), 400
    for _ in range(herds):
        cut_off(book, clients)
        come(book, [pause(luck) for _ in range(clients)])
        book.now += HORIZON_S
    assert sum(count for _, count in book.found) <= 1


@pytest.mark.parametrize("pause_s", [2 * MS, 1.0, 5.0])
@pytest.mark.parametrize("clients", [HERD_MIN, HERD])
def test_herds_with_a_pinch_of_jitter_are_always_found(pause_s: float, clients: int) -> None:
    luck = random.Random(6)  # noqa: S311 - to be repeatable
    book, herds = Book(NoJitter), 100
    for _ in range(herds):
        cut_off(book, clients)
        come(book, [pause_s + luck.uniform(0, 0.08) for _ in range(clients)])
        book.now += HORIZON_S
    assert book.found == [(EVERYBODY, herds)]
