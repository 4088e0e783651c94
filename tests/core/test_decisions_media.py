"""What conversations of more than one medium allow: threads, notes, alerts, times of messages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mockplatform.core import events as e
from mockplatform.core.commands import Answer, Close, Note, Offer, Resume, SendMessage
from mockplatform.core.states import State, Verb
from mockplatform.errors import ConversationEnded, IllegalTransition, UnknownThing
from mockplatform.limits import HOUR_S
from mockplatform.settings import DEFAULTS
from tests.core.builders import ANN, BEA, NOW, Chat, connected, creation, opened


def hello(text: str = "Hi") -> SendMessage:
    """Return a customer's message."""
    return SendMessage(message_id=f"m-{text}", sender=ANN, text=text)


def test_a_closed_conversation_goes_on_with_new_parts_and_the_same_customer() -> None:
    chat = connected()
    chat.do(Close(by="agent"))
    resumed, placed, sent = chat.do(Resume(message=hello("again")))
    assert isinstance(resumed, e.StateChanged)
    assert isinstance(placed, e.Placed)
    assert isinstance(sent, e.MessageSent)
    assert (chat.state.state, chat.state.ended_at, chat.state.closed_by) == (State.OPEN, None, "")
    stays = [(one.person.purpose, one.state) for one in chat.state.participants]
    assert stays == [
        ("customer", "connected"),
        ("acd", "disconnected"),
        ("agent", "disconnected"),
        ("acd", "connected"),
    ]


def test_what_is_live_is_not_resumed() -> None:
    with pytest.raises(IllegalTransition):
        opened().do(Resume(message=hello()))


def test_an_agent_has_one_participant_id_from_the_alert_to_the_end() -> None:
    chat = opened()
    chat.do(Offer(agent=BEA))
    (alerted,) = chat.state.alerted
    assert (alerted.state, alerted.queue, alerted.alerted_at) == ("alerting", "help", chat.now)
    chat.do(Answer(verb=Verb.ACCEPT))
    assert chat.state.alerted == ()
    assert chat.state.participants[-1].id == alerted.id
    assert chat.state.participants[-1].alerted_at == alerted.alerted_at


def test_who_declines_stays_known_as_one_who_was_alerted() -> None:
    chat = opened()
    chat.do(Offer(agent=BEA))
    chat.do(Answer(verb=Verb.DECLINE))
    (alerted,) = chat.state.alerted
    assert (alerted.state, alerted.left_by) == ("disconnected", "decline")
    assert [one.person.purpose for one in chat.state.everybody] == ["customer", "acd", "agent"]


def test_notes_are_kept_by_participant_also_after_the_end() -> None:
    chat = connected()
    agent = chat.state.participants[-1]
    chat.do(Note(participant_id=agent.id, attributes={"a": "1", "b": "2"}, held=True))
    chat.do(Close(by="agent"))
    chat.do(Note(participant_id=agent.id, attributes={"b": "3"}, wrap_up=e.WrapUp(code="sold")))
    noted = chat.state.participants[-1]
    assert noted.attributes == {"a": "1", "b": "3"}
    assert noted.wrap_up == e.WrapUp(code="sold", at=chat.now)
    assert (noted.held, noted.left_by) == (True, "close:agent")
    with pytest.raises(ConversationEnded):
        chat.do(Note(participant_id=agent.id, held=False))
    with pytest.raises(UnknownThing):
        chat.do(Note(participant_id="nobody", attributes={}))


def test_no_two_messages_are_told_in_the_same_millisecond() -> None:
    chat = opened()
    times = []
    for text in ("a", "b", "c"):
        (sent,) = chat.do(hello(text))
        assert isinstance(sent, e.MessageSent)
        times.append(sent.sent_at)
    assert times == [NOW, NOW + 0.001, NOW + 0.002]
    (later,) = chat.do(replace(hello("d"), after=NOW + 1))
    assert isinstance(later, e.MessageSent)
    assert later.sent_at == NOW + 1.001


def test_the_end_and_what_follows_it_have_milliseconds_of_their_own() -> None:
    chat = Chat()
    chat.do(replace(creation(), medium="webmessaging"))
    chat.do(hello("a"))
    (ended,) = chat.do(Close(by="agent"))
    assert isinstance(ended, e.StateChanged)
    assert ended.told_at == NOW + 0.001
    *_, sent = chat.do(Resume(message=hello("b")))
    assert isinstance(sent, e.MessageSent)
    assert sent.sent_at == NOW + 0.002


def test_silence_closes_a_guest_s_conversation_only_where_the_tenant_says_so() -> None:
    chat = Chat()
    chat.do(replace(creation(), medium="webmessaging"))
    chat.advance(100 * HOUR_S)
    assert chat.state.is_live
    chat = Chat(settings=replace(DEFAULTS, messaging_inactivity=600.0))
    chat.do(replace(creation(), medium="webmessaging"))
    chat.advance(601.0)
    assert (chat.state.state, chat.state.close_reason) == (State.CLOSED, "inactivity")


def test_what_is_kept_beside_the_attributes_has_a_new_value_for_each_name() -> None:
    chat = opened()
    customer = chat.state.participants[0].id
    chat.do(Note(participant_id=customer, notes={"tag": "T-1", "secure": {"pin": "1"}}))
    chat.do(Close(by="customer"))
    chat.do(Note(participant_id=customer, notes={"tag": "T-2"}))
    assert chat.state.participants[0].notes == {"tag": "T-2", "secure": {"pin": "1"}}
    assert chat.state.participants[0].attributes == {}


def test_an_automation_speaks_where_nobody_has_accepted_and_an_agent_does_not() -> None:
    chat = opened()
    api = e.Person(purpose="api", id="crm")
    (sent,) = chat.do(SendMessage(message_id="m1", sender=api, text="Your parcel has left."))
    assert isinstance(sent, e.MessageSent)
    with pytest.raises(IllegalTransition):
        chat.do(SendMessage(message_id="m2", sender=BEA, text="Hello"))
    chat.do(Close(by="customer"))
    with pytest.raises(ConversationEnded):
        chat.do(SendMessage(message_id="m3", sender=api, text="One more"))
