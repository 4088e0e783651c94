"""A message that its client sends twice, or without a name, is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import NOBODY, Acked, Deed, Kept, Who
from mockplatform.findings.rules.duplicate_send import DuplicateSend
from tests.findings.talking import Talking

MISSING_S, HUMAN_S = 5.0, 3.0
OPEN_MAX, KEPT_MAX, ACKED_MAX = 50, 50, 200
FOUND = [("ann/tab-1", 1)]
TAB_2 = Who("ann", "tab-2")


@pytest.fixture
def book() -> Talking:
    """Return a book that this rule reads."""
    return Talking(DuplicateSend)


def _loses(book: Talking) -> None:
    """Send a message that is stored, by a socket that ends before the answer."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1")
    book.closes()


def test_the_same_text_under_another_id_after_a_drop_is_found(book: Talking) -> None:
    """With all that led to it."""
    _loses(book)
    book.connects("ws-2")
    book.says("m-2", channel="ws-2")
    assert book.found == FOUND
    assert book.story == [
        "a message was sent",
        "the platform put the message into the transcript, at 1",
        "its socket ended before the answer",
        "the same text came again, under another id",
    ]
    book.says("m-3", channel="ws-2")
    assert book.found == FOUND


def test_the_same_text_without_an_id_is_one_finding(book: Talking) -> None:
    """And not two."""
    _loses(book)
    book.posts("")
    assert book.found == FOUND
    assert book.story[-1] == "the same text came again, under no id"


@pytest.mark.parametrize("status", [0, 408, 425, 429, 500, 503])
def test_a_call_without_an_answer_is_the_same(book: Talking, status: int) -> None:
    """If the message is stored."""
    book.keeps("m-1")
    book.posts("m-1", status=status)
    book.posts("m-2")
    assert book.found == FOUND
    assert book.story[:2] == [
        "the platform put the message into the transcript, at 1",
        "it was sent, and no answer came",
    ]


@pytest.mark.parametrize("deed", [{"status": 201}, {"status": 400}, {"is_injected": True}], ids=str)
def test_a_call_with_an_answer_is_over(book: Talking, deed: dict[str, Any]) -> None:
    """What comes then is the customer's."""
    book.keeps("m-1")
    book.posts("m-1", **deed)
    book.posts("m-2")
    assert not book.found


def test_what_is_not_stored_may_come_as_anything(book: Talking) -> None:
    """It is there once."""
    book.connects()
    book.says("m-1")
    book.closes()
    book.posts("m-2")
    assert not book.found


def test_the_same_id_is_the_same_message(book: Talking) -> None:
    """That is what it is for."""
    _loses(book)
    book.connects("ws-2")
    book.says("m-1", channel="ws-2")
    book.closes("ws-2")
    book.posts("m-1")
    assert not book.found


def test_after_the_answer_the_customer_repeats_himself(book: Talking) -> None:
    """By a socket, or over HTTP after the second try."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1")
    book.acks("m-1")
    book.closes()
    book.posts("m-2")
    _loses(book)
    book.posts("m-1")
    book.posts("m-3")
    assert not book.found


def test_what_is_stored_is_known_by_its_id(book: Talking) -> None:
    """Whatever the platform has made of its text."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1", text="h*")
    book.closes()
    book.posts("m-2")
    assert book.found == FOUND


@pytest.mark.parametrize(("cause", "is_found"), [("", 1), ("another", 0)])
def test_what_has_no_id_is_known_by_its_cause(book: Talking, cause: str, is_found: int) -> None:
    """Another call may have said the same."""
    book.connects()
    book.says(None)
    kept = Deed(NOBODY, "", acts=(Kept("c-1", "", hash("hi"), "customer", 1),))
    detail = "conversation", 1, "MessageSent"
    book.journal.record("event", detail, correlation_id=cause, conversation_id="c-1", deed=kept)
    book.closes()
    book.posts(None)
    assert len(book.found) == is_found


def test_what_has_no_id_is_known_by_its_text_too(book: Talking) -> None:
    """A call may put something else into the transcript."""
    book.connects()
    book.says(None)
    book.keeps("", text="there")
    book.closes()
    book.posts(None)
    assert not book.found


def test_how_the_answer_went_missing_is_told_by_what_was_seen(book: Talking) -> None:
    """However long ago that was."""
    _loses(book)
    book.passes(MISSING_S)
    book.posts("m-2")
    assert book.story[2] == "its socket ended before the answer"


