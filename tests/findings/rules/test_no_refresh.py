"""A token that was used until it died is found, once, if there was time to renew it."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.no_refresh import NoRefresh
from tests.findings.leasing import EXPIRED, REFRESH, TOKEN, Leasing

BOB = Who("bob")


def _seen(left_s: float = 200) -> Leasing:
    """Return a client whose clock is moved, and that was there with so much left."""
    book = Leasing(NoRefresh)
    book.skip_to(left_s)
    book.calls()
    return book


def _dies(book: Leasing) -> list[tuple[str, int]]:
    book.left(0)
    book.calls(**EXPIRED)
    return book.found


def test_a_refused_call_is_found_once_for_a_token() -> None:
    """However often it is refused; and again for the next one."""
    book = _seen()
    assert _dies(book) == [("ann/tab-1", 1)]
    book.calls(**EXPIRED)
    assert book.found == [("ann/tab-1", 1)]
    book.signs_in()
    book.skip_to(200)
    book.calls()
    assert _dies(book) == [("ann/tab-1", 2)]


def test_the_story_is_told_in_order() -> None:
    """The token, that the client was there, the refusal."""
    book = _seen()
    _dies(book)
    assert [one.says for one in book.findings[0].first.evidence] == [
        "it got a token for 1800 s",
        "it was there with 200 s left of it",
        "GET /x was refused: the token had ended",
    ]


@pytest.mark.parametrize(("left_s", "is_found"), [(301, 0), (300, 1), (30, 1), (29.9, 0), (0, 0)])
def test_it_needs_to_have_been_there_in_time(left_s: float, is_found: int) -> None:
    """Else the clock was moved past all of it, or the client slept nearly until then."""
    assert len(_dies(_seen(left_s))) == is_found


def test_to_wake_up_in_the_last_moment_is_no_chance() -> None:
    """However long it is until the call that is refused."""
    book = _seen(29.9)
    book.left(-1000)
    book.calls(**EXPIRED)
    assert not book.found


def test_a_clock_that_is_moved_past_the_end_behind_one_call_leaves_no_chance() -> None:
    """The client's own timers have not run; to go on with a second call is not to renew."""
    for left_s, is_found in [((200,), False), ((200, 200), True), ((350, 1), False)]:
        book = Leasing(NoRefresh)
        book.is_there(*left_s)
        book.skip_to(-30)
        book.calls(**EXPIRED)
        assert bool(book.found) is is_found


def test_what_is_heard_on_a_socket_counts_too() -> None:
    """Each frame is a deed."""
    book = Leasing(NoRefresh)
    book.connects()
    for left_s in (200, 100):
        book.skip_to(left_s)
        book.wrote("frame", "in", "c1", "ping", 10, None)
    book.skip_to(0)
    book.is_severed()
    assert book.found == [("ann/tab-1", 1)]


def test_a_device_that_slept_is_excused() -> None:
    """Nothing was heard of it, though the time was real."""
    book = Leasing(NoRefresh)
    book.left(0)
    book.calls(**EXPIRED)
    assert not book.found


def test_a_severed_socket_is_found() -> None:
    """A frame on it was heard while there was time."""
    book = Leasing(NoRefresh)
    book.connects()
    book.skip_to(100)
    book.wrote("frame", "in", "c1", "ping", 10, None)
    book.left(0)
    book.is_severed()
    assert book.found == [("ann/tab-1", 1)]


@pytest.mark.parametrize("frame", [("out", "c1"), ("in", "c2")])
def test_frames_of_others_do_not_speak_for_a_client(frame: tuple[str, str]) -> None:
    """What the platform said to it, what another one said."""
    book = Leasing(NoRefresh)
    book.connects()
    book.connects("c2", BOB)
    book.skip_to(100)
    book.wrote("frame", *frame, "ping", 10, None)
    book.left(0)
    book.is_severed()
    assert not book.found


def test_an_idle_socket_is_found_where_the_time_was_real() -> None:
    """Its client could not know otherwise, if it was not."""
    for skipped_s, is_found in [(180, True), (190, False)]:
        book = Leasing(NoRefresh)
        book.connects()
        book.skip(skipped_s)
        book.left(0)
        book.is_severed()
        assert bool(book.found) is is_found


@pytest.mark.parametrize("op", [REFRESH, TOKEN, "POST /oauth/token"])
@pytest.mark.parametrize("answer", [{}, {"status": 400}, {"status": 0}])
def test_whoever_tried_to_get_another_token_is_excused(op: str, answer: dict[str, Any]) -> None:
    """Whatever became of it."""
    book = _seen()
    book.calls(op=op, **answer)
    assert not _dies(book)


@pytest.mark.parametrize("outcome", ["refused", "reused"])
def test_a_refresh_token_that_is_not_taken_was_a_try(outcome: str) -> None:
    """And gave no other token."""
    book = _seen()
    book.renews(outcome, status=400)
    assert not _dies(book)


def test_what_nobody_could_be_told_of_may_have_been_its_try() -> None:
    """A refresh that failed before anybody saw whose it was; not one that was refused."""
    for status, is_found in [(503, False), (400, True)]:
        book = _seen()
        book.calls(Who(""), op=REFRESH, status=status)
        assert bool(_dies(book)) is is_found


def test_a_new_family_in_time_is_a_renewal_too() -> None:
    """The old token is refused, and nothing was lost."""
    book = _seen()
    before = book.ends_at
    book.signs_in()
    book.ends_at = before
    assert not _dies(book)


def test_others_renewals_do_not_count() -> None:
    """Nor does what was tried for the token before."""
    book = _seen()
    book.calls(BOB, op=REFRESH)
    book.renews()
    book.skip_to(200)
    book.calls()
    assert _dies(book) == [("ann/tab-1", 1)]


def test_a_token_of_which_nobody_saw_the_beginning_is_not_judged() -> None:
    """Its socket may have been severed all the same."""
    book = _seen()
    book.connects()
    book.left(0)
    book.ends_at += 1
    book.is_severed()
    assert not book.found


def test_a_renewal_that_is_refused_itself_is_another_rules() -> None:
    """And so is whatever has another reason, or came of a fault, or before the end."""
    book = _seen()
    book.calls(**EXPIRED)  # by the admin API: it has not come to its end
    book.left(0)
    book.calls(is_injected=True, **EXPIRED)
    book.calls(status=401, error="token.revoked")
    book.did(op="GET /x", token_expires_at=1.0, **EXPIRED)
    book.calls(BOB, **EXPIRED)
    book.calls(op=REFRESH, **EXPIRED)
    assert not book.found


def test_deeds_that_ride_on_events_are_not_heard_of_a_client() -> None:
    """A bot's message, say, is nothing that the client did."""
    book = Leasing(NoRefresh)
    book.skip_to(200)
    book.wrote("event", "conversation", 1, "MessageSent", act=object())
    assert not _dies(book)


def test_another_clients_leases_take_no_place_of_its_own() -> None:
    """However many there are."""
    book = _seen()
    first = book.ends_at
    for _ in range(5):
        book.skip(1)
        book.signs_in(BOB)
        book.did(who=BOB)
    book.ends_at = first
    assert _dies(book) == [("ann/tab-1", 1)]
