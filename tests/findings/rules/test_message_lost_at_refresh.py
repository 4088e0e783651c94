"""A message that met the end of a token comes again behind the renewal, or is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mockplatform.findings.deeds import Ended, Looked, Missing, Opened, Sent, Who
from mockplatform.findings.rules.message_lost_at_refresh import MessageLostAtRefresh
from tests.findings.book import ANN
from tests.findings.sending import SEND, Sending

BOB = Who("bob", "tab-1")
REFRESH = "POST /api/v2/widget/auth/refresh"
LOST = [("ann/tab-1", 1)]


def _book() -> Sending:
    return Sending(MessageLostAtRefresh)


def _refused(book: Sending, error: str = "token.expired", who: Who = ANN, **deed: Any) -> None:
    book.did(op=SEND, who=who, **{"status": 401, "error": error, **deed})


def _was_refused(book: Sending) -> None:
    _refused(book)


def _was_cut_off(book: Sending) -> None:
    book.sends()
    book.closes()


def _had_no_answer(book: Sending) -> None:
    book.posts(status=0)


Way = Callable[[Sending], None]
WAYS = pytest.mark.parametrize("fails", [_was_refused, _was_cut_off, _had_no_answer])


def _goes_on(book: Sending, after_s: float = 60, **deed: Any) -> list[tuple[str, int]]:
    book.now += after_s
    book.did(op="GET /x", **deed)
    return book.found


@WAYS
def test_one_that_never_comes_again_is_lost(fails: Way) -> None:
    """Its client got another token, and went on; it is told once."""
    for gets in (Sending.renews, Sending.signs_in):
        book = _book()
        fails(book)
        gets(book)
        assert not _goes_on(book, 59.9)
        assert _goes_on(book, 0.1) == LOST
        assert _goes_on(book) == LOST


def test_what_has_not_changed_was_answered_too() -> None:
    """A browser asks for what it has in its cache with `If-None-Match`, whoever asks for it."""
    book = _book()
    _refused(book)
    book.renews()
    assert _goes_on(book, status=304) == LOST


def test_the_story_of_one_that_was_refused() -> None:
    """In order."""
    book = _book()
    _refused(book)
    book.renews()
    _goes_on(book)
    assert [(one.entry.id, one.says) for one in book.findings[0].first.evidence] == [
        (1, "a message was refused: its token was over"),
        (2, "the client got another token"),
        (3, "it went on without the message: GET /x"),
    ]


def test_the_story_of_one_that_was_cut_off() -> None:
    """With the end of its socket."""
    book = _book()
    _was_cut_off(book)
    book.renews()
    _goes_on(book)
    assert [(one.entry.id, one.says) for one in book.findings[0].first.evidence] == [
        (1, "a message was sent"),
        (2, "its socket ended before the answer"),
        (3, "the client got another token"),
        (4, "it went on without the message: GET /x"),
    ]


@WAYS
def test_one_that_comes_again_is_not(fails: Way) -> None:
    """By whatever way; a repeat that fails gives it more time, and is looked at itself."""
    book = _book()
    fails(book)
    book.renews()
    book.posts()
    assert not _goes_on(book)
    book = _book()
    fails(book)
    book.renews()
    book.sends(channel="c2")
    book.acks(channel="c2")
    assert not _goes_on(book)


@pytest.mark.parametrize("fails", [_was_cut_off, _had_no_answer])
def test_another_message_is_not_that_one(fails: Way) -> None:
    """Its name or its text is; of one that was refused, nobody has read either."""
    for text, name, is_lost in [
        ("bye", "m2", True),
        ("hi", "m2", False),
        ("bye", "m1", False),
    ]:
        book = _book()
        fails(book)
        book.renews()
        book.posts(text, name)
        assert bool(_goes_on(book)) is is_lost
    book = _book()
    _refused(book)
    book.renews()
    book.posts("bye", "m2")
    assert not _goes_on(book)


@pytest.mark.parametrize("error", ["token.expired", "token.revoked"])
def test_a_token_that_is_over_is_what_refuses(error: str) -> None:
    """Ended or revoked."""
    book = _book()
    _refused(book, error)
    book.renews()
    assert _goes_on(book) == LOST


@pytest.mark.parametrize("error", ["token.invalid", "invalid.value"])
def test_what_is_refused_for_another_reason_is_not_of_this_rule(error: str) -> None:
    """It need not be sent again."""
    book = _book()
    _refused(book, error)
    book.renews()
    assert not _goes_on(book)


@WAYS
def test_the_renewal_comes_within_a_minute(fails: Way) -> None:
    """One that is due much later has nothing to do with it."""
    for after_s, is_lost in [(60, True), (60.5, False)]:
        book = _book()
        fails(book)
        book.now += after_s
        book.renews()
        assert bool(_goes_on(book)) is is_lost


def test_one_that_is_refused_with_the_token_from_before_the_renewal_counts() -> None:
    """Within a minute."""
    for after_s, is_lost in [(60, True), (60.5, False)]:
        book = _book()
        book.renews()
        book.now += after_s
        _refused(book)
        assert bool(_goes_on(book)) is is_lost


def test_a_token_that_is_refused_itself_is_not_what_was_renewed() -> None:
    """It needs yet another one."""
    book = _book()
    book.renews()
    _refused(book, token_expires_at=0.0)
    assert not _goes_on(book)


@WAYS
def test_without_a_renewal_it_is_not_of_this_rule(fails: Way) -> None:
    """Nor with one that was refused, or with another user's."""
    book = _book()
    fails(book)
    book.renews("refused")
    book.renews("again")
    book.renews(who=BOB)
    assert not _goes_on(book)


