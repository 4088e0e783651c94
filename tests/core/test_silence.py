"""Silence ends what nobody has closed; who is to be warned before is, once, and it holds."""

from __future__ import annotations

import math

from msgspec.structs import replace

from mockplatform.core import silence
from mockplatform.core.aggregate import Deadline
from mockplatform.core.commands import Close, SendMessage, Warn
from mockplatform.core.events import Person
from mockplatform.core.states import State
from mockplatform.settings import DEFAULTS
from tests.core.builders import BEA, NOW, Chat, creation

MINUTE_S = 60.0
INACTIVITY_S = DEFAULTS.inactivity
WHO = Person(purpose="api", id="inactivity")


def warned(warn_s: float = MINUTE_S) -> Chat:
    """Return a livechat whose customer is warned so long before its end."""
    chat = Chat()
    chat.do(replace(creation(), medium="livechat", warn_s=warn_s))
    return chat


def warn(chat: Chat) -> None:
    """Warn, as is due."""
    due = chat.due()
    assert due == Deadline(chat.now, silence.WARNED)
    try_to_warn(chat)
    assert chat.state.closes_at == chat.now + chat.state.warn_s


def try_to_warn(chat: Chat, active_at: float = 0.0) -> None:
    """Warn, whether it is due or not."""
    closes_at = chat.now + chat.state.warn_s
    message = SendMessage(message_id="w", sender=WHO, text="There?", closes_at=closes_at)
    chat.do(Warn(message=message, active_at=active_at))


def test_some_media_end_by_silence_and_others_never() -> None:
    assert silence.silence_s("livechat", DEFAULTS) == INACTIVITY_S
    assert silence.silence_s("digital", DEFAULTS) == math.inf


def test_the_warning_is_due_so_long_before_the_end_and_moves_with_what_is_said() -> None:
    chat = warned()
    assert chat.due() == Deadline(NOW + INACTIVITY_S - MINUTE_S, silence.WARNED)
    chat.now += 10
    chat.say("Hi")
    assert chat.due() == Deadline(NOW + 10 + INACTIVITY_S - MINUTE_S, silence.WARNED)


def test_a_warning_is_no_activity_and_its_countdown_ends_the_conversation() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    warn(chat)
    assert (chat.state.active_at, chat.state.message_count) == (NOW, 1)
    assert chat.due() == Deadline(NOW + INACTIVITY_S, "conversation.inactive")
    chat.advance(MINUTE_S)
    assert (chat.state.state, chat.state.close_reason) == (State.CLOSED, "inactivity")


def test_typing_does_not_take_back_what_was_announced() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    warn(chat)
    at = silence.silent_at(chat.state, DEFAULTS, active_at=chat.now + 5)
    assert at == NOW + INACTIVITY_S


def test_whoever_speaks_or_takes_it_takes_a_warning_back_and_the_next_one_comes() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    warn(chat)
    chat.now += 20
    chat.say("Yes")
    again = Deadline(chat.now + INACTIVITY_S - MINUTE_S, silence.WARNED)
    assert (chat.due(), chat.state.closes_at) == (again, None)
    chat.now = again.at
    warn(chat)
    chat.accept(BEA)
    assert chat.state.closes_at is None


def test_no_warning_is_due_that_would_come_before_anything_was_said() -> None:
    chat = warned(warn_s=INACTIVITY_S)
    assert chat.due() == Deadline(NOW + INACTIVITY_S, "conversation.inactive")
    assert silence.warned_at(warned(warn_s=0).state, DEFAULTS) == math.inf


def test_a_warning_that_comes_behind_a_word_says_nothing() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    chat.say("Still here")
    before = chat.state
    try_to_warn(chat)
    assert chat.state == before


def test_a_warning_that_comes_behind_typing_or_an_end_says_nothing() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    before = chat.state
    try_to_warn(chat, active_at=chat.now - 1)
    assert chat.state == before
    chat.do(Close(by="agent"))
    before = chat.state
    try_to_warn(chat)
    assert chat.state == before


def test_a_warning_is_given_once() -> None:
    chat = warned()
    chat.now += INACTIVITY_S - MINUTE_S
    warn(chat)
    before = chat.state
    try_to_warn(chat)
    assert chat.state == before
