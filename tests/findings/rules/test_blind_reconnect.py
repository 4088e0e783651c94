"""A client that goes back to a conversation without asking how it is, is found."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Connected, Knocked, Looked, Missing, Who
from mockplatform.findings.rules.blind_reconnect import BlindReconnect
from tests.findings.talking import ASK_SOCKET, Talking

EARLY_S = 5.0
SPEAKS_ON_S = 60.0
FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(BlindReconnect)


def test_a_socket_after_a_drop_is_found(book: Talking) -> None:
    """Once for each drop."""
    book.drops()
    assert not book.found
    book.connects("ws-2")
    assert book.found == FOUND
    assert book.story == [
        "the client's socket on the conversation ended",
        "asked for another one, and had not read the state since",
    ]
    book.closes("ws-2")
    book.connects("ws-3")
    assert book.found == [("ann/tab-1", 2)]


def test_a_socket_that_is_refused_is_found(book: Talking) -> None:
    """That is the one that hurts; that it goes on is another rule's."""
    book.drops()
    for _ in range(2):
        book.did(Knocked("c-1"), op=ASK_SOCKET, status=409)
    assert book.found == FOUND


def test_a_look_since_the_drop_is_what_is_wanted(book: Talking) -> None:
    """Alone, in a list, or one that says that there is none."""
    for act in (Looked("c-1", "OPEN"), Looked("c-1", "CLOSED"), Missing("c-1")):
        book.drops()
        book.did(act, Looked("c-2", "OPEN"))
        book.connects()
        book.closes()
        book.looks()
    assert not book.found


@pytest.mark.parametrize("status", [200, 404, 499])
def test_whatever_a_look_is_answered_the_client_has_asked(book: Talking, status: int) -> None:
    """A refusal says how it is as well."""
    book.drops()
    book.looks(status=status)
    book.connects("ws-2")
    assert not book.found


@pytest.mark.parametrize("status", [0, 500, 503])
def test_a_look_that_failed_is_none(book: Talking, status: int) -> None:
    """It told nothing."""
    book.drops()
    book.looks(status=status)
    book.connects("ws-2")
    assert book.found == FOUND


def test_a_look_before_the_socket_is_none(book: Talking) -> None:
    """The drop came later."""
    book.looks()
    book.drops()
    book.connects("ws-2")
    assert book.found == FOUND


@pytest.mark.parametrize(("early_s", "is_found"), [(EARLY_S, 0), (EARLY_S + 0.1, 1)])
def test_the_client_may_notice_the_drop_first(book: Talking, early_s: float, is_found: int) -> None:
    """And ask while the platform still holds the socket."""
    book.connects()
    book.looks()
    book.passes(early_s)
    book.closes()
    book.connects("ws-2")
    assert len(book.found) == is_found


def test_a_first_socket_is_no_reconnect(book: Talking) -> None:
    """What the creation answers is the state."""
    book.opens()
    book.connects()
    assert not book.found


def test_two_sockets_at_once_are_no_drop(book: Talking) -> None:
    """The other one tells how it is; the last one's end is a drop."""
    book.connects("ws-1")
    book.connects("ws-2")
    book.closes("ws-1")
    book.connects("ws-3")
    assert not book.found
    book.closes("ws-2")
    book.closes("ws-3")
    book.connects("ws-4")
    assert book.found == FOUND


def test_clients_are_kept_apart(book: Talking) -> None:
    """And conversations."""
    book.drops()
    book.connects("ws-2", who=TAB_2)
    book.connects("ws-3", id_="c-2")
    book.looks(who=TAB_2)
    assert not book.found
    book.connects("ws-4")
    assert book.found == FOUND


def test_a_message_without_an_id_is_found(book: Talking) -> None:
    """Whether the platform has it already, nobody asked."""
    book.drops()
    book.posts("")
    book.posts("")
    assert book.found == FOUND
    assert book.story[1] == "said something without an id, and had not read the state"


@pytest.mark.parametrize("client_message_id", ["m-1", None])
def test_a_message_under_its_own_id_is_on_its_way(
    book: Talking, client_message_id: str | None
) -> None:
    """Or of a dialect without such ids."""
    book.drops()
    book.posts(client_message_id)
    assert not book.found


