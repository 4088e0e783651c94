"""A conversation that begins beside one that its client could have resumed is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Looked, Who
from mockplatform.findings.rules.split_transcript import SplitTranscript
from tests.findings.talking import Talking

KNOWN_MAX = 20
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
