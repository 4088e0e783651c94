"""A renewal behind the token's end is found, if its client could have known better."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.refresh_after_expiry import RefreshAfterExpiry
from tests.findings.leasing import EXPIRED, REFRESH, TOKEN, Leasing

BOB = Who("bob")


def _book() -> Leasing:
    return Leasing(RefreshAfterExpiry)


def _seen(left_s: float = 200) -> Leasing:
    """Return a client whose clock is moved, and that was there with so much left."""
    book = _book()
    book.skip_to(left_s)
    book.calls()
    return book


@pytest.mark.parametrize("late_s", [0, 1, 5000])
def test_a_refresh_with_the_ended_token_is_found(late_s: float) -> None:
    """From its very end on."""
    book = _seen()
    book.left(20)
    book.skip_to(-late_s)
    book.calls(op=REFRESH, **EXPIRED)
    assert book.found == [("ann/tab-1", 1)]
    last = book.findings[0].first.evidence[-1]
    assert last.says.endswith(f"{late_s} s after the token's end")


@pytest.mark.parametrize("outcome", ["renewed", "refused"])
def test_a_refresh_behind_the_end_is_found_where_the_bearer_is_a_secret(outcome: str) -> None:
    """The service hears of it then."""
    book = _seen()
    book.left(0)
    book.renews(outcome)
    assert book.found == [("ann/tab-1", 1)]


@pytest.mark.parametrize("outcome", ["again", "reused"])
def test_a_spent_refresh_token_is_another_matter(outcome: str) -> None:
    """Of a lost answer, or of reuse."""
    book = _seen()
    book.left(0)
    book.renews(outcome)
    assert not book.found


def test_the_story_begins_with_what_shows_that_there_was_time() -> None:
    """That the client was heard of, else that its socket ended; else there is just the refresh."""
    book = _seen()
    book.connects()
    book.left(0)
    book.is_severed()
    book.renews()
    late = "its refresh token was spent, 0 s after the token's end"
    assert _story(book) == ["the client was there while a renewal was due, 200 s left", late]
    book = _book()
    book.connects()
    book.left(0)
    book.is_severed()
    book.renews()
    assert _story(book) == ["its socket ended with the token", late]
    book = _book()
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert len(_story(book)) == 1


def _story(book: Leasing) -> list[str]:
    return [one.says for one in book.findings[0].first.evidence]


def test_a_refresh_in_the_last_moment_is_not_behind_the_end() -> None:
    """Though it is late."""
    book = _seen()
    book.skip_to(0.5)
    book.renews()
    assert not book.found


@pytest.mark.parametrize("left_s", [300, 30])
def test_to_be_there_while_it_is_due_is_a_chance(left_s: float) -> None:
    """From five minutes before until the end, for half a minute."""
    book = _seen(left_s)
    book.left(0)
    book.renews()
    assert book.found


@pytest.mark.parametrize("left_s", [301, 29.9, 0])
def test_to_be_there_before_or_later_only_is_none(left_s: float) -> None:
    """Or so late that it may have slept until then."""
    book = _seen(left_s)
    book.left(0)
    book.renews()
    book.calls(op=REFRESH, **EXPIRED)
    assert not book.found


def test_one_call_between_two_steps_of_the_clock_is_no_chance_and_two_are() -> None:
    """The client's own timers have not run; to go on is not to renew."""
    for left_s, is_found in [((200,), False), ((200, 200), True), ((350, 1), False)]:
        book = _book()
        book.is_there(*left_s)
        book.skip_to(0)
        book.renews()
        assert bool(book.found) is is_found
        book = _book()
        book.is_there(*left_s)
        book.skip_to(0)
        book.calls(op=REFRESH, **EXPIRED)
        assert bool(book.found) is is_found


def test_a_short_life_is_due_at_a_quarter() -> None:
    """Of 40 s, the last ten; a second of them is a chance."""
    for left_s, is_found in [(10.05, False), (10, True), (1, True), (0.9, False), (0, False)]:
        book = Leasing(RefreshAfterExpiry, life_s=40)
        book.skip_to(left_s)
        book.calls()
        book.left(0)
        book.renews()
        assert bool(book.found) is is_found, left_s


