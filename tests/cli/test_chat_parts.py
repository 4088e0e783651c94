"""The parts of a chat by themselves: what it takes of the socket, its waits, its memory."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from mockplatform.cli.chat import memory
from mockplatform.cli.chat.backoff import FIRST_S, LONGEST_S, TRIES_MAX, Backoff
from mockplatform.cli.chat.screen import Screen
from mockplatform.cli.chat.session import Kind, Line, Session

BEN = {"purpose": "agent", "id": "ben", "name": "Ben"}


def message(seq: int, text: str) -> dict[str, object]:
    """Return a message's frame."""
    return {"type": "message", "seq": seq, "at": "", "from": BEN, "text": text}


def test_an_event_that_comes_twice_is_shown_once() -> None:
    session = Session("c-1")
    frames = [message(1, "one"), message(2, "two"), message(1, "one"), message(3, "three")]
    shown = [line.text for frame in frames for line in session.take(frame)]
    assert shown == ["one", "two", "three"]
    assert session.seq == 3


def test_what_is_not_acknowledged_is_sent_again_with_the_same_id() -> None:
    session = Session("c-1")
    session.say("hello", "m-1")
    session.say("anybody?", "m-2")
    list(session.take({"type": "ack", "clientMessageId": "m-1", "seq": 2}))
    assert [frame["clientMessageId"] for frame in session.resend()] == ["m-2"]


def test_a_message_that_is_refused_is_told_and_not_sent_again() -> None:
    session = Session("c-1")
    session.say("x" * 9_000, "m-1")
    (line,) = session.take({"type": "error", "id": "m-1", "message": "too long", "hint": ""})
    assert (line.kind, session.resend()) == (Kind.ERROR, [])


def test_an_ack_does_not_hide_the_events_before_it() -> None:
    session = Session("c-1")
    session.say("hello", "m-1")
    list(session.take({"type": "ack", "clientMessageId": "m-1", "seq": 9}))
    assert session.seq == 0


def test_frames_that_are_not_known_are_passed_over() -> None:
    assert list(Session("c-1").take({"type": "from.the.future", "seq": 1})) == []


def test_waits_grow_to_a_limit_and_differ_between_clients() -> None:
    one, other = Backoff(1), Backoff(2)
    waits = [one.next_s() for _ in range(TRIES_MAX)]
    for tried, wait in enumerate(waits):
        assert 0 <= wait <= min(LONGEST_S, FIRST_S * 2**tried)
    assert waits != [other.next_s() for _ in range(TRIES_MAX)]
    assert one.is_over
    one.succeeded()
    assert not one.is_over


def test_the_last_conversation_at_each_place_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = memory.Kept("c-1", "user-7")
    memory.keep("http://one", kept)
    memory.keep("http://two", memory.Kept("c-2", "user-8"))
    assert memory.recall("http://one") == kept
    memory.keep("http://one", None)
    assert memory.recall("http://one") is None
    memory.place().write_text("no json")
    assert memory.recall("http://two") is None


class Terminal(io.StringIO):
    """Takes what would go to a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_typing_is_shown_on_a_terminal_only_and_goes_away_again() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for out in (terminal, pipe):
        screen = Screen(out)
        screen.show(Line(Kind.TYPING, "Ben is typing"))
        screen.show(Line(Kind.THEIRS, "Hello", "Ben", "2026-11-22T12:00:01.000Z"))
    assert pipe.getvalue() == "12:00:01  Ben: Hello\n"
    assert "Ben is typing" in terminal.getvalue()
    assert "\r\x1b[K12:00:01" in terminal.getvalue()
