"""What a conversation's times come to, from its events alone."""

from __future__ import annotations

from mockplatform.core.analytics import Details, details
from mockplatform.core.commands import Answer, Close, Delete, Depart
from mockplatform.core.states import Verb
from tests.core.builders import BEA, CAL, Chat, opened


def metrics(chat: Chat) -> Details:
    """Return the metrics of a chat as of now."""
    return details(chat.events, chat.now, reconnects=2)


def test_each_time_is_counted_where_it_was_spent() -> None:
    """Widget API, section 3: tAcd, tAlert, tAnswered, tTalk, tHandle, nMessages, nReconnects."""
    chat = opened()
    chat.advance(10)
    chat.ring()
    chat.advance(2.5)
    chat.do(Answer(verb=Verb.ACCEPT))
    chat.say("hello")
    chat.advance(60)
    chat.say("hi", by=BEA)
    chat.do(Close(by="agent"))
    chat.advance(1000)
    assert metrics(chat) == Details(
        t_acd=10_000,
        t_alert=2_500,
        t_answered=12_500,
        t_talk=60_000,
        t_handle=62_500,
        n_messages=2,
        n_reconnects=2,
    )


def test_what_still_goes_on_is_counted_up_to_now() -> None:
    """A supervisor looks while the customer waits."""
    chat = opened()
    chat.advance(7)
    waiting = metrics(chat)
    assert (waiting.t_acd, waiting.t_answered, waiting.t_handle) == (7_000, None, 0)


def test_lapsed_offers_and_transfers_add_up_and_the_first_answer_stands() -> None:
    """Handle time is what all agents together gave."""
    chat = opened()
    chat.ring()
    chat.advance(30)
    chat.accept(CAL)
    chat.advance(5)
    chat.do(Depart(verb=Verb.LEAVE))
    chat.advance(4)
    chat.accept(BEA)
    chat.advance(6)
    found = metrics(chat)
    assert (found.t_acd, found.t_alert, found.t_talk) == (4_000, 30_000, 11_000)
    assert (found.t_answered, found.t_handle) == (30_000, 41_000)


def test_a_deleted_conversation_has_the_times_of_its_life() -> None:
    """Time after the end belongs to nobody."""
    chat = opened()
    chat.advance(3)
    chat.do(Delete())
    chat.advance(500)
    assert metrics(chat).t_acd == 3_000


def test_no_events_are_no_time() -> None:
    """A stream that is not there has taken nothing."""
    assert details([], 5.0, 0) == Details(
        t_acd=0, t_alert=0, t_answered=None, t_talk=0, t_handle=0, n_messages=0
    )
