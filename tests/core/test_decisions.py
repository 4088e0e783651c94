"""What a conversation allows, to whom, and how it refuses the rest."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from mockplatform.core import events as e
from mockplatform.core.aggregate import Command
from mockplatform.core.commands import (
    Answer,
    Close,
    Delete,
    Depart,
    Expire,
    Offer,
    Requeue,
    SetRoutingData,
)
from mockplatform.core.states import State, Verb
from mockplatform.errors import (
    ConversationEnded,
    Forbidden,
    IllegalTransition,
    MessageIdReused,
    ThingExists,
    UnknownThing,
)
from tests.core.builders import (
    ANN,
    BEA,
    BOT,
    CAL,
    NOW,
    Chat,
    connected,
    creation,
    message,
    opened,
)


def routing(data: dict[str, Any], **more: Any) -> SetRoutingData:
    """Return the command that merges routing data."""
    return SetRoutingData(**{"data": data, "merge": True, **more})


def closed() -> Chat:
    """Return a chat that Ann has closed."""
    chat = opened()
    chat.do(Close(by="customer"))
    return chat


def test_creation_is_an_event_and_a_placement() -> None:
    """Widget API, section 3: OPEN, and routing has placed it; an unnamed queue has its id."""
    created, placed = Chat().do(creation(tier="gold"))
    assert isinstance(created, e.ConversationCreated)
    assert isinstance(placed, e.Placed)
    assert (created.at, created.customer, created.instance_id) == (NOW, ANN, "tab-1")
    assert (placed.placement.queue, placed.queue_name) == ("vip", "Important people")
    assert created.participant_id != placed.participant_id


def test_a_first_message_comes_with_the_creation_in_one_step() -> None:
    """Widget API, section 3: `message` in the body of the creation; it has a client id too."""
    chat = Chat()
    first = message("hello", key="k1")
    *_, sent = chat.do(replace(creation(), message=first))
    assert isinstance(sent, e.MessageSent)
    assert chat.texts() == ["hello"]
    assert chat.do(first) == []


def test_a_conversation_is_created_once() -> None:
    """An id is taken when its stream has begun."""
    with pytest.raises(ThingExists):
        opened().create()


def test_nothing_can_be_asked_of_what_does_not_exist() -> None:
    """Widget API, section 3: unknown, 404."""
    with pytest.raises(UnknownThing):
        Chat().say("hello")


def test_a_message_is_stored_once_for_each_client_id() -> None:
    """Widget API, section 3: the same clientMessageId again adds nothing."""
    chat = opened()
    assert len(chat.say("hello", key="k1")) == 1
    assert chat.say("hello", key="k1") == []
    assert chat.texts() == ["hello"]


def test_the_same_client_id_with_another_text_is_refused() -> None:
    """Widget API, section 3: 409 `message.id.reused`."""
    chat = opened()
    chat.say("hello", key="k1")
    with pytest.raises(MessageIdReused):
        chat.say("other", key="k1")


def test_messages_without_a_client_id_are_all_new() -> None:
    """Nobody can tell a repeat then."""
    chat = opened()
    chat.say("hello")
    chat.say("hello")
    assert chat.texts() == ["hello", "hello"]


def test_a_closed_conversation_refuses_messages_but_answers_a_repeat() -> None:
    """Widget API, section 3: 409 `conversation.closed`; the first answer may have been lost."""
    chat = opened()
    chat.say("hello", key="k1")
    chat.do(Close(by="customer"))
    with pytest.raises(ConversationEnded, match=r"CLOSED \(customer\)"):
        chat.say("again")
    assert chat.say("hello", key="k1") == []


@pytest.mark.parametrize("sender", [BEA, BOT])
def test_only_the_connected_agent_speaks_for_the_house(sender: e.Person) -> None:
    """An agent who is only alerted, or is another one, has no voice."""
    chat = opened()
    chat.ring(sender)
    with pytest.raises(IllegalTransition, match="cannot take an agent's message"):
        chat.say("hello", by=sender)
    chat.do(Answer(verb=Verb.ACCEPT))
    assert len(chat.say("hello", by=sender)) == 1
    with pytest.raises(Forbidden, match="'cal' is not the one connected"):
        chat.say("hello", by=CAL)


@pytest.mark.parametrize("verb", [Verb.ACCEPT, Verb.DECLINE])
def test_an_offer_is_answered_by_the_agent_alerted(verb: Verb) -> None:
    """Widget API, section 3: RINGING: accept, decline."""
    chat = opened()
    chat.ring(BEA)
    with pytest.raises(Forbidden) as refused:
        chat.do(Answer(verb=verb, agent_id="cal"))
    assert refused.value.hint == "That is 'bea': name it, or none."
    events = chat.do(Answer(verb=verb, agent_id="bea"))
    joined = [event for event in events if isinstance(event, e.ParticipantJoined)]
    assert [one.person for one in joined] == ([BEA] if verb is Verb.ACCEPT else [])


def test_only_the_connected_agent_leaves() -> None:
    """Widget API, section 3: ACTIVE: transfer, or the agent leaves."""
    chat = connected()
    with pytest.raises(Forbidden, match="'cal' is not the one connected"):
        chat.do(Depart(verb=Verb.LEAVE, agent_id="cal"))
    left, changed, placed = chat.do(Depart(verb=Verb.LEAVE, agent_id="bea"))
    assert isinstance(left, e.ParticipantLeft)
    assert isinstance(changed, e.StateChanged)
    assert isinstance(placed, e.Placed)
    assert placed.placement.queue == "help", "it goes back to where it came from"


def test_a_transfer_says_where_to() -> None:
    """The reason of the new placement is the transfer, not a rule."""
    chat = connected()
    _, changed, placed = chat.transfer("vip")
    assert isinstance(changed, e.StateChanged)
    assert isinstance(placed, e.Placed)
    assert (changed.queue, placed.placement.rule) == ("vip", "transfer")
    assert placed.queue_name == "Important people"


def test_a_conversation_waits_in_another_queue_whoever_has_it_or_is_asked() -> None:
    """As supervisors and routing programs do; the queue outlives the rules, as a transfer's."""
    waiting, asked, held = opened(), opened(), connected()
    asked.do(Offer(agent=BEA))
    for chat, kinds in (
        (waiting, [e.Placed]),
        (asked, [e.StateChanged, e.Placed]),
        (held, [e.ParticipantLeft, e.StateChanged, e.Placed]),
    ):
        events = chat.do(Requeue(queue="vip"))
        assert [type(one) for one in events] == kinds
        placed = events[-1]
        assert isinstance(placed, e.Placed)
        assert (placed.placement.queue, placed.placement.rule) == ("vip", "transfer")
        assert (chat.state.state, chat.state.agent) == (State.OPEN, None)
    with pytest.raises(ConversationEnded):
        closed().do(Requeue(queue="vip"))


