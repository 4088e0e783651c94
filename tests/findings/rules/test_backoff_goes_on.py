"""A client that goes on where its pauses had got to is not found, whatever worked meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.no_backoff import NoBackoff
from tests.findings.book import ANN, Book
from tests.findings.rules.test_no_backoff import (
    BAND,
    GAPS_MIN,
    LOOK,
    MS,
    RESTED_S,
    SAY,
    SHORT_S,
    WS,
    fails,
)


def goes_on(pauses: Sequence[float], then_s: float, rest_s: float = 0.0, who: Who = ANN) -> bool:
    """Whether a client is found whose look works in the end, and whose handshake then fails."""
    book = Book(NoBackoff)
    fails(book, pauses, who=who)
    book.now += then_s + rest_s
    book.did(op=LOOK, who=who)
    fails(book, [then_s] * 2 * GAPS_MIN, WS)
    return bool(book.found)


def test_a_client_that_goes_on_at_its_cap_has_waited_longer_each_time() -> None:
    assert not goes_on([1.0, 2.0, 4.0], 5.0)
    assert goes_on([5.0, 5.0, 5.0], 5.0)
    assert goes_on([1.0, 2.0, 4.0], 5.0, who=Who("bob"))


@pytest.mark.parametrize(("then_s", "is_found"), [(BAND - 0.02, True), (BAND + 0.02, False)])
def test_its_shortest_pause_is_what_its_later_ones_are_held_against(
    then_s: float, *, is_found: bool
) -> None:
    assert goes_on([1.0, 1.5], then_s) is is_found
    assert goes_on([0.0, 0.0], SHORT_S * then_s) is is_found


def test_after_a_long_rest_its_pauses_are_to_grow_again() -> None:
    assert goes_on([1.0, 2.0, 4.0], 5.0, RESTED_S)
    assert not goes_on([1.0, 2.0, 4.0], 5.0, RESTED_S - 6)
    for apart_s, is_found in ((RESTED_S, True), (RESTED_S - MS, False)):
        book = Book(NoBackoff)
        for gap in (1.0, 2.0, 4.0, apart_s):
            book.did(op=LOOK, status=503)
            book.now += gap
        for _ in range(GAPS_MIN + 1):
            book.did(op=WS, status=503)
            book.now += 5.0
        assert bool(book.found) is is_found


@pytest.mark.parametrize("status", [200, 401])
def test_another_answer_among_failures_takes_no_client_back_to_short_pauses(status: int) -> None:
    book = Book(NoBackoff)
    fails(book, [1.0, 2.0, 4.0])
    book.now += 8
    book.did(op=LOOK, status=status)
    book.now += 8
    fails(book, [8.0] * 2 * GAPS_MIN)
    assert book.found == []


def test_while_anything_fails_there_is_no_rest() -> None:
    book = Book(NoBackoff)
    fails(book, [1.0, 2.0, 4.0])
    for _ in range(3):
        book.now += RESTED_S - 1
        book.did(op=SAY, status=503)
    book.now += RESTED_S - 1
    fails(book, [5.0] * 2 * GAPS_MIN, WS)
    assert book.found == []