@WAYS
def test_time_counts_from_the_last_trouble(fails: Way) -> None:
    """A call that failed for no fault of the client's, or a repeat that was not taken."""
    for op, status in [("GET /x", 503), (SEND, 400)]:
        book = _book()
        fails(book)
        book.renews()
        book.now += 30
        book.did(op=op, status=status)
        assert not _goes_on(book, 59)
        assert _goes_on(book, 1) == LOST


def test_to_be_refused_again_is_one_message_that_tries() -> None:
    """And it has a minute from then on."""
    book = _book()
    _refused(book)
    book.renews()
    book.now += 30
    _refused(book)
    book.renews()
    assert not _goes_on(book, 59)
    assert _goes_on(book, 1) == LOST
    assert _goes_on(book) == LOST


def test_one_that_is_refused_does_not_stand_for_one_that_was_cut_off() -> None:
    """They are two messages, and both are lost."""
    book = _book()
    _was_cut_off(book)
    _refused(book)
    book.renews()
    assert _goes_on(book) == [("ann/tab-1", 2)]


@WAYS
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 101},
        {"status": 300},
        {"status": 400},
        {"status": 503},
        {"op": REFRESH},
        {"op": "POST /oauth/token"},
        {"who": BOB},
        {"who": Who("ann", "tab-2")},
    ],
)
def test_only_the_clients_own_success_is_to_go_on(fails: Way, answer: dict[str, Any]) -> None:
    """Not a new socket or a refusal, nor one more renewal, nor somebody else's."""
    book = _book()
    fails(book)
    book.renews()
    book.now += 60
    book.did(**{"op": "GET /x", **answer})
    assert not book.found


@WAYS
@pytest.mark.parametrize(
    "end",
    [
        {"status": 403},
        {"status": 404},
        {"status": 409},
        {"status": 410},
        {"acts": (Looked("conv", "CLOSED"),)},
        {"acts": (Looked("conv", "DELETED"),)},
        {"acts": (Missing("conv"),)},
        {"acts": (Opened("conv-2", (), "tab-1"),)},
    ],
)
def test_where_nobody_can_write_any_more_nothing_is_lost_by_the_client(
    fails: Way, end: dict[str, Any]
) -> None:
    """The conversation has ended, or another one began."""
    for op in ("GET /x", SEND):
        book = _book()
        fails(book)
        book.renews()
        book.now += 60 if "acts" in end else 0
        acts = end.get("acts", ())
        if op == SEND and acts:
            continue
        book.did(*acts, op=op, status=end.get("status", 200))
        assert not _goes_on(book)


def test_a_look_at_a_conversation_that_lives_is_to_go_on() -> None:
    """It could still be said."""
    book = _book()
    _refused(book)
    book.renews()
    book.now += 60
    book.did(Looked("conv", "ACTIVE"), op="GET /x")
    assert book.found == LOST


def test_what_is_answered_or_kept_is_not_lost() -> None:
    """Whenever that comes."""
    for answers in (Sending.acks, Sending.refuses, Sending.keeps):
        book = _book()
        book.sends()
        answers(book)
        book.closes()
        book.renews()
        assert not _goes_on(book)


def test_one_that_is_kept_hides_no_other() -> None:
    """Each is looked at."""
    book = _book()
    book.sends()
    book.sends("bye", "m2")
    book.keeps()
    book.closes()
    book.renews()
    assert _goes_on(book) == LOST


def test_what_was_under_way_at_the_renewal_is_another_rules() -> None:
    """Its socket ends behind it; nor is it this one's at the next renewal."""
    book = _book()
    book.sends()
    book.renews()
    book.closes()
    assert not _goes_on(book)
    book.renews()
    assert not _goes_on(book)


def test_another_socket_that_ends_is_not_its_own() -> None:
    """It is still under way."""
    book = _book()
    book.sends()
    book.sends("bye", "m2", "c2")
    book.closes("c2")
    book.renews()
    assert _goes_on(book) == LOST


def test_frames_are_no_calls() -> None:
    """They have no status, and are no trouble."""
    book = _book()
    _refused(book)
    book.renews()
    book.now += 60
    book.wrote("frame", "in", "c1", "x", 1, None, act=object())
    assert not book.found
    assert _goes_on(book, 0) == LOST


def test_an_answer_without_a_name_is_for_none_that_was_refused() -> None:
    """Nobody knows what that was; nor is it what came into the transcript."""
    book = _book()
    _refused(book)
    book.acks(None)
    book.keeps(name="")
    book.renews()
    assert _goes_on(book) == LOST


def test_a_fault_that_refuses_is_no_excuse_to_forget_it() -> None:
    """The client has renewed its token; what it had said is still to be said."""
    book = _book()
    _refused(book, is_injected=True)
    book.renews()
    assert _goes_on(book) == LOST


def test_a_message_with_an_answer_that_came_is_none_of_it() -> None:
    """Sent by HTTP, and taken."""
    book = _book()
    book.did(Sent("conv", "m1", 1), op=SEND, status=201)
    book.renews()
    assert not _goes_on(book)


@WAYS
def test_a_clock_that_is_moved_leaves_time_to_send_it(fails: Way) -> None:
    """The client may look at how things are first, by three calls; a fourth is to go on."""
    for looks, is_lost in [(3, False), (4, True)]:
        book = _book()
        fails(book)
        book.renews()
        book.skip(3600)
        for _ in range(looks):
            book.did(op="GET /x")
        book.posts()
        for _ in range(4):
            book.did(op="GET /x")
        assert bool(book.found) is is_lost


@WAYS
def test_a_socket_that_tells_of_the_end_excuses(fails: Way) -> None:
    """Nobody can write there any more."""
    book = _book()
    fails(book)
    book.renews()
    book.wrote("socket", "close", "c2", 4410, "", act=Ended("conv"))
    assert not _goes_on(book)
