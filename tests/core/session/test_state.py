"""The state of a guest session, as its events leave it."""

from __future__ import annotations

from mockplatform.core import session as s
from mockplatform.core.aggregate import Event, fold
from mockplatform.core.events import Person
from mockplatform.settings import Settings
from tests.core.builders import NOW

GUEST = Person(purpose="customer", id="guest-1")
STARTED = s.SessionStarted(at=NOW, deployment_id="shop", customer=GUEST)


def state_after(*events: Event) -> s.Session:
    """Return the session after its start and some events."""
    state: s.Session = fold(s.AGGREGATE, "s1", [STARTED, *events])
    return state


def test_a_conversation_that_began_by_itself_is_known_as_such() -> None:
    begun = s.ConversationBegun(at=NOW, conversation_id="c1", is_auto=True)
    next_ = s.ConversationBegun(at=NOW, conversation_id="c2")
    assert state_after(begun).is_auto
    assert not state_after(begun, next_).is_auto


def test_a_session_without_a_life_never_ends_by_silence() -> None:
    assert s.next_deadline(state_after(), Settings()) is None
    assert s.next_deadline(s.initial("s1"), Settings()) is None


def test_every_conversation_is_activity() -> None:
    state = state_after(s.ConversationBegun(at=NOW + 7, conversation_id="c1"))
    assert state.active_at == NOW + 7
    assert (state.version, state.conversation_id) == (2, "c1")
