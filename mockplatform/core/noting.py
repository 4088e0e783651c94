"""Owns what is noted of a conversation and does not move it: of a participant, of its status."""

from __future__ import annotations

from msgspec.structs import replace

from mockplatform.core import commands as c
from mockplatform.core import events as e
from mockplatform.core.aggregate import Circumstances, Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.statuses import MARKS
from mockplatform.errors import ConversationEnded, InvalidValue, UnknownThing, nearest


def check_live(state: Conversation) -> None:
    """Refuse what only a conversation allows that goes on.

    Raises:
        ConversationEnded: It is CLOSED or DELETED.
    """
    if not state.is_live:
        raise ConversationEnded(state.state, state.close_reason)


def note(state: Conversation, command: c.Note, at: Circumstances) -> list[Event]:
    """Note something of a participant.

    Raises:
        UnknownThing: There is no such participant.
        ConversationEnded: Somebody is to be put on hold behind the end.
    """
    known = {one.id: one for one in state.everybody}
    whose = known.get(command.participant_id)
    if whose is None:
        raise UnknownThing(
            "participant", command.participant_id, hint=nearest(command.participant_id, known)
        )
    if command.held is not None:
        check_live(state)
    wrap_up = command.wrap_up and replace(command.wrap_up, at=at.now)
    return [
        e.ParticipantNoted(
            at=at.now,
            participant_id=whose.id,
            person=whose.person,
            state=whose.state,
            attributes=command.attributes,
            held=command.held,
            wrap_up=wrap_up,
            notes=command.notes,
        )
    ]


def mark(state: Conversation, command: c.Mark, at: Circumstances) -> list[Event]:
    """Give a conversation another status; the same one again is nothing.

    Raises:
        ConversationEnded: It goes on no more.
        InvalidValue: The status is none that is given: it follows from what happens.
    """
    check_live(state)
    if command.status is state.status:
        return []
    if command.status not in MARKS:
        known = ", ".join(sorted(MARKS))
        what = f"cannot be {command.status.value!r} now: the conversation is {state.status.value}"
        raise InvalidValue("status", what, hint=f"While it goes on, agents may say: {known}.")
    return [e.Marked(at=at.now, before=state.status, status=command.status, by=command.by)]
