"""A reconnect that leaves out messages to the customer is found, unless something brings them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockplatform.findings.deeds import Connected, Joined, WentOn, Who
from mockplatform.findings.rules.gap_not_fetched import GapNotFetched
from tests.findings.book import ANN
from tests.findings.talking import Talking

FETCHES_WITHIN_S = 10.0
NEWEST_MAX = 50
FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")


@pytest.fixture
def book() -> Talking:
    """Return a book of a client that had events 1 to 3, and missed the agent's message, 4."""
    book = Talking(GapNotFetched)
    book.passes(1000)
    book.opens()
    book.connects()
    for seq in (1, 2, 3):
        book.tells(seq)
    book.closes()
    book.keeps(seq=4, by="agent")
    return book


def test_a_socket_behind_what_was_missed_is_found(book: Talking) -> None:
    """Once, with the message as the story."""
    book.connects("ws-2", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND
    said, left_out = book.story
    assert said == "a message to the customer went into the transcript at 4"
    assert left_out == (
        "a socket begins behind 4; 1 such messages in front of it did not come, and nobody asked "
        "for them within 10 s"
    )
    book.connects("ws-3", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


@pytest.mark.parametrize(
    ("after_s", "is_found"), [(FETCHES_WITHIN_S - 0.1, 0), (FETCHES_WITHIN_S, 1)]
)
@pytest.mark.parametrize("does", ["nothing", "says", "tells", "fetches", "closes"])
def test_it_has_a_while_to_fetch(book: Talking, does: str, after_s: float, is_found: int) -> None:
    """Whatever it does meanwhile."""
    book.connects("ws-2", 4, 4)
    book.passes(after_s)
    match does:
        case "says":
            book.says("m-1", channel="ws-2")
        case "tells":
            book.tells(5, "ws-2")
        case "fetches":
            book.fetches(4, 5)
        case "closes":
            book.closes("ws-2")
    book.reviewer.review()
    if does in {"says", "fetches"}:
        assert len(list(book.reviewer.findings)) == is_found
    else:  # nothing that the client did: whoever asks is told
        assert len(book.found) == is_found


def _moves(book: Talking, seconds: float = 3600) -> None:
    """Have a test move the clock."""
    book.skip(seconds)
    book.wrote("clock", "advance", book.now, 0)


def test_a_clock_that_is_moved_leaves_time_to_fetch(book: Talking) -> None:
    """The client hears a frame, says something, is asked after, and fetches it then."""
    book.connects("ws-2", 4, 4)
    _moves(book)
    for seq in range(5, 15):
        book.tells(seq, "ws-2")
    book.says("m-1", channel="ws-2")
    assert not book.found
    book.fetches(3, 4)
    for number in range(5):
        book.says(f"m-{number}", channel="ws-2")
    assert not book.found


@pytest.mark.parametrize("says", [Talking.says, Talking.posts])
def test_who_goes_on_all_the_same_is_found(book: Talking, says: Callable[..., None]) -> None:
    """By its third deed, if somebody asks then, or else its fourth."""
    book.connects("ws-2", 4, 4)
    says(book, "m-0", **({"channel": "ws-2"} if says is Talking.says else {}))
    _moves(book, FETCHES_WITHIN_S)
    for number in range(4):
        assert not list(book.reviewer.findings)
        says(book, f"m-{number}", **({"channel": "ws-2"} if says is Talking.says else {}))
        book.reviewer.review()
    assert list(book.reviewer.findings)


def test_a_clock_that_was_moved_before_the_socket_is_no_matter(book: Talking) -> None:
    """From then on it ran."""
    _moves(book)
    book.connects("ws-2", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


def test_a_fetch_fills_the_hole(book: Talking) -> None:
    """In time."""
    book.connects("ws-2", 4, 4)
    book.fetches(3, 4)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


def test_a_fetch_before_the_socket_fills_it_too(book: Talking) -> None:
    """That is how it is done where sockets tell nothing of before."""
    book.fetches(3, 4)
    book.connects("ws-2", None, 4)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


@pytest.mark.parametrize("status", [0, 300, 503])
def test_a_fetch_that_failed_fills_nothing(book: Talking, status: int) -> None:
    """It brought nothing."""
    book.connects("ws-2", 4, 4)
    book.fetches(3, 4, status=status)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


def test_a_socket_that_tells_nothing_of_before_leaves_out_all(book: Talking) -> None:
    """So far as it was not given."""
    book.connects("ws-2", None, 4)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


def test_a_socket_where_it_was_is_good(book: Talking) -> None:
    """It brings what was missed."""
    book.connects("ws-2", 3, 4)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


@pytest.mark.parametrize(("direction", "is_found"), [("in", 1), ("out", 0)])
def test_what_a_socket_has_told_was_given(book: Talking, direction: str, is_found: int) -> None:
    """And nothing that the client said itself."""
    book.connects("ws-2", 3, 3)
    book.wrote("frame", direction, "ws-2", "message", 9, 4, id_="c-1")
    book.acks("m-1", "ws-2")
    book.closes("ws-2")
    book.connects("ws-3", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    assert len(book.found) == is_found


def test_a_socket_that_brings_it_too_late_does_not_excuse(book: Talking) -> None:
    """The time was over when it was asked for."""
    book.connects("ws-2", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    book.connects("ws-3", 3, 4)
    assert book.found == FOUND


def test_of_several_the_first_is_shown(book: Talking) -> None:
    """And how many there are."""
    book.keeps(seq=5, by="agent")
    book.connects("ws-2", 5, 5)
    book.passes(FETCHES_WITHIN_S)
    assert book.story[0] == "a message to the customer went into the transcript at 4"
    assert book.story[1].startswith("a socket begins behind 5; 2 such messages")


def test_another_socket_may_bring_it(book: Talking) -> None:
    """Within the time."""
    book.connects("ws-2", 4, 4)
    book.connects("ws-3", 3, 4)
    book.tells(4, "ws-3")
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


def test_the_time_counts_from_the_first_socket(book: Talking) -> None:
    """A bad network is no excuse not to ask."""
    book.connects("ws-2", 4, 4)
    book.passes(FETCHES_WITHIN_S - 1)
    book.connects("ws-3", 4, 4)
    book.passes(1)
    assert book.found == FOUND


def test_a_frame_that_never_left_was_not_given() -> None:
    """The hole in the numbers tells the client."""
    book = Talking(GapNotFetched)
    book.opens()
    book.connects()
    book.keeps(seq=1, by="agent")
    book.keeps(seq=2, by="agent")
    book.tells(2)
    book.closes()
    book.connects("ws-2", 2, 2)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


def test_the_customers_own_words_are_not_missed() -> None:
    """He knows them."""
    book = Talking(GapNotFetched)
    book.opens()
    book.keeps(seq=4)
    book.connects(after=4, version=4)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


def test_who_began_it_has_nothing_from_another_page() -> None:
    """Its first socket has to begin at the beginning."""
    book = Talking(GapNotFetched)
    book.opens()
    book.keeps(seq=1, by="agent")
    book.connects(after=1, version=1)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


def test_a_new_client_is_believed_from_the_first_event_on() -> None:
    """All that lies before its first socket."""
    book = Talking(GapNotFetched)
    book.keeps(seq=1, by="agent")
    book.connects(after=1, version=1)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found


def test_a_client_that_is_new_here_is_believed(book: Talking) -> None:
    """It may have it from another page; what comes later it cannot have."""
    book.connects("ws-2", 4, 4, who=TAB_2)
    book.passes(FETCHES_WITHIN_S)
    assert not book.found
    book.closes("ws-2")
    book.keeps(seq=5, by="agent")
    book.connects("ws-3", 5, 5, who=TAB_2)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == [("ann/tab-2", 1)]


def test_a_client_that_reads_first_is_believed_up_to_there(book: Talking) -> None:
    """And no further."""
    book.keeps(seq=5, by="agent")
    book.fetches(4, 4, who=TAB_2)
    book.connects("ws-2", 5, 5, who=TAB_2)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == [("ann/tab-2", 1)]


def test_tabs_are_kept_apart(book: Talking) -> None:
    """What one was given the other was not."""
    book.connects("ws-2", 3, 4, who=TAB_2)
    book.tells(4, "ws-2")
    book.connects("ws-3", 4, 4)
    book.passes(FETCHES_WITHIN_S)
    assert book.found == FOUND


@pytest.mark.parametrize(("others", "is_found"), [(NEWEST_MAX - 1, 1), (NEWEST_MAX, 0)])
def test_only_the_newest_messages_are_remembered(book: Talking, others: int, is_found: int) -> None:
    """What is missed is new."""
    for seq in range(5, 5 + others):
        book.keeps(seq=seq, by="agent")
    book.fetches(4, 4 + others)
    book.connects("ws-2", 4 + others, 4 + others)
    book.passes(FETCHES_WITHIN_S)
    assert len(book.found) == is_found


_ON_WHICH_IS_ASKED = [
    (Connected("ws-2", "c-1", None, 4, is_told=False),),
    (Connected("ws-2", "c-2", None, 1, is_told=False), Joined("c-1", 4)),
]
"""A socket on the conversation itself, and one that is about another one."""


def _comes_back(book: Talking, acts: tuple[Connected | Joined, ...]) -> None:
    """Open a socket on which the client asks."""
    for act in acts:
        book.wrote("socket", "open", "ws-2", None, "", who=ANN, id_="c-1", act=act)


def _types(book: Talking) -> None:
    """Go on in the conversation without a word."""
    frame = ("in", "ws-2", "typing", 9, None)
    book.wrote("frame", *frame, who=ANN, id_="c-1", act=WentOn("c-1"))


@pytest.mark.parametrize("acts", _ON_WHICH_IS_ASKED)
def test_where_clients_ask_one_that_does_nothing_there_is_not_waited_for(
    book: Talking, acts: tuple[Connected | Joined, ...]
) -> None:
    """It shows another conversation; once it does something, its time to ask begins."""
    _comes_back(book, acts)
    book.passes(3600)
    assert not book.found
    _types(book)
    book.passes(FETCHES_WITHIN_S - 0.1)
    _types(book)
    assert not book.found
    book.passes(0.1)
    assert not book.found
    _types(book)
    assert book.found == FOUND
    book.passes(FETCHES_WITHIN_S)
    _types(book)
    assert book.found == FOUND


@pytest.mark.parametrize("acts", _ON_WHICH_IS_ASKED)
@pytest.mark.parametrize("late", [False, True])
def test_where_clients_ask_one_that_has_asked_before_it_goes_on_is_not_found(
    book: Talking, acts: tuple[Connected | Joined, ...], late: bool
) -> None:
    """Whenever that was, and though it did something just before."""
    _comes_back(book, acts)
    _types(book)
    book.passes(3600 if late else 1)
    book.fetches(3, 4, can_skip=False)
    for _ in range(3):
        book.passes(FETCHES_WITHIN_S)
        _types(book)
    assert not book.found
