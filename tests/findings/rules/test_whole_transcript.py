"""A client that loads a transcript again of which it has had a good part, is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.whole_transcript import WholeTranscript
from tests.findings.talking import Talking

MESSAGES = 20
RELOADS = 1
FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")
ALL = MESSAGES + 5


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(WholeTranscript)


def _talks(book: Talking, messages: int = ALL, given: int | None = None) -> None:
    """Have a conversation, of which a client is given so much by a socket."""
    book.connects()
    for seq in range(1, messages + 1):
        book.keeps(seq=seq)
        if given is None or seq <= given:
            book.tells(seq)
    book.closes()


def _loads(book: Talking, times: int = RELOADS + 1) -> None:
    for number in range(times):
        book.connects(f"ws-{number + 10}", 0, ALL)


def test_a_second_load_of_all_is_found(book: Talking) -> None:
    """The first one may be another page; each one after it is found again."""
    _talks(book)
    _loads(book, RELOADS)
    assert not book.found
    _loads(book, 1)
    assert book.found == FOUND
    assert book.story == [
        f"by now the client had been given {MESSAGES} messages and more",
        "a socket wants all from the beginning again",
    ]
    opened = 2
    assert book.findings[0].first.evidence[0].entry.id == opened + 2 * MESSAGES
    _loads(book, 1)
    assert book.found == [("ann/tab-1", 2)]


def test_a_read_of_all_is_found_as_well(book: Talking) -> None:
    """Beside the socket, after each message."""
    _talks(book)
    for _ in range(RELOADS + 1):
        book.fetches(0, ALL)
    assert book.found == FOUND
    assert book.story[1] == "the messages were read from the beginning again"


@pytest.mark.parametrize(("messages", "is_found"), [(MESSAGES - 1, 0), (MESSAGES, 1)])
def test_short_transcripts_matter_little(book: Talking, messages: int, is_found: int) -> None:
    """Up to about a screen."""
    _talks(book, messages)
    _loads(book)
    assert len(book.found) == is_found


@pytest.mark.parametrize(("given", "is_found"), [(MESSAGES - 1, 0), (MESSAGES, 1)])
def test_what_the_client_has_not_had_is_no_second_time(
    book: Talking, given: int, is_found: int
) -> None:
    """However long the transcript is."""
    _talks(book, given=given)
    _loads(book)
    assert len(book.found) == is_found


def test_a_hole_in_what_it_had_excuses(book: Talking) -> None:
    """It may not know where the hole is."""
    _talks(book, given=0)
    book.fetches(3, ALL)
    _loads(book)
    assert not book.found


def test_a_frame_that_never_left_is_a_hole(book: Talking) -> None:
    """Each brings its own event."""
    book.connects()
    for seq in range(1, ALL + 1):
        book.keeps(seq=seq)
        if seq != MESSAGES // 2:
            book.tells(seq)
    book.closes()
    _loads(book)
    assert not book.found


def test_what_was_read_counts_as_had(book: Talking) -> None:
    """In pages too."""
    _talks(book, given=0)
    book.fetches(0, 10)
    book.fetches(10, ALL)
    _loads(book)
    assert book.found == FOUND


@pytest.mark.parametrize("deed", [{"status": 0}, {"status": 503}, {"is_injected": True}], ids=str)
def test_an_answer_that_did_not_come_was_not_had(book: Talking, deed: dict[str, Any]) -> None:
    """Or not whole."""
    _talks(book, given=0)
    for _ in range(RELOADS + 2):
        book.fetches(0, ALL, **deed)
    assert not book.found


@pytest.mark.parametrize("after", [1, ALL, None])
def test_a_socket_that_goes_on_somewhere_is_good(book: Talking, after: int | None) -> None:
    """Or one that tells nothing of before."""
    _talks(book)
    for number in range(3):
        book.connects(f"ws-{number + 10}", after, ALL)
        book.fetches(1, ALL)
    assert not book.found


@pytest.mark.parametrize(("upto", "is_found"), [(MESSAGES - 1, 0), (MESSAGES, 1)])
def test_a_short_page_is_a_look(book: Talking, upto: int, is_found: int) -> None:
    """It brings less than what matters."""
    _talks(book)
    for _ in range(RELOADS + 1):
        book.fetches(0, upto)
    assert len(book.found) == is_found


def _reads(book: Talking, *upto: int, after: int = 0) -> None:
    """Read page by page."""
    for end in upto:
        book.fetches(after, end)
        after = end


def test_all_of_it_in_pages_is_all_of_it(book: Talking) -> None:
    """Once, however many pages there are; and found with the page that makes it too much."""
    _talks(book)
    for _ in range(RELOADS):
        _reads(book, 10, MESSAGES, ALL)
    assert not book.found
    _reads(book, 10)
    assert not book.found
    _reads(book, MESSAGES, ALL, after=10)
    assert book.found == FOUND
    assert book.story[1] == "the messages were read from the beginning again"


@pytest.mark.parametrize(("last", "is_found"), [(MESSAGES - 1, 0), (MESSAGES, 1)])
def test_some_pages_are_a_look(book: Talking, last: int, is_found: int) -> None:
    """They bring less than what matters."""
    _talks(book)
    for _ in range(RELOADS + 1):
        _reads(book, 10, last)
    assert len(book.found) == is_found


def test_a_first_reading_in_pages_is_none_again(book: Talking) -> None:
    """Nor is what it asks for behind that, later."""
    _talks(book, given=0)
    _reads(book, 10, ALL)
    _loads(book, RELOADS)
    for _ in range(RELOADS + 1):
        book.fetches(10, ALL)
    assert not book.found


def test_a_first_page_is_no_beginning_of_a_second_reading(book: Talking) -> None:
    """What is asked for behind it, long after, is a diff."""
    _talks(book, given=0)
    book.fetches(0, 10)
    book.fetches(9, ALL)
    book.fetches(10, ALL)
    _loads(book, RELOADS)
    assert not book.found


def test_a_page_from_elsewhere_is_no_reading_from_the_beginning(book: Talking) -> None:
    """Only what goes on where the last page ended is."""
    _talks(book)
    for _ in range(RELOADS + 1):
        book.fetches(0, 10)
        book.fetches(9, ALL)
        book.fetches(11, ALL)
    assert not book.found


def test_a_dialect_that_cannot_tell_a_part_is_no_clients_fault(book: Talking) -> None:
    """There is nothing else to ask for."""
    _talks(book)
    for _ in range(3):
        book.fetches(0, ALL, can_skip=False)
    assert not book.found


def test_other_tabs_load_it_for_the_first_time(book: Talking) -> None:
    """Each has its own count."""
    _talks(book)
    _loads(book, RELOADS)
    book.connects("ws-20", 0, ALL, who=TAB_2)
    book.fetches(0, ALL, who=TAB_2)
    assert not book.found


def test_what_comes_in_is_not_what_it_was_given(book: Talking) -> None:
    """Nor is what a socket tells of which nobody knows."""
    book.connects(after=ALL, version=ALL)
    for seq in range(1, ALL + 1):
        book.keeps(seq=seq)
        book.wrote("frame", "in", "ws-1", "seen", 9, seq)
        book.tells(seq, "ws-9")
    _loads(book)
    assert not book.found
