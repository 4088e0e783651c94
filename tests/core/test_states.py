"""The table of a conversation's life is total, says what the protocol says, and is obeyed."""

from __future__ import annotations

import pytest

from mockplatform.core.states import INITIAL, LIVE, TRANSITIONS, State, Verb, after
from mockplatform.errors import IllegalTransition

# widget.md, section 3, row by row: from, verb, to.
PROTOCOL = {
    (State.OPEN, Verb.OFFER, State.RINGING),
    (State.RINGING, Verb.ACCEPT, State.ACTIVE),
    (State.RINGING, Verb.DECLINE, State.OPEN),
    (State.RINGING, Verb.LAPSE, State.OPEN),
    (State.ACTIVE, Verb.TRANSFER, State.OPEN),
    (State.ACTIVE, Verb.LEAVE, State.OPEN),
    *((state, Verb.CLOSE, State.CLOSED) for state in LIVE),
    *((state, Verb.EXPIRE, State.CLOSED) for state in LIVE),
    *((state, Verb.DELETE, State.DELETED) for state in State if state is not State.DELETED),
    # Not of the widget API: a guest's next message, Genesys' threading.
    (State.CLOSED, Verb.RESUME, State.OPEN),
}
PAIRS = [(state, verb) for state in State for verb in Verb]


def test_every_state_has_a_row() -> None:
    """House rule: a lifecycle is one table, and the table is total."""
    assert set(TRANSITIONS) == set(State)


def test_the_table_is_that_of_the_protocol() -> None:
    """Widget API, section 3: the table of verbs, and nothing beside it."""
    ours = {(state, verb, to) for state, row in TRANSITIONS.items() for verb, to in row.items()}
    assert ours == PROTOCOL


@pytest.mark.parametrize(("state", "verb"), PAIRS)
def test_each_verb_leads_somewhere_or_says_what_is_allowed(state: State, verb: Verb) -> None:
    """House rule: each error names the next step."""
    if verb in TRANSITIONS[state]:
        assert after(state, verb) is TRANSITIONS[state][verb]
        return
    with pytest.raises(IllegalTransition) as refused:
        after(state, verb)
    allowed = ", ".join(sorted(TRANSITIONS[state])) or "nothing"
    assert refused.value.hint == f"In state {state} it allows: {allowed}."
    assert (refused.value.verb, refused.value.state) == (verb, state)


def test_a_conversation_begins_open_and_three_states_can_be_resumed() -> None:
    """Guide, section 4: OPEN, RINGING and ACTIVE are live; the other two are dead."""
    assert INITIAL is State.OPEN
    assert set(State) - LIVE == {State.CLOSED, State.DELETED}


def test_the_dead_do_not_come_back() -> None:
    """Widget API, section 3: from DELETED nothing; from CLOSED only by threading, or DELETED."""
    assert set(TRANSITIONS[State.CLOSED]) == {Verb.RESUME, Verb.DELETE}
    assert TRANSITIONS[State.DELETED] == {}


def test_every_live_state_can_be_reached_and_left() -> None:
    """No state is a trap or an island."""
    reached = {to for row in TRANSITIONS.values() for to in row.values()}
    assert reached == set(State)
    assert all(TRANSITIONS[state] for state in LIVE)
