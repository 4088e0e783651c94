"""Every event and every signal has a frame, and every client frame a shape and an act."""

from __future__ import annotations

import json
from typing import get_args

from mockplatform.core import events as e
from mockplatform.core.routing import RoutingPolicy, accept
from mockplatform.core.signals import Seen, Typing
from mockplatform.core.states import State, Verb
from mockplatform.core.statuses import Status
from mockplatform.dialects.widget import frames
from mockplatform.dialects.widget.acts import ACTS, NEEDS
from tests.core.builders import ANN, BEA, NOW, place_by_rules

DATA = accept({"tier": "gold"}, RoutingPolicy())
EVENTS = (
    e.ConversationCreated(
        at=NOW,
        customer=ANN,
        participant_id="p1",
        deployment_id="d",
        routing_data=DATA,
        conversation_data={},
    ),
    e.Placed(at=NOW, placement=place_by_rules(DATA), queue_name="VIP", participant_id="p2"),
    e.StateChanged(at=NOW, verb=Verb.CLOSE, before=State.OPEN, after=State.CLOSED, reason="agent"),
    e.ParticipantJoined(at=NOW, participant_id="p3", person=BEA),
    e.ParticipantLeft(at=NOW, participant_id="p3", person=BEA),
    e.MessageSent(at=NOW, message_id="m", sender=ANN, text="Hi", client_message_id="c"),
    e.RoutingDataChanged(at=NOW, routing_data=DATA, instance_id="tab-1"),
    e.ConversationDataChanged(at=NOW, data={"a": 1}),
    e.ParticipantNoted(at=NOW, participant_id="p", person=BEA, state="connected", held=True),
    e.Marked(at=NOW, before=Status.OPEN, status=Status.PENDING, by=BEA),
)


def test_every_event_of_a_conversation_becomes_a_frame_with_seq_and_time() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(e.ConversationEvent))
    for event in EVENTS:
        shown = json.loads(frames.encode(frames.event_frame(event, 7)))
        assert (shown["seq"], shown["at"]) == (7, "2023-11-14T22:13:20.000Z")
        assert next(iter(shown)) == "type"


def test_what_is_unset_is_not_written() -> None:
    shown = json.loads(frames.encode(frames.event_frame(EVENTS[5], 1)))
    assert shown == {
        "type": "message",
        "seq": 1,
        "at": "2023-11-14T22:13:20.000Z",
        "messageId": "m",
        "messageType": "text",
        "direction": "inbound",
        "from": {"purpose": "customer", "id": "ann", "name": "Ann"},
        "text": "Hi",
        "clientMessageId": "c",
    }


def test_signals_have_no_seq() -> None:
    for signal in (Typing(BEA, on=False), Seen(BEA, 9)):
        shown = json.loads(frames.encode(frames.signal_frame(signal)))
        assert "seq" not in shown
        assert shown["from"]["id"] == "bea"


def test_every_client_frame_has_an_act_and_only_those_have_needs() -> None:
    assert ACTS.keys() == frames.CLIENT_FRAMES.keys() - {"auth"}
    assert NEEDS.keys() <= ACTS.keys()