def test_an_ended_bearer_is_a_mistake_of_a_device_that_slept_too() -> None:
    """It can see by itself that the token is over: real time has passed."""
    book = _book()
    book.left(-60)
    book.calls(op=REFRESH, **EXPIRED)
    assert book.found


def test_a_secret_as_the_bearer_excuses_a_device_that_slept() -> None:
    """Nothing was heard of it; its refresh is taken."""
    book = _book()
    book.left(-60)
    book.renews()
    assert not book.found


@pytest.mark.parametrize("real_s", [1620, 1610])
def test_a_socket_that_ended_with_the_token_was_there(real_s: float) -> None:
    """If nine tenths of the time at least were real."""
    book = _book()
    book.connects()
    book.skip(1800 - real_s)
    book.left(0)
    book.is_severed()
    book.renews()
    assert bool(book.found) is (real_s == 1620)


@pytest.mark.parametrize(
    "failed",
    [
        {"status": 0},
        {"status": 408},
        {"status": 425},
        {"status": 429},
        {"status": 500},
        {"status": 503},
        {"status": 401, "is_injected": True},
    ],
)
@pytest.mark.parametrize("who", [Who("ann", "tab-1"), Who("")])
def test_an_earlier_renewal_that_was_not_let_through_excuses(
    failed: dict[str, Any], who: Who
) -> None:
    """Also where nobody can tell whose it was."""
    book = _seen()
    book.calls(who, op=REFRESH, **failed)
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert not book.found


@pytest.mark.parametrize("failed", [{"status": 400}, {"status": 401}, {"status": 499}])
def test_one_that_failed_by_its_own_fault_does_not(failed: dict[str, Any]) -> None:
    """Nor somebody else's."""
    book = _seen()
    book.calls(op=REFRESH, **failed)
    book.calls(BOB, op=REFRESH, status=503)
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert book.found == [("ann/tab-1", 1)]


def test_one_before_the_token_was_given_does_not() -> None:
    """That was about another token."""
    book = _book()
    book.calls(Who(""), op=REFRESH, status=503)
    book.skip(10)
    book.signs_in()
    book.skip_to(200)
    book.calls()
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert book.found


def test_other_refusals_are_not_of_this_rule() -> None:
    """Another call, another reason, a fault's, another token, or an end before its time."""
    book = _seen()
    book.calls(op=REFRESH, **EXPIRED)  # by the admin API: it has not come to its end
    book.left(0)
    book.calls(op="GET /x", **EXPIRED)
    book.calls(op=TOKEN, **EXPIRED)
    book.calls(op=REFRESH, status=401, error="token.revoked")
    book.calls(op=REFRESH, is_injected=True, **EXPIRED)
    book.did(op=REFRESH, token_expires_at=1.0, **EXPIRED)
    book.calls(BOB, op=REFRESH, **EXPIRED)
    assert not book.found


def test_a_token_of_which_nobody_saw_the_beginning_is_not_judged() -> None:
    """Its refresh token may come behind its end all the same."""
    book = _seen()
    book.left(0)
    book.ends_at += 1
    book.renews()
    assert not book.found


def test_a_lost_answer_that_is_asked_for_again_begins_no_other_lease() -> None:
    """And is no renewal of the new token."""
    book = _book()
    book.renews(status=0)
    book.renews("again")
    book.skip_to(200)
    book.calls()
    book.left(0)
    book.renews()
    assert book.found


@pytest.mark.parametrize(("more", "is_found"), [(3, True), (4, False)])
def test_four_leases_of_a_client_are_remembered(more: int, *, is_found: bool) -> None:
    """The oldest go."""
    book = _seen()
    first = book.ends_at
    for _ in range(more):
        book.skip(1)
        book.signs_in()
    book.ends_at = first
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert bool(book.found) is is_found


def test_only_the_clients_that_were_last_heard_of_are_remembered() -> None:
    """Of one that was not, nothing is said any more."""
    book = _seen()
    for number in range(5_000):
        book.signs_in(Who(f"guest-{number}"))
    book.left(0)
    book.calls(op=REFRESH, **EXPIRED)
    assert not book.found
