"""A client that goes on to call a conversation that it knows to be over, is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Deed, Ended, Knocked, Looked, Missing, Refused, Who
from mockplatform.findings.rules.dead_conversation import DeadConversation
from tests.findings.book import ANN
from tests.findings.talking import ASK_SOCKET, POST_MESSAGE, Talking

UNDER_WAY_S = 0.1
IN_FLIGHT_S = 2.0
ASKS_WITHIN_S = 60.0
FOUND = [("ann/tab-1", 1)]
OVER = Ended("c-1")
LONG_S = IN_FLIGHT_S + 0.1
CALL_S = 0.001
SOON_S = UNDER_WAY_S + 3 * CALL_S


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(DeadConversation)


def _refused(book: Talking, op: str = POST_MESSAGE, **deed: Any) -> None:
    book.did(OVER, op=op, **{"status": 409, **deed})


def _knocks(book: Talking) -> None:
    book.did(Knocked("c-1"), OVER, op=ASK_SOCKET, status=409)


@pytest.mark.parametrize("state", ["CLOSED", "DELETED"])
def test_who_has_read_that_it_is_over_and_speaks_is_found(book: Talking, state: str) -> None:
    """With what it read as the story."""
    book.looks(state)
    book.passes(LONG_S)
    _refused(book)
    assert book.found == FOUND
    assert book.story == [
        f"the client read that the conversation is {state}",
        f"{POST_MESSAGE} came all the same",
    ]


@pytest.mark.parametrize(("after_s", "is_found"), [(IN_FLIGHT_S, 0), (LONG_S, 1)])
def test_what_was_on_its_way_is_forgiven(book: Talking, after_s: float, is_found: int) -> None:
    """For a moment."""
    book.looks("CLOSED")
    book.passes(after_s)
    _refused(book)
    assert len(book.found) == is_found


@pytest.mark.parametrize(("after_s", "is_found"), [(ASKS_WITHIN_S, 0), (ASKS_WITHIN_S + 0.1, 1)])
def test_after_a_sockets_end_one_call_may_find_out(
    book: Talking, after_s: float, is_found: int
) -> None:
    """For as long as a client pauses."""
    book.connects()
    book.closes(code=4410)
    book.passes(after_s)
    _refused(book)
    assert len(book.found) == is_found


def test_the_refusal_tells_too(book: Talking) -> None:
    """The first one is how it learns; of another kind, what was on its way is forgiven."""
    _refused(book)
    _refused(book, "PATCH /routing-data")
    assert not book.found
    book.passes(SOON_S)
    _refused(book)
    assert book.found == FOUND
    assert book.story == [
        f"{POST_MESSAGE} was refused, since the conversation is over",
        f"{POST_MESSAGE} came all the same, again",
    ]


@pytest.mark.parametrize(
    ("after_s", "is_found"), [(0.0, 0), (UNDER_WAY_S, 0), (UNDER_WAY_S + 3 * CALL_S, 1)]
)
def test_calls_side_by_side_are_one_attempt(book: Talking, after_s: float, is_found: int) -> None:
    """All that an outbox holds is refused at once; what comes after the answer is another."""
    book.connects()
    book.closes(code=4410)
    _refused(book)
    book.passes(after_s)
    _refused(book)
    _refused(book)
    assert sum(count for _, count in book.found) == 2 * is_found


@pytest.mark.parametrize(("took_s", "is_found"), [(LONG_S, 0), (0.0, 1)])
def test_what_came_before_the_answer_is_not_behind_it(
    book: Talking, took_s: float, is_found: int
) -> None:
    """However late it is refused."""
    book.looks("CLOSED")
    came_at = book.now + (0.0 if took_s else LONG_S)
    book.passes(LONG_S)
    deed = Deed(ANN, POST_MESSAGE, 409, acts=(OVER,))
    detail = ("POST", "/", 409, took_s * 1000)
    book.journal.record("http", detail, at=came_at, deed=deed)
    assert len(book.found) == is_found


def test_a_slow_answer_tells_when_it_comes(book: Talking) -> None:
    """What came meanwhile knew nothing of it."""
    told, late = Deed(ANN, "GET /c", acts=(Looked("c-1", "CLOSED"),)), LONG_S + 1
    book.passes(late)
    detail = ("GET", "/", 200, late * 1000)
    book.journal.record("http", detail, at=0.0, deed=told)
    refused = Deed(ANN, POST_MESSAGE, 409, acts=(OVER,))
    detail = ("POST", "/", 409, 500.0)
    book.journal.record("http", detail, at=late - 0.5, deed=refused)
    assert not book.found


def test_frames_side_by_side_are_one_attempt(book: Talking) -> None:
    """They are refused one after the other; a later one is another attempt."""
    acts = Refused("message.send", "conversation.closed"), OVER
    for wait_s, is_found in ((0.0, 0), (0.0, 0), (UNDER_WAY_S, 0), (SOON_S, 1)):
        book.passes(wait_s)
        deed = Deed(ANN, "error", acts=acts)
        book.journal.record("frame", ("out", "ws-1", "error", 9_000, None), deed=deed)
        assert len(book.found) == is_found


def test_after_a_while_another_call_is_found_as_well(book: Talking) -> None:
    """It was told by the first."""
    _refused(book)
    book.passes(LONG_S)
    _refused(book, "POST /typing")
    assert book.found == FOUND


def test_to_knock_again_is_found(book: Talking) -> None:
    """It is the same call."""
    book.connects()
    book.closes(code=4410)
    _knocks(book)
    assert not book.found
    book.passes(SOON_S)
    _knocks(book)
    assert book.found == FOUND


def test_a_refusal_after_a_sockets_end_shortens_the_time(book: Talking) -> None:
    """The answer is surer than the socket."""
    book.connects()
    book.closes(code=4404)
    _refused(book)
    book.passes(LONG_S)
    _refused(book, "POST /typing")
    assert book.found == FOUND
    assert book.story[0] == f"{POST_MESSAGE} was refused, since the conversation is over"


def test_what_told_it_for_sure_stays(book: Talking) -> None:
    """A later socket's end makes nothing less sure."""
    book.looks("CLOSED")
    book.closes(code=4410)
    book.passes(LONG_S)
    _refused(book)
    assert book.found == FOUND


