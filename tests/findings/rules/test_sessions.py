"""In a dialect of sessions rules follow a message, and a refusal, as they do in any other."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Began, Deed, Ended, Looked, Refused, Sent, Who
from mockplatform.findings.rules.dead_conversation import IN_FLIGHT_S, DeadConversation
from mockplatform.findings.rules.duplicate_send import DuplicateSend
from tests.findings.talking import Talking

GUEST = Who("guest-1")
FOUND = [("guest-1", 1)]


def _says(book: Talking, place: str, channel: str, *, is_kept_once: bool = False) -> None:
    sent = Sent(place, "m-1", hash("hi"), is_kept_once)
    book.wrote("frame", "in", channel, "onMessage", 9, None, who=GUEST, id_=place, act=sent)


def _begins(book: Talking, who: Who = GUEST) -> None:
    began = Began("s-1", "c-1")
    book.wrote("event", "session", 2, "ConversationBegun", who=who, act=began)


def _closes(book: Talking, channel: str = "ws-1") -> None:
    book.wrote("socket", "close", channel, 1006, "", who=GUEST)


@pytest.mark.parametrize(("is_kept_once", "found"), [(False, FOUND), (True, [])])
def test_a_name_that_keeps_nothing_once_excuses_no_repeat(is_kept_once: bool, found: Any) -> None:
    """Where the platform knows a repeat by its name, it is what names are for."""
    book = Talking(DuplicateSend)
    _says(book, "c-1", "ws-1", is_kept_once=is_kept_once)
    book.keeps("m-1")
    _closes(book)
    _says(book, "c-1", "ws-2", is_kept_once=is_kept_once)
    assert book.found == found
    for one in book.findings:
        last = one.first.evidence[-1]
        assert last.says == "the same text came again, under an id that does not keep it once"


@pytest.mark.parametrize(("who", "found"), [(GUEST, FOUND), (Who("guest-2"), []), (None, [])])
def test_a_message_that_begins_a_conversation_is_found_in_it(who: Who | None, found: Any) -> None:
    """If it was this guest's session in which it began."""
    book = Talking(DuplicateSend)
    _says(book, "s-1", "ws-1")
    if who is not None:
        _begins(book, who)
    book.keeps("m-1")
    _closes(book)
    _says(book, "c-1", "ws-2")
    assert book.found == found


def test_the_end_of_another_socket_takes_no_answer_away() -> None:
    """Only that on which the message came."""
    book = Talking(DuplicateSend)
    _says(book, "c-1", "ws-1")
    book.keeps("m-1")
    _closes(book, "ws-3")
    _says(book, "c-1", "ws-2")
    assert book.found == []


def _tells(book: Talking, *acts: Any) -> None:
    frame = "out", "ws-1", "string", 9, None
    book.journal.record("frame", frame, subject=GUEST.user, deed=Deed(GUEST, "string", acts=acts))


def _refuses(book: Talking, op: str = "onMessage", *, is_injected: bool = False) -> None:
    acts = Refused(op, "session_read_only", is_injected), Ended("s-1")
    _tells(book, *acts)


def test_a_frame_that_is_refused_again_is_found_by_its_own_name() -> None:
    """And not by that of the frame that refuses it."""
    book = Talking(DeadConversation)
    _refuses(book)
    assert book.found == []
    book.passes(0.2)
    _refuses(book)
    assert book.found == FOUND
    assert book.story == [
        "onMessage was refused, since the conversation is over",
        "onMessage came all the same, again",
    ]


def test_another_frame_may_have_been_on_its_way() -> None:
    """For a while."""
    book = Talking(DeadConversation)
    _refuses(book)
    _refuses(book, "onAttachment")
    assert book.found == []
    book.passes(IN_FLIGHT_S + 0.1)
    _refuses(book, "deleteAttachment")
    assert book.found == FOUND


def test_a_refusal_that_a_fault_made_tells_nothing() -> None:
    """As with calls."""
    book = Talking(DeadConversation)
    _refuses(book, is_injected=True)
    _refuses(book)
    assert book.found == []


def test_what_a_socket_is_told_counts_as_told() -> None:
    """That its session has ended, without that anybody asked."""
    book = Talking(DeadConversation)
    _tells(book, Ended("s-1"))
    book.passes(IN_FLIGHT_S + 0.1)
    _refuses(book)
    assert book.found == FOUND
    assert book.story[0] == "the client was told that there is no such conversation"


def test_a_session_that_goes_on_again_is_not_over() -> None:
    """As its response says."""
    book = Talking(DeadConversation)
    _refuses(book)
    _tells(book, Looked("s-1", "ACTIVE"))
    _refuses(book)
    assert book.found == []
