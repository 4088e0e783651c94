"""What is noted of a conversation moves nothing, and is refused where it says nothing true."""

from __future__ import annotations

import pytest

from mockplatform.core import events as e
from mockplatform.core import noting
from mockplatform.core.commands import Close, Mark, Note
from mockplatform.core.statuses import MARKS, Status
from mockplatform.errors import ConversationEnded, InvalidValue, UnknownThing
from tests.core.builders import BEA, connected, opened


@pytest.mark.parametrize("status", sorted(MARKS - {Status.OPEN}))
def test_an_agent_says_how_far_it_is_and_moves_nothing(status: Status) -> None:
    chat = connected()
    before = chat.state
    (marked,) = chat.do(Mark(status=status, by=BEA))
    assert marked == e.Marked(at=chat.now, before=Status.OPEN, status=status, by=BEA)
    assert (chat.state.state, chat.state.agent) == (before.state, before.agent)
    assert chat.state.active_at == before.active_at


def test_the_same_again_is_nothing() -> None:
    chat = opened()
    assert chat.do(Mark(status=Status.NEW, by=BEA)) == []
    chat.do(Mark(status=Status.PENDING, by=BEA))
    assert chat.do(Mark(status=Status.PENDING, by=BEA)) == []


@pytest.mark.parametrize("status", [Status.NEW, Status.CLOSED, Status.TRASHED])
def test_what_follows_from_acts_alone_cannot_be_said(status: Status) -> None:
    with pytest.raises(InvalidValue) as refused:
        connected().do(Mark(status=status, by=BEA))
    assert "escalated, open, pending, resolved" in refused.value.hint


def test_behind_the_end_nothing_is_said_of_it() -> None:
    chat = connected()
    chat.do(Close(by="agent"))
    with pytest.raises(ConversationEnded):
        chat.do(Mark(status=Status.OPEN, by=BEA))
    with pytest.raises(ConversationEnded):
        noting.check_live(chat.state)


def test_a_note_is_of_somebody_who_took_part() -> None:
    chat = connected()
    agent = chat.state.participants[-1]
    (noted,) = chat.do(Note(participant_id=agent.id, attributes={"a": "1"}))
    assert isinstance(noted, e.ParticipantNoted)
    assert (noted.person, noted.state) == (BEA, "connected")
    with pytest.raises(UnknownThing):
        chat.do(Note(participant_id="nobody"))
