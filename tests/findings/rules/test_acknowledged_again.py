"""An acknowledged message that comes again, though its client has had it, is found."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.duplicate_send import DuplicateSend
from tests.findings.talking import Talking

FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(DuplicateSend)


def _is_told(book: Talking, id_: str = "m-1", seq: int = 1, text: str = "hi") -> None:
    """Send a message that is stored, shown and acknowledged."""
    book.says(id_, text)
    book.keeps(id_, seq, text)
    book.tells(seq)
    book.acks(id_)


def _goes_on(book: Talking, after: int = 2, version: int = 2) -> None:
    """Send two messages, and come back behind one of them."""
    book.connects()
    _is_told(book)
    _is_told(book, "m-2", 2, "there")
    book.closes()
    book.connects("ws-2", after, version)


@pytest.mark.parametrize(("after", "is_found"), [(0, 0), (1, 0), (2, 1), (3, 0)])
def test_an_acknowledged_id_again_is_found(book: Talking, after: int, is_found: int) -> None:
    """If the client has surely had it, and something behind it; not all that it says is so."""
    _goes_on(book, after)
    book.says("m-1", channel="ws-2")
    assert len(book.found) == is_found
    book.says("m-2", "there", channel="ws-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("after", "is_found"), [(1, 0), (2, 1), (3, 0)])
def test_a_fetch_of_what_is_behind_it_says_the_same(
    book: Talking, after: int, is_found: int
) -> None:
    """What comes later does not take it back."""
    _goes_on(book, 0)
    book.fetches(after, 2)
    book.fetches(1, 2)
    book.says("m-1", channel="ws-2")
    assert len(book.found) == is_found


def test_a_dialect_whose_reads_say_nothing_tells_nothing(book: Talking) -> None:
    """It cannot ask for what is behind an event."""
    _goes_on(book, 0)
    book.fetches(2, 2, can_skip=False)
    book.says("m-1", channel="ws-2")
    assert not book.found


def test_its_story_has_the_acknowledgement(book: Talking) -> None:
    """And what shows that it arrived."""
    book.posts("m-2", "there", status=201)
    book.keeps("m-1")
    book.posts("m-1", status=201)
    book.fetches(0, 1)
    book.keeps("m-3", 2, "else")
    book.fetches(1, 2)
    assert not book.found
    book.fetches(2, 2)
    book.posts("m-1", status=200)
    assert book.found == FOUND
    assert book.story == [
        "the client was told that the platform has a message",
        "it had been given that, and asked for what is behind it",
        "the first one came again, under the same id",
    ]


def test_who_has_not_asked_further_may_not_have_heard(book: Talking) -> None:
    """A line may carry what it says, and nothing of what it is told; a page may begin anew."""
    book.connects()
    _is_told(book)
    book.passes(60)
    _is_told(book, "m-2", 2, "there")
    book.says("m-1")
    book.closes()
    book.connects("ws-2", 0, 2)
    book.says("m-1", channel="ws-2")
    assert not book.found


def test_who_was_not_given_it_may_begin_in_the_middle(book: Talking) -> None:
    """By the version that it has read; what was said before, it does not know."""
    book.keeps("m-1")
    book.posts("m-1", status=201)
    book.connects(after=2, version=2)
    book.says("m-1")
    assert not book.found


def test_an_acknowledgement_that_stands_nowhere_is_none(book: Talking) -> None:
    """Nobody knows when the client was given that."""
    book.posts("m-1", status=201)
    book.fetches(0, 2)
    book.fetches(2, 2)
    book.posts("m-1", status=200)
    assert not book.found


def test_clients_are_kept_apart(book: Talking) -> None:
    """What one tab has had, another one has not."""
    _goes_on(book)
    book.posts("m-1", who=TAB_2)
    book.fetches(2, 2, who=TAB_2)
    book.posts("m-1", who=TAB_2)
    assert not book.found