def test_a_conversation_that_is_gone_is_dead(book: Talking) -> None:
    """It is read to be missing, and then written to."""
    book.did(Missing("c-1"), op="GET /c", status=404)
    book.passes(LONG_S)
    book.did(Missing("c-1"), op=POST_MESSAGE, status=404)
    assert book.found == FOUND
    assert book.story[0] == "the client was told that there is no such conversation"


@pytest.mark.parametrize("op", ["GET /c", "HEAD /c", "DELETE /c"])
def test_to_read_and_to_end_it_is_no_sin(book: Talking, op: str) -> None:
    """However often."""
    for _ in range(3):
        book.did(Missing("c-1"), op=op, status=404)
        book.passes(LONG_S)
    assert not book.found


@pytest.mark.parametrize("deed", [{"status": 0}, {"is_injected": True}, {"status": 500}], ids=str)
def test_an_answer_that_did_not_come_tells_nothing(book: Talking, deed: dict[str, Any]) -> None:
    """Nor does one that a fault has made."""
    _refused(book, **deed)
    book.passes(LONG_S)
    _refused(book)
    book.looks("CLOSED", id_="c-1", **deed)
    assert not book.found


def test_a_state_that_no_answer_told_is_not_known(book: Talking) -> None:
    """The read failed."""
    book.looks("CLOSED", status=0)
    book.passes(LONG_S)
    _refused(book)
    assert not book.found


def test_a_fault_that_hides_it_does_not_say_that_it_is_gone(book: Talking) -> None:
    """The client may well go on."""
    book.did(Missing("c-1"), op="GET /c", status=404, is_injected=True)
    book.passes(LONG_S)
    _refused(book)
    assert not book.found


@pytest.mark.parametrize("does", ["looks", "connects"])
def test_what_lives_again_is_not_dead(book: Talking, does: str) -> None:
    """A replica that lags may have said so."""
    book.looks("CLOSED")
    getattr(book, does)()
    book.passes(LONG_S)
    _refused(book)
    assert not book.found


def test_clients_and_conversations_are_kept_apart(book: Talking) -> None:
    """Nobody knows what another was told."""
    book.looks("CLOSED", who=Who("ann", "tab-2"))
    book.looks("CLOSED", id_="c-2")
    book.passes(LONG_S)
    _refused(book)
    assert not book.found