def test_the_end_of_another_of_its_sockets_loses_nothing(book: Talking) -> None:
    """The answer may come yet."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1")
    book.connects("ws-2")
    book.says("m-2", "there", "ws-2")
    book.closes("ws-2")
    book.posts("m-3")
    assert not book.found


def test_an_answer_is_about_each_try_of_its_message(book: Talking) -> None:
    """However often that came before."""
    book.connects()
    book.says("m-1")
    book.says("m-1")
    book.keeps("m-1")
    book.acks("m-1")
    book.closes()
    book.posts("m-2")
    assert not book.found


def test_another_text_is_another_message(book: Talking) -> None:
    """Under any id."""
    _loses(book)
    book.posts("m-2", "there")
    assert not book.found


@pytest.mark.parametrize(("after_s", "is_found"), [(MISSING_S - 0.1, 0), (MISSING_S, 1)])
def test_a_socket_may_lose_the_answer(book: Talking, after_s: float, is_found: int) -> None:
    """And live on."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1")
    book.passes(after_s)
    book.says("m-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("after_s", "is_found"), [(HUMAN_S, 1), (HUMAN_S + 0.1, 0)])
@pytest.mark.parametrize("how", ["socket", "fetch"])
def test_what_he_was_shown_a_customer_may_say_again(
    book: Talking, how: str, after_s: float, is_found: int
) -> None:
    """Not at once, and as nobody types."""
    _loses(book)
    book.connects("ws-2")
    if how == "socket":
        book.tells(1, "ws-2")
    else:
        book.fetches(0, 1)
    book.passes(after_s)
    book.says("m-2", channel="ws-2")
    assert len(book.found) == is_found


def test_a_fetch_of_something_else_shows_nothing(book: Talking) -> None:
    """Nor does one that failed."""
    _loses(book)
    book.fetches(1, 5)
    book.fetches(0, 1, status=503)
    book.connects("ws-2")
    book.tells(2, "ws-2")
    book.passes(HUMAN_S + 1)
    book.says("m-2", channel="ws-2")
    assert book.found == FOUND


def test_a_message_without_an_id_is_found_each_time(book: Talking) -> None:
    """Even if it arrives once."""
    book.posts("")
    book.posts("", "there")
    assert book.found == [("ann/tab-1", 2)]
    assert book.story == ["a message came without a clientMessageId"]


def test_an_answer_without_an_id_is_about_the_oldest(book: Talking) -> None:
    """Of that socket: the second of two is what nobody acknowledged."""
    book.connects()
    book.says("", "one")
    book.keeps("", 1, "one")
    book.says("", "two")
    book.keeps("", 2, "two")
    book.acks("")
    book.closes()
    book.posts("m-1", "one")
    assert book.found == [("ann/tab-1", 2)]
    book.posts("m-2", "two")
    assert book.found == [("ann/tab-1", 3)]


def test_a_dialect_without_such_ids_may_send_without(book: Talking) -> None:
    """But not the same text twice around a drop."""
    book.connects()
    book.says(None)
    book.keeps("", 1)
    assert not book.found
    book.closes()
    book.posts(None)
    assert book.found == FOUND


@pytest.mark.parametrize(
    "deed", [{"status": 0}, {"status": 300}, {"status": 503}, {"is_injected": True}], ids=str
)
def test_an_answer_that_did_not_come_acknowledges_nothing(
    book: Talking, deed: dict[str, Any]
) -> None:
    """Nor one that a fault has harmed."""
    book.keeps("m-1")
    book.posts("m-1", **deed)
    book.fetches(0, 2)
    book.fetches(2, 2)
    book.posts("m-1")
    assert not book.found


def test_an_answer_to_a_request_may_come_with_another(book: Talking) -> None:
    """The creation that is repeated acknowledges the message with which it began."""
    book.keeps("m-1")
    book.posts("m-1", status=0)
    book.did(Acked("c-1", "m-1", known=True), id_="c-1")
    book.keeps("", 2)
    book.posts(None, status=0)
    book.did(Acked("c-1", None, known=True), id_="c-1")
    book.posts("m-2")
    assert not book.found


def test_clients_are_kept_apart(book: Talking) -> None:
    """Two tabs may say the same."""
    _loses(book)
    book.posts("m-2", who=TAB_2)
    assert not book.found


def test_what_an_agent_says_is_no_customers_message(book: Talking) -> None:
    """Whatever it says."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1", by="agent")
    book.closes()
    book.posts("m-2")
    assert not book.found


@pytest.mark.parametrize(("others", "is_found"), [(OPEN_MAX - 1, 1), (OPEN_MAX, 0)])
def test_only_so_many_unanswered_ones_are_remembered(
    book: Talking, others: int, is_found: int
) -> None:
    """The oldest are forgotten."""
    book.connects()
    book.says("m-1")
    book.keeps("m-1")
    for number in range(others):
        book.says(f"x-{number}", f"text {number}")
    book.closes()
    book.posts("m-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("others", "is_found"), [(KEPT_MAX - 1, 1), (KEPT_MAX, 0)])
def test_only_so_many_stored_ones_are_remembered(book: Talking, others: int, is_found: int) -> None:
    """The oldest are forgotten."""
    _loses(book)
    for seq in range(2, 2 + others):
        book.keeps(f"x-{seq}", seq, "else")
    book.posts("m-2")
    assert len(book.found) == is_found


@pytest.mark.parametrize(("others", "is_found"), [(ACKED_MAX - 1, 1), (ACKED_MAX, 0)])
def test_only_so_many_acknowledgements_are_remembered(
    book: Talking, others: int, is_found: int
) -> None:
    """The oldest are forgotten."""
    for number in range(others + 1):
        id_ = f"m-{number + 1}"
        book.keeps(id_, number + 1, id_)
        book.posts(id_, id_, status=201)
    book.fetches(0, others + 1)
    book.fetches(others + 1, others + 1)
    book.posts("m-1", "m-1", status=200)
    assert len(book.found) == is_found