@pytest.mark.parametrize(
    "command",
    [Answer(verb=Verb.ACCEPT), Answer(verb=Verb.DECLINE), Depart(verb=Verb.LEAVE)],
)
def test_verbs_that_the_state_does_not_have_are_refused(command: Command) -> None:
    """The table is the rule, in every state."""
    with pytest.raises(IllegalTransition):
        opened().do(command)
    with pytest.raises(IllegalTransition):
        closed().do(command)


@pytest.mark.parametrize(
    ("close", "reason"),
    [
        (Close(by="customer"), "customer"),
        (Close(by="supervisor", reason="spam"), "spam"),
        (Close(by="agent"), "agent"),
    ],
)
def test_customer_agent_and_supervisor_close(close: Close, reason: str) -> None:
    """Widget API, section 3: closed by customer, agent, supervisor."""
    chat = connected()
    chat.do(close)
    assert (chat.state.state, chat.state.close_reason) == (State.CLOSED, reason)
    with pytest.raises(ConversationEnded):
        chat.do(close)


def test_an_agent_closes_what_nobody_has_taken_yet() -> None:
    """Widget API, section 3: OPEN, RINGING and ACTIVE are closed by customer, agent, supervisor."""
    chat = opened()
    chat.do(Close(by="agent"))
    assert (chat.state.state, chat.state.close_reason) == (State.CLOSED, "agent")


@pytest.mark.parametrize("build", [opened, connected, closed])
def test_whatever_is_not_deleted_can_be(build: Any) -> None:
    """Widget API, section 3: any but DELETED."""
    chat = build()
    chat.do(Delete())
    assert chat.state.state is State.DELETED
    with pytest.raises(IllegalTransition):
        chat.do(Delete())
    with pytest.raises(ConversationEnded):
        chat.do(routing({}))


def test_expiry_before_its_time_is_nothing() -> None:
    """An alarm may come early, or late for what has ended since."""
    chat = opened()
    assert chat.do(Expire()) == []
    chat.ring()
    assert chat.do(Expire()) == []
    chat.do(Close(by="customer"))
    chat.now += 3600
    assert chat.do(Expire()) == []


def test_typing_keeps_a_conversation_alive() -> None:
    """Guide, section 4: a message or a typing signal; the signal itself is not kept."""
    chat = opened()
    chat.now = NOW + 900
    assert chat.do(Expire(active_at=NOW + 1)) == []
    chat.now = NOW + 901
    (ended,) = chat.do(Expire(active_at=NOW + 1))
    assert isinstance(ended, e.StateChanged)
    assert (ended.after, ended.reason) == (State.CLOSED, "inactivity")


def test_an_unanswered_offer_lapses_even_while_somebody_types() -> None:
    """Ring time and inactivity are two deadlines."""
    chat = opened()
    chat.ring(BEA)
    chat.now += 30
    (lapsed,) = chat.do(Expire(active_at=chat.now))
    assert isinstance(lapsed, e.StateChanged)
    assert (lapsed.verb, lapsed.agent, lapsed.after) == (Verb.LAPSE, BEA, State.OPEN)


def test_a_late_alarm_closes_what_rang_into_its_end() -> None:
    """Of two deadlines that have both passed, the end has the last word."""
    chat = opened()
    chat.ring()
    chat.now += 3600
    (ended,) = chat.do(Expire())
    assert isinstance(ended, e.StateChanged)
    assert ended.verb is Verb.EXPIRE


def test_a_message_command_carries_all_of_the_message() -> None:
    """Nothing of what was sent is lost on the way into the transcript."""
    chat = opened()
    (sent,) = chat.do(message("hi", key="k", id_="m9"))
    assert sent == e.MessageSent(
        at=NOW, message_id="m9", sender=ANN, text="hi", client_message_id="k"
    )
