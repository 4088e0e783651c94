"""A renewal in the last moment is found, if there was one before."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.refresh_too_late import RefreshTooLate
from tests.findings.leasing import REFRESH, Leasing

BOB = Who("bob")


def _seen(left_s: float = 200, life_s: float = 1800) -> Leasing:
    """Return a client whose clock is moved, and that was there with so much left."""
    book = Leasing(RefreshTooLate, life_s)
    book.skip_to(left_s)
    book.calls()
    return book


@pytest.mark.parametrize(("left_s", "is_found"), [(60, 0), (59.5, 1), (0.5, 1), (0, 0), (-1, 0)])
def test_the_last_minute_is_late(left_s: float, is_found: int) -> None:
    """What is behind the end is another rule's."""
    book = _seen()
    book.left(left_s)
    book.renews()
    assert book.found == [("ann/tab-1", 1)] * is_found


@pytest.mark.parametrize(("left_s", "is_found"), [(4, 0), (3.9, 1)])
def test_of_a_short_life_it_is_the_last_tenth(left_s: float, is_found: int) -> None:
    """A token may live for 40 s."""
    book = _seen(10, 40)
    book.left(left_s)
    book.renews()
    assert len(book.found) == is_found


@pytest.mark.parametrize(("left_s", "is_found"), [(301, 0), (300, 1), (61, 1), (60, 0)])
def test_it_needs_to_have_been_there_in_time(left_s: float, is_found: int) -> None:
    """Else the clock was moved into the last moment, or the client slept."""
    book = _seen(left_s)
    book.left(30)
    book.renews()
    assert len(book.found) == is_found


def test_a_clock_that_is_moved_into_the_last_moment_behind_one_call_leaves_no_chance() -> None:
    """Two calls, or half a minute of real time, are one."""
    for left_s, is_found in [((200,), False), ((200, 200), True), ((350, 200), False)]:
        book = Leasing(RefreshTooLate)
        book.is_there(*left_s)
        book.skip_to(30)
        book.renews()
        assert bool(book.found) is is_found
    for real_s in (29.9, 30):
        book = _seen(61)
        book.left(61 - real_s)
        book.renews()
        assert bool(book.found) is (real_s == 30)


def test_only_who_was_there_before_it_was_late_is_late() -> None:
    """To wake up in the last minute and to renew then is right."""
    book = _seen(59)
    book.left(1)
    book.renews()
    assert not book.found


def test_to_be_there_early_enough_of_a_short_life_is_ten_to_four_seconds() -> None:
    """Of 40 s."""
    for left_s, is_found in [(10.05, False), (10, True), (4.1, True), (4, False)]:
        book = _seen(left_s, 40)
        book.left(1)
        book.renews()
        assert bool(book.found) is is_found, left_s


def test_the_story_tells_what_time_there_was() -> None:
    """And what was left."""
    book = _seen()
    book.left(20)
    book.renews()
    assert [one.says for one in book.findings[0].first.evidence] == [
        "it was there, 200 s before the token's end",
        "it renewed the token with 20 s left",
    ]


def test_an_open_socket_is_a_client_that_is_there() -> None:
    """If real time passes: then it does not sleep."""
    for skipped_s, is_found in [(170, True), (190, False)]:
        book = Leasing(RefreshTooLate)
        book.connects()
        book.skip(skipped_s)
        book.left(30)
        book.renews()
        assert bool(book.found) is is_found
        told = [one.first.evidence[0].says for one in book.findings]
        assert told == ["it got the token, 1800 s before the token's end"] * is_found
    assert not Leasing(RefreshTooLate).found


def test_without_a_socket_it_may_have_slept() -> None:
    """Or with one that was closed before."""
    for has_had_one in (True, False):
        book = Leasing(RefreshTooLate)
        if has_had_one:
            book.connects()
            book.wrote("socket", "close", "c1", 1000, "")
            book.wrote("socket", "close", "c1", 1000, "")
        book.left(30)
        book.renews()
        assert not book.found


def test_one_of_two_sockets_that_is_closed_leaves_the_other() -> None:
    """Each is counted."""
    book = Leasing(RefreshTooLate)
    book.connects()
    book.connects("c2")
    book.wrote("socket", "close", "c1", 1000, "")
    book.left(30)
    book.renews()
    assert book.found


def test_an_attempt_in_time_that_was_not_let_through_excuses() -> None:
    """One that was made late itself does not, nor one that failed by the client's own fault."""
    for left_s, status, is_found in [(100, 503, 0), (60, 503, 1), (100, 400, 1)]:
        book = _seen()
        book.skip_to(left_s)
        book.calls(op=REFRESH, status=status)
        book.left(30)
        book.renews()
        assert len(book.found) == is_found, (left_s, status)


def test_the_same_of_an_attempt_of_which_nobody_knows_whose_it_was() -> None:
    """It may have been its own, if it was in time."""
    for left_s, is_found in [(100, 0), (60, 1)]:
        book = _seen()
        book.skip_to(left_s)
        book.calls(Who(""), op=REFRESH, status=0)
        book.left(30)
        book.renews()
        assert len(book.found) == is_found, left_s


def test_an_attempt_in_time_is_not_forgotten_for_a_late_one() -> None:
    """The first one excuses."""
    book = _seen()
    for left_s in (100, 50):
        book.skip_to(left_s)
        book.calls(op=REFRESH, status=503)
    book.left(30)
    book.renews()
    assert not book.found


@pytest.mark.parametrize(("more", "is_found"), [(15, False), (16, True)])
def test_so_many_of_them_are_remembered(more: int, *, is_found: bool) -> None:
    """The oldest go."""
    book = _seen()
    book.calls(Who(""), op=REFRESH, status=0)
    book.skip_to(60)
    for _ in range(more):
        book.calls(Who(""), op=REFRESH, status=0)
    book.left(30)
    book.renews()
    assert bool(book.found) is is_found


@pytest.mark.parametrize("outcome", ["again", "reused", "refused"])
def test_what_gives_no_new_pair_is_no_late_renewal(outcome: str) -> None:
    """A lost answer that is asked for again, or what is refused."""
    book = _seen()
    book.left(30)
    book.renews(outcome)
    assert not book.found


def test_a_token_of_which_nobody_saw_the_beginning_is_not_judged() -> None:
    """Of another client's, say."""
    book = _seen()
    book.left(30)
    book.ends_at += 1
    book.renews()
    assert not book.found


def test_two_clients_are_kept_apart() -> None:
    """That another one was there says nothing."""
    book = Leasing(RefreshTooLate)
    book.signs_in(BOB)
    book.skip_to(200)
    book.calls(BOB)
    book.left(30)
    book.renews()
    assert not book.found
