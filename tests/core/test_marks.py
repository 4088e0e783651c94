"""Read marks that are kept with a conversation."""

from __future__ import annotations

from msgspec.structs import replace

from mockplatform.core import marks
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent, ParticipantNoted, Person
from mockplatform.core.participants import connected, noted
from mockplatform.limits import LIMITS

CUSTOMER = Person(purpose="customer", id="c-1")
AGENT = Person(purpose="agent", id="agent-sam")


def said(by: Person, at: float) -> MessageSent:
    """Return a message."""
    return MessageSent(at=at, message_id=f"m-{at}", sender=by, text="Hi")


def seen(state: Conversation, whose: str, upto: float, at: float) -> Conversation:
    """Return a conversation after somebody has seen it."""
    command = marks.mark(state, whose, upto, at)
    assert command is not None
    event = ParticipantNoted(
        at=at, participant_id="p-1", person=CUSTOMER, state="connected", notes=command.notes
    )
    return replace(state, participants=noted(state.participants, event))


def begun() -> Conversation:
    """Return a conversation that nobody has seen."""
    return Conversation(id="x", participants=(connected("p-1", CUSTOMER, 0.0),))


def test_a_message_has_been_seen_since_the_first_mark_that_reaches_it() -> None:
    state = seen(seen(begun(), marks.SEEN, 10.0, 11.0), marks.SEEN, 20.0, 25.0)
    told = [marks.seen_at(state, marks.SEEN, said(AGENT, at)) for at in (5.0, 10.0, 15.0, 21.0)]
    assert told == [11.0, 11.0, 25.0, None]


def test_each_side_sees_what_the_other_one_has_said() -> None:
    state = seen(begun(), marks.SEEN, 10.0, 11.0)
    assert marks.seen_at(state, marks.SEEN, said(CUSTOMER, 5.0)) is None
    assert marks.seen_at(state, marks.READ, said(CUSTOMER, 5.0)) is None
    state = seen(state, marks.READ, 10.0, 12.0)
    assert marks.seen_at(state, marks.READ, said(CUSTOMER, 5.0)) == 12.0
    assert marks.seen_at(state, marks.READ, said(AGENT, 5.0)) is None


def test_what_was_seen_before_is_nothing_new() -> None:
    state = seen(begun(), marks.SEEN, 10.0, 11.0)
    assert marks.mark(state, marks.SEEN, 10.0, 30.0) is None
    assert marks.mark(state, marks.SEEN, 9.0, 30.0) is None


def test_of_many_marks_the_oldest_are_forgotten_and_their_messages_stay_seen() -> None:
    state = begun()
    for number in range(LIMITS.marks_kept + 5):
        state = seen(state, marks.SEEN, float(number), number + 0.5)
    known = marks.marks(state, marks.SEEN)
    assert len(known) == LIMITS.marks_kept
    assert marks.seen_at(state, marks.SEEN, said(AGENT, 0.0)) == known[0].at


def test_an_event_tells_whose_mark_it_is() -> None:
    def noting(notes: dict[str, object] | None) -> ParticipantNoted:
        return ParticipantNoted(
            at=1.0, participant_id="p-1", person=CUSTOMER, state="connected", notes=notes
        )

    mark = marks.mark(begun(), marks.READ, 3.0, 4.0)
    assert mark is not None
    assert marks.of_event(noting(mark.notes)) == (marks.READ, marks.Mark(3.0, 4.0))
    assert marks.of_event(noting(None)) is None
    assert marks.of_event(noting({"other": 1})) is None
