"""How events change a conversation, and when it changes by itself."""

from __future__ import annotations

import pytest

from mockplatform.core import conversation as model
from mockplatform.core import decisions, silence
from mockplatform.core.aggregate import Deadline, fold
from mockplatform.core.commands import (
    Answer,
    Close,
    Delete,
    Depart,
    SetConversationData,
    SetRoutingData,
)
from mockplatform.core.conversation import SentMessage
from mockplatform.core.states import State, Verb
from mockplatform.settings import DEFAULTS
from tests.core.builders import ANN, BEA, CAL, NOW, Chat, connected, opened

QUARTER_H = 15 * 60.0


def test_what_was_never_created_is_at_version_0_and_wants_nothing() -> None:
    """A state exists from its first event on."""
    nothing = model.initial("c1")
    assert nothing.version == 0
    assert silence.next_deadline(nothing, DEFAULTS) is None


def test_creation_leaves_it_open_in_a_queue_with_its_customer() -> None:
    """Widget API, section 3: create leads to OPEN."""
    state = opened(tier="gold").state
    assert (state.state, state.version, state.is_live) == (State.OPEN, 2, True)
    assert (state.created_at, state.updated_at, state.active_at) == (NOW, NOW, NOW)
    assert state.placement is not None
    assert (state.placement.queue, state.queue_name) == ("vip", "Important people")
    assert [one.person.purpose for one in state.participants] == ["customer", "acd"]
    assert state.routing_data.values == {"tier": "gold"}


def test_a_message_is_activity_and_is_known_again_by_its_client_id() -> None:
    """Widget API, section 3: seq counts the events; idempotent sends."""
    chat = opened()
    chat.now += 5
    chat.say("hello", key="k1")
    chat.say("no key")
    state = chat.state
    assert (state.active_at, state.updated_at, state.message_count) == (NOW + 5, NOW + 5, 2)
    assert dict(state.sent) == {("ann", "k1"): SentMessage(seq=3, text="hello")}


def test_ringing_names_the_agent_and_the_end_of_the_ring() -> None:
    """Widget API, section 3: no answer in time, default 30 s."""
    chat = opened()
    chat.ring(BEA)
    assert (chat.state.state, chat.state.agent) == (State.RINGING, BEA)
    assert chat.due() == Deadline(NOW + 30, "offer.lapsed")


def test_accepting_connects_the_agent_and_counts_as_activity() -> None:
    """Nobody's silence closes what an agent has just taken."""
    chat = opened()
    chat.now += 600
    chat.accept(BEA)
    state = chat.state
    assert (state.state, state.agent, state.ring_until) == (State.ACTIVE, BEA, None)
    assert state.participants[-1].person == BEA
    assert chat.due() == Deadline(NOW + 600 + QUARTER_H, "conversation.inactive")


@pytest.mark.parametrize("lapsed", [True, False])
def test_who_declines_or_lets_it_ring_is_remembered(lapsed: bool) -> None:
    """Widget API, section 3: it is offered to the next agent."""
    chat = opened()
    for agent in (BEA, CAL, BEA):
        chat.ring(agent)
        if lapsed:
            chat.advance(30)
        else:
            chat.do(Answer(verb=Verb.DECLINE))
    assert (chat.state.state, chat.state.agent) == (State.OPEN, None)
    assert chat.state.declined == ("cal", "bea"), "the last one to decline stands last"
    assert chat.state.queued_at == chat.now
    assert chat.state.asked_again == 1
    chat.ring(CAL)
    chat.do(Answer(verb=Verb.ACCEPT))
    accepted = chat.state
    assert (accepted.declined, accepted.asked_again) == ((), 0)


@pytest.mark.parametrize("verb", [Verb.LEAVE, Verb.TRANSFER])
def test_an_agent_who_goes_leaves_it_open_and_is_passed_over(verb: Verb) -> None:
    """Widget API, section 3: transfer, or the agent leaves: OPEN."""
    chat = connected()
    chat.now += 10
    chat.do(Depart(verb=verb, queue="vip"))
    state = chat.state
    assert (state.state, state.agent, state.declined) == (State.OPEN, None, ("bea",))
    assert state.queued_at == NOW + 10
    assert state.placement is not None
    assert state.placement.queue == ("vip" if verb is Verb.TRANSFER else "help")
    agent, queue = state.participants[-2:]
    assert (agent.person, agent.left_at) == (BEA, NOW + 10)
    assert (queue.person.purpose, queue.left_at) == ("acd", None)


def test_data_that_changes_keeps_its_writer() -> None:
    """Guide, edge case 3: both writers of an overwrite are known."""
    chat = opened()
    chat.do(SetRoutingData(data={"a": "1"}, merge=False, instance_id="tab-2"))
    chat.do(SetConversationData(data={"b": 2}, merge=False, instance_id="tab-3"))
    assert chat.state.routing_data.values == {"a": "1"}
    assert chat.state.conversation_data == {"b": 2}
    assert chat.state.writers == ("tab-2", "tab-3")


def test_silence_closes_it_after_15_minutes() -> None:
    """Guide, section 4: inactivity; a message starts the time anew."""
    chat = opened()
    chat.advance(600)
    chat.say("still here")
    assert chat.advance(QUARTER_H - 0.001) == []
    assert [one.what for one in chat.advance(0.001)] == ["conversation.inactive"]
    state = chat.state
    assert (state.state, state.close_reason, state.is_live) == (State.CLOSED, "inactivity", False)
    assert state.ended_at == NOW + 600 + QUARTER_H
    assert all(one.left_at == state.ended_at for one in state.participants)


def test_silence_that_ends_during_a_ring_closes_at_once() -> None:
    """The earlier of the two deadlines is the next one."""
    chat = opened()
    chat.advance(QUARTER_H - 10)
    chat.ring()
    assert chat.due() == Deadline(NOW + QUARTER_H, "conversation.inactive")
    chat.advance(10)
    assert chat.state.state is State.CLOSED


def test_a_closed_one_waits_for_nothing_and_a_deleted_one_to_be_forgotten() -> None:
    """Widget API, section 3: DELETED is told until 24 h after."""
    chat = opened()
    chat.do(Close(by="customer"))
    assert chat.due() is None
    chat.now += 100
    chat.do(Delete())
    assert chat.due() == Deadline(NOW + 100 + 86_400, "conversation.forgotten")
    assert chat.state.ended_at == NOW, "it ended when it was closed"
    assert chat.state.close_reason == "customer"


def test_replayed_events_lead_to_the_same_state() -> None:
    """Design, section 2: state is a reading of its stream."""
    chat: Chat = connected()
    chat.say("hello", key="k1")
    chat.say("hi", by=BEA)
    chat.transfer()
    chat.advance(3600)
    assert fold(decisions.AGGREGATE, "s1", chat.events) == chat.state
    assert chat.state.version == len(chat.events)
    assert chat.state.customer == ANN
