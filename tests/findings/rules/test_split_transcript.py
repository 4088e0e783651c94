"""A conversation that begins beside one that its client could have resumed is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Looked, SignedIn, Who
from mockplatform.findings.rules.split_transcript import SplitTranscript
from tests.findings.book import ANN
from tests.findings.talking import Talking

KNOWN_MAX = 20
LOADS, RELOAD_S = 2, 10.0
BY_CLIENT = "by the client"
FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")
NO_NAME = Who("ann", "")


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(SplitTranscript)


def test_a_second_beginning_is_found(book: Talking) -> None:
    """With both beginnings as the story; and a third one again."""
    book.opens()
    assert not book.found
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND
    assert book.story == [
        "this client began a conversation",
        "then another one was begun, and that one could still be resumed",
    ]
    book.opens("c-1", "c-2", id_="c-3")
    assert book.found == [("ann/tab-1", 2)]


def test_a_beginning_without_an_answer_counts(book: Talking) -> None:
    """An idempotency key would have made it one conversation."""
    book.opens(status=0)
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND
    assert book.story[0] == "this client began a conversation, unanswered"


def test_to_have_been_there_in_any_way_counts() -> None:
    """By a socket, by a word, by a look at it alone."""
    for does in ("connects", "says", "posts", "looks"):
        book = Talking(SplitTranscript)
        getattr(book, does)(*(["m-1"] if does in {"says", "posts"} else []))
        book.opens("c-1", id_="c-2")
        assert book.found == FOUND, does


def test_only_what_can_be_resumed_counts(book: Talking) -> None:
    """The platform says what that is when the new one begins."""
    book.opens()
    book.opens(id_="c-2")
    assert not book.found


def test_another_tab_and_another_user_are_others(book: Talking) -> None:
    """Two tabs have two conversations."""
    book.opens()
    book.opens("c-1", id_="c-2", who=TAB_2)
    book.opens("c-1", id_="c-3", who=Who("bob", "tab-1"))
    assert not book.found


def test_widgets_without_a_name_are_one(book: Talking) -> None:
    """Nobody can tell them apart."""
    book.opens(who=NO_NAME)
    book.opens("c-1", id_="c-2", who=NO_NAME)
    assert book.found == [("ann", 1)]


def test_a_list_of_conversations_makes_none_of_them_its_own(book: Talking) -> None:
    """It shows those of other tabs too."""
    book.did(Looked("c-1", "OPEN"), Looked("c-0", "OPEN"))
    book.opens("c-1", id_="c-2")
    assert not book.found


@pytest.mark.parametrize("state", ["CLOSED", "DELETED"])
def test_one_that_was_read_as_over_may_be_left(book: Talking, state: str) -> None:
    """A replica that lags may have said so."""
    book.opens()
    book.looks(state)
    book.opens("c-1", id_="c-2")
    assert not book.found


@pytest.mark.parametrize(
    ("deed", "is_found"),
    [
        ({"status": 403}, 0),
        ({"status": 404}, 0),
        ({"status": 410}, 0),
        ({"status": 409, "is_injected": True}, 0),
        ({"status": 409}, 1),
        ({"status": 503}, 1),
        ({"status": 503, "is_injected": True}, 1),
        ({"status": 401}, 1),
    ],
)
def test_an_answer_that_it_is_not_to_be_had_excuses(
    book: Talking, deed: dict[str, Any], is_found: int
) -> None:
    """A fault's too; one that another try may mend does not."""
    book.opens()
    book.did(id_="c-1", **deed)
    book.opens("c-1", id_="c-2")
    assert len(book.found) == is_found


def test_a_fault_may_refuse_before_it_is_known_what_was_asked(book: Talking) -> None:
    """Then it may have been any of them."""
    book.opens()
    book.did(status=404, is_injected=True)
    book.opens("c-1", id_="c-2")
    assert not book.found


def test_another_trouble_that_a_fault_makes_takes_nothing_away(book: Talking) -> None:
    """Another try may mend it."""
    book.opens()
    book.did(status=503, is_injected=True)
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND


def test_what_is_not_known_is_not_left(book: Talking) -> None:
    """It was read as over, or a socket on it ended, of which nothing was known."""
    book.looks("CLOSED")
    book.closes("ws-9", code=4404)
    book.opens()
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND


@pytest.mark.parametrize("status", [0, 400, 503])
def test_what_failed_is_no_visit(book: Talking, status: int) -> None:
    """Neither a look nor a message."""
    book.looks(status=status)
    if status:
        book.posts("m-1", status=status)
    book.opens("c-1", id_="c-2")
    assert not book.found


