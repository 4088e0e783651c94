"""A conversation's status follows what happens to it, agents may mark it, and its time is true."""

from __future__ import annotations

import pytest

from mockplatform.core import decisions
from mockplatform.core.aggregate import fold
from mockplatform.core.commands import Close, Delete, Mark, Resume, SendMessage
from mockplatform.core.kinds import decode, encode
from mockplatform.core.statuses import AWAITING, BY_VERB, MARKS, Status
from tests.core.builders import ANN, BEA, NOW, Chat, connected, opened


def mark(chat: Chat, status: Status) -> None:
    """Let Bea say how far it is."""
    chat.do(Mark(status=status, by=BEA))


def test_the_words_are_the_platforms() -> None:
    assert [*Status] == ["new", "open", "pending", "escalated", "resolved", "closed", "trashed"]
    assert MARKS | set(BY_VERB.values()) == set(Status)


def test_it_is_new_until_an_agent_takes_it_and_open_from_then_on() -> None:
    chat = opened()
    assert (chat.state.status, chat.state.status_at) == (Status.NEW, NOW)
    chat.advance(5)
    chat.ring()
    assert (chat.state.status, chat.state.status_at) == (Status.NEW, NOW)
    connected_ = connected()
    assert connected_.state.status is Status.OPEN
    connected_.transfer()
    assert connected_.state.status is Status.OPEN


def test_a_status_has_the_time_at_which_it_came_and_not_of_what_was_said_since() -> None:
    chat = connected()
    since = chat.state.status_at
    chat.advance(7)
    chat.say("Hi")
    assert (chat.state.status_at, chat.state.updated_at) == (since, since + 7)
    mark(chat, Status.ESCALATED)
    assert chat.state.status_at == since + 7
    chat.advance(2)
    mark(chat, Status.ESCALATED)
    assert chat.state.status_at == since + 7
    chat.do(Close(by="agent"))
    assert (chat.state.status, chat.state.status_at) == (Status.CLOSED, since + 9)
    chat.do(Delete())
    assert chat.state.status is Status.TRASHED


@pytest.mark.parametrize("status", sorted(MARKS - {Status.OPEN}))
def test_a_customer_takes_back_that_nothing_is_to_be_done(status: Status) -> None:
    chat = connected()
    mark(chat, status)
    chat.say("One moment", by=BEA)
    assert chat.state.status is status
    chat.advance(3)
    chat.say("Still there?")
    assert chat.state.status is (Status.OPEN if status in AWAITING else status)
    assert (chat.state.status_at == chat.now) is (status in AWAITING)


def test_a_mark_outlives_a_transfer_and_ends_as_the_next_agent_takes_it() -> None:
    chat = connected()
    mark(chat, Status.ESCALATED)
    found = []
    for act in (chat.transfer, chat.accept):
        act()
        found.append(chat.state.status)
    assert found == [Status.ESCALATED, Status.OPEN]


def test_what_is_resumed_is_new_again() -> None:
    chat = connected()
    chat.do(Close(by="customer"))
    chat.do(Resume(message=SendMessage(message_id="m", sender=ANN, text="again")))
    assert chat.state.status is Status.NEW


def test_a_mark_comes_back_from_the_stream() -> None:
    chat = connected()
    mark(chat, Status.PENDING)
    stored = [decode(encode(one)) for one in chat.events]
    assert fold(decisions.AGGREGATE, "s1", stored) == chat.state
