"""The group chat of a conversation: invitations, guests, and who takes part."""

from __future__ import annotations

import pytest

from mockplatform.core import decisions, group
from mockplatform.core.commands import Close, Note
from mockplatform.core.events import ParticipantNoted
from mockplatform.errors import Conflict, ConversationEnded, TooManyRequests, UnknownThing
from mockplatform.limits import LIMITS
from tests.core.builders import Chat, opened


def invited(*codes: str) -> Chat:
    """Return a conversation with invitations."""
    story = opened()
    for code in codes:
        story.do(group.invite(story.state, code))
    return story


def join(story: Chat, code: str, guest: str) -> None:
    note = group.join(story.state, code, guest)
    assert note is not None
    (event,) = story.do(note)
    assert isinstance(event, ParticipantNoted)


def test_nobody_is_in_a_conversation_that_has_no_invitations() -> None:
    assert group.group_of(opened().state) == group.Group()


def test_who_joins_takes_part_until_he_leaves_and_is_remembered() -> None:
    story = invited("a", "b")
    join(story, "a", "ann")
    join(story, "b", "bea")
    assert group.group_of(story.state).present == ("ann", "bea")
    story.do(group.leave(story.state, "ann"))
    assert group.group_of(story.state).present == ("bea",)
    assert group.group_of(story.state).guests == {"ann": False, "bea": True}
    assert group.group_of(story.state).invitations == {"a": "ann", "b": "bea"}


def test_who_takes_part_already_joins_for_nothing_and_who_left_may_come_back() -> None:
    story = invited("a")
    join(story, "a", "ann")
    assert group.join(story.state, "a", "ann") is None
    story.do(group.leave(story.state, "ann"))
    join(story, "a", "ann")
    assert group.group_of(story.state).present == ("ann",)


def test_a_code_is_good_for_one_or_for_all() -> None:
    story = invited("a")
    join(story, "a", "ann")
    with pytest.raises(Conflict, match="used up"):
        group.join(story.state, "a", "bea")
    with pytest.raises(Conflict, match="used up"):
        group.check_code(story.state, "a")
    assert isinstance(group.join(story.state, "a", "bea", once=False), Note)


def test_what_is_no_code_lets_nobody_in() -> None:
    with pytest.raises(UnknownThing):
        group.join(invited("a").state, "b", "ann")


def test_nothing_begins_behind_the_end() -> None:
    story = invited("a")
    story.do(Close(by="agent"))
    with pytest.raises(ConversationEnded):
        group.join(story.state, "a", "ann")
    with pytest.raises(ConversationEnded):
        group.invite(story.state, "b")


def test_there_are_only_so_many_invitations_and_guests() -> None:
    most = LIMITS.group_guests_max
    story = invited(*(str(number) for number in range(most + 1)))
    for number in range(most):
        join(story, str(number), f"guest {number}")
    with pytest.raises(TooManyRequests):
        group.join(story.state, str(most), "one more")
    for number in range(LIMITS.group_invitations_max - most - 1):
        story.do(group.invite(story.state, f"more {number}"))
    with pytest.raises(TooManyRequests):
        group.invite(story.state, "one more")
    assert decisions.decide(story.state, group.leave(story.state, "guest 0"), story.circumstances())