def test_how_it_came_to_know_one_is_told_by_the_first_time(book: Talking) -> None:
    """However often it was there since."""
    book.opens()
    book.connects()
    book.looks()
    book.opens("c-1", id_="c-2")
    assert book.story[0] == "this client began a conversation"


def test_a_refusal_that_names_none_excuses_nothing_if_it_is_real(book: Talking) -> None:
    """It was about something else."""
    book.opens()
    book.did(status=404)
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND


def test_a_message_that_is_refused_is_no_visit(book: Talking) -> None:
    """The refusal says that it is gone."""
    book.opens()
    book.posts("m-1", status=404)
    book.opens("c-1", id_="c-2")
    assert not book.found


@pytest.mark.parametrize(
    ("code", "is_found"), [(4403, 0), (4404, 0), (4410, 0), (1006, 1), (4401, 1)]
)
def test_the_end_of_a_socket_may_say_so(book: Talking, code: int, is_found: int) -> None:
    """By its code."""
    book.opens()
    book.connects()
    book.closes(code=code)
    book.opens("c-1", id_="c-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("others", "is_found"), [(KNOWN_MAX - 1, 1), (KNOWN_MAX, 0)])
def test_only_so_many_conversations_are_remembered(
    book: Talking, others: int, is_found: int
) -> None:
    """The oldest are forgotten."""
    book.opens()
    for number in range(others):
        book.opens(id_=f"x-{number}")
    book.opens("c-1", id_="c-2")
    assert len(book.found) == is_found


def test_one_that_it_was_in_again_is_not_the_oldest(book: Talking) -> None:
    """It was heard of last."""
    book.opens()
    book.opens(id_="x-0")
    book.looks()
    for number in range(1, KNOWN_MAX):
        book.opens(id_=f"x-{number}")
    book.opens("c-1", id_="c-2")
    assert book.found == FOUND


def _goes(book: Talking, who: Who, id_: str, how: str = BY_CLIENT) -> None:
    """Close a socket."""
    book.wrote("socket", "close", f"ws-{id_}", 1001, how, who=who, id_=id_)


def _comes(book: Talking, number: int, after_s: float = 0.0) -> Who:
    """Load the page, as a widget of a new name, and sign in."""
    who = Who("ann", f"load-{number}")
    book.passes(after_s)
    book.did(SignedIn(f"f-{number}", who.instance, 1800.0, 1800.0), who=who)
    return who


def _loads(book: Talking, number: int, after_s: float = 0.0, how: str = BY_CLIENT) -> None:
    """Come, begin a conversation beside that of the load before, and go."""
    who = _comes(book, number, after_s)
    book.opens(f"c-{number - 1}", id_=f"c-{number}", who=who)
    book.connects(f"ws-c-{number}", id_=f"c-{number}", who=who)
    _goes(book, who, f"c-{number}", how)


def test_a_page_that_knows_nothing_of_before_is_found(book: Talking) -> None:
    """By the second time: once, it may have been another tab."""
    for number in range(LOADS):
        _loads(book, number)
    assert not book.found
    _loads(book, LOADS)
    assert book.found == [("ann", 1)]
    assert book.story == [
        "a widget closed its socket on a conversation",
        "another one of the same user came in its place",
        "it began another one, and that one could still be resumed",
    ]
    _loads(book, LOADS + 1)
    assert book.found == [("ann", 2)]


@pytest.mark.parametrize(("after_s", "is_found"), [(RELOAD_S, 1), (RELOAD_S + 0.1, 0)])
def test_who_takes_time_is_another_tab(book: Talking, after_s: float, is_found: int) -> None:
    """The customer closed one, and opened another."""
    for number in range(LOADS + 1):
        _loads(book, number, after_s)
    assert len(book.found) == is_found


@pytest.mark.parametrize("how", ["connection lost", ""])
def test_who_lost_his_socket_has_not_gone(book: Talking, how: str) -> None:
    """He will be back."""
    for number in range(LOADS + 2):
        _loads(book, number, how=how)
    assert not book.found


def _is_there_still(book: Talking, does: str) -> list[tuple[str, int]]:
    """Load pages, while those before go on to do something before the next one begins."""
    for number in range(LOADS + 2):
        old, new = Who("ann", f"load-{number - 1}"), _comes(book, number)
        if number and does == "list":
            book.did(Looked("c-x", "OPEN"), Looked("c-y", "OPEN"), who=old)
        elif number:
            getattr(book, does)(id_=f"c-{number - 1}", who=old)
        book.opens(f"c-{number - 1}", id_=f"c-{number}", who=new)
        book.connects(f"ws-c-{number}", id_=f"c-{number}", who=new)
        _goes(book, new, f"c-{number}")
    return book.found


@pytest.mark.parametrize("does", ["looks", "connects", "list"])
def test_a_tab_that_is_heard_of_again_is_a_tab(book: Talking, does: str) -> None:
    """Two tabs have two conversations."""
    assert not _is_there_still(book, does)


@pytest.mark.parametrize("does", ["looks", "list", "signs in"])
def test_a_tab_that_is_heard_of_before_the_next_one_is_a_tab(book: Talking, does: str) -> None:
    """It has closed one of its sockets only for a moment."""
    for number in range(LOADS + 2):
        _loads(book, number)
        acts: tuple[Any, ...] = (Looked("c-x", "OPEN"),) * (2 if does == "list" else 1)
        if does == "signs in":
            acts = (SignedIn("f", "", 1800.0, 1800.0),)
        book.did(*acts, who=Who("ann", f"load-{number}"))
    assert not book.found


def test_who_has_another_socket_has_not_gone(book: Talking) -> None:
    """It has opened the next one before it closed the last."""
    for number in range(LOADS + 2):
        who = _comes(book, number)
        book.opens(f"c-{number - 1}", id_=f"c-{number}", who=who)
        for channel in ("ws-c", "ws-d"):
            book.connects(f"{channel}-{number}", id_=f"c-{number}", who=who)
        _goes(book, who, f"c-{number}")
    assert not book.found


def test_a_tab_that_was_known_before_is_no_load(book: Talking) -> None:
    """It signs in again."""
    for number in range(LOADS + 2):
        book.looks(id_="c-z", who=Who("ann", f"load-{number}"))
        _loads(book, number)
    assert not book.found


def test_what_a_new_page_could_not_resume_it_need_not(book: Talking) -> None:
    """It is over; or one of them was told that it is not to be had, by a fault even."""
    for number in range(LOADS + 2):
        who = _comes(book, number)
        if number % 2:
            book.did(who=who, status=503, is_injected=True)
        elif number:
            book.did(who=Who("ann", f"load-{number - 1}"), id_=f"c-{number - 1}", status=404)
        book.opens(f"c-{number - 1}", id_=f"c-{number}", who=who)
        book.connects(f"ws-c-{number}", id_=f"c-{number}", who=who)
        _goes(book, who, f"c-{number}")
    for number in range(10, 13 + LOADS):
        who = _comes(book, number)
        book.opens(id_=f"c-{number}", who=who)
        book.connects(f"ws-c-{number}", id_=f"c-{number}", who=who)
        _goes(book, who, f"c-{number}")
    assert not book.found


def test_who_has_no_name_comes_and_goes_as_anybody(book: Talking) -> None:
    """He may be another tab without a name, that is there still."""
    for number in range(LOADS):
        _loads(book, number)
    book.did(SignedIn("f", "", 1800.0, 1800.0), who=NO_NAME)
    book.opens(f"c-{LOADS - 1}", id_="c-x", who=NO_NAME)
    assert not book.found
    book.connects("ws-c-x", id_="c-x", who=NO_NAME)
    _goes(book, NO_NAME, "c-x")
    book.opens("c-x", id_="c-y", who=_comes(book, LOADS))
    assert not book.found


def test_another_tab_meanwhile_is_no_load(book: Talking) -> None:
    """What it begins is its own; the page is found as ever."""
    for number in range(LOADS):
        _loads(book, number)
    who, before = _comes(book, LOADS), f"c-{LOADS - 1}"
    book.opens(before, id_="c-x", who=TAB_2)
    assert not book.found
    book.opens(before, id_="c-y", who=who)
    assert book.found == [("ann", 1)]


def test_what_the_page_was_told_before_it_went_excuses(book: Talking) -> None:
    """Its next load may know that it cannot be had."""
    for number in range(LOADS + 2):
        who = _comes(book, number)
        book.opens(f"c-{number - 1}", id_=f"c-{number}", who=who)
        book.connects(f"ws-c-{number}", id_=f"c-{number}", who=who)
        book.did(who=who, id_=f"c-{number}", status=404, is_injected=True)
        _goes(book, who, f"c-{number}")
    assert not book.found


def test_users_and_widgets_without_a_name_are_kept_apart(book: Talking) -> None:
    """Who has no name is the same client, and is found as such; others are others."""
    for number in range(LOADS + 2):
        book.opens(id_=f"c-{number}")
        book.connects(f"ws-c-{number}", id_=f"c-{number}")
        _goes(book, ANN, f"c-{number}")
        for who in (Who("bob", f"load-{number}"), NO_NAME):
            book.did(SignedIn("f", who.instance, 1800.0, 1800.0), who=who)
            book.opens(f"c-{number}", id_=f"d-{number}-{who.user}", who=who)
    assert not book.found