def test_a_message_by_a_socket_was_said_where_that_stood(book: Talking) -> None:
    """And not over HTTP instead."""
    book.drops()
    book.says("")
    assert not book.found


def test_a_new_socket_ends_the_drop_however_it_came(book: Talking) -> None:
    """A dialect may have no handshake for each."""
    book.drops()
    act = Connected("ws-2", "c-1", 0, 0)
    book.wrote("socket", "open", "ws-2", None, "", id_="c-1", act=act)
    book.posts("")
    assert not book.found


def test_a_refused_message_is_another_rules(book: Talking) -> None:
    """It says how the conversation is."""
    book.drops()
    book.posts("", status=400)
    assert not book.found


@pytest.mark.parametrize(("for_s", "is_found"), [(SPEAKS_ON_S - 0.1, 0), (SPEAKS_ON_S, 1)])
def test_to_go_on_without_a_look_is_found(book: Talking, for_s: float, is_found: int) -> None:
    """From the first message after the drop on."""
    book.drops()
    book.skip(1000)
    book.posts("m-1")
    book.passes(for_s)
    book.posts("m-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("after_s", "is_found"), [(SPEAKS_ON_S - 0.1, 0), (SPEAKS_ON_S, 1)])
def test_a_first_message_long_after_the_drop_is_found(
    book: Talking, after_s: float, is_found: int
) -> None:
    """It had all the time to ask."""
    book.drops()
    book.passes(after_s)
    book.posts("m-1")
    assert len(book.found) == is_found
    if is_found:
        assert book.story[1].startswith(f"said something {SPEAKS_ON_S:g} s later or more")


def test_what_was_said_in_time_makes_no_later_message_good(book: Talking) -> None:
    """The minute is that behind the drop."""
    book.drops()
    book.passes(SPEAKS_ON_S - 10)
    book.posts("m-1")
    book.passes(10)
    book.posts("m-2")
    assert book.found == FOUND


def test_a_clock_that_was_moved_gave_it_no_time(book: Talking) -> None:
    """Nor did one that stood still."""
    book.drops()
    book.skip(3600)
    book.posts("m-1")
    book.looks()
    book.drops()
    book.passes(SPEAKS_ON_S)
    book.skip(-SPEAKS_ON_S)
    book.posts("m-2")
    assert not book.found


def test_faults_may_have_kept_a_first_message_late(book: Talking) -> None:
    """The time begins with it."""
    book.drops()
    book.did(status=503, is_injected=True)
    book.passes(SPEAKS_ON_S)
    book.posts("m-1")
    assert not book.found
    book.passes(SPEAKS_ON_S)
    book.posts("m-2")
    assert book.found == FOUND


def test_what_another_widget_of_the_user_has_read_counts_for_nobody_else(book: Talking) -> None:
    """Nor for one that does not say who it is."""
    nobody = Who("ann", "")
    book.drops(who=nobody)
    book.looks()
    book.connects("ws-2", who=nobody)
    assert book.found == [("ann", 1)]


def test_faults_keep_a_client_from_looking(book: Talking) -> None:
    """The time begins anew."""
    book.drops()
    book.posts("m-1")
    book.did(status=503, is_injected=True)
    book.passes(SPEAKS_ON_S)
    book.posts("m-2")
    assert not book.found
    book.passes(SPEAKS_ON_S)
    book.posts("m-3")
    assert book.found == FOUND


def test_trouble_of_its_own_keeps_it_from_nothing(book: Talking) -> None:
    """Only what faults do takes time away."""
    book.drops()
    book.posts("m-1")
    book.did(status=503)
    book.passes(SPEAKS_ON_S)
    book.posts("m-2")
    assert book.found == FOUND


def test_a_message_before_the_drop_counts_for_nothing(book: Talking) -> None:
    """Each drop has its own time, and so has a look."""
    book.drops()
    book.posts("m-1")
    book.looks()
    book.connects()
    book.closes()
    book.skip(SPEAKS_ON_S)
    book.posts("m-2")
    assert not book.found
