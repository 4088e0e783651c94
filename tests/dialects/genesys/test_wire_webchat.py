"""Each form of the older guest chat goes into the core and comes out as its fixture has it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from mockplatform.core.conversation import Conversation, evolve
from mockplatform.core.events import MessageSent, ParticipantJoined, ParticipantLeft, Person
from mockplatform.core.participants import Participant, alerting
from mockplatform.core.routing import RoutingPolicy, accept
from mockplatform.core.signals import Typing
from mockplatform.dialects.genesys.shapes.notifications import TopicFrame
from mockplatform.dialects.genesys.shapes.webchat import (
    ChatMember,
    ChatMessage,
    CreateChat,
    MemberChange,
)
from mockplatform.dialects.genesys.translate import webchat as translate
from tests.dialects.genesys.wire import FOLDER, read, shape_of

BODIES = [
    (fixture.name, msgspec.convert(fixture.frame, shape_of(fixture.shape)))
    for name in ("webchat-calls.json", "webchat-frames.json")
    for fixture in read(FOLDER / name)
]
ANN = Person(purpose="agent", id="ann", name="Ann")


def of(type_: type) -> list[Any]:
    """Return the fixtures of a type, as they are or as a frame's body; there are some."""
    found: list[Any] = []
    for name, one in BODIES:
        body = one.event_body if isinstance(one, TopicFrame) else one
        if isinstance(body, type_):
            found.append(pytest.param(one, body, id=name))
    assert found, type_
    return found


def type_of(frame: TopicFrame[Any]) -> str | None:
    """Return what kind of event a frame tells."""
    assert frame.metadata is not None
    return frame.metadata.type


def at(instant: str) -> float:
    """Return epoch seconds."""
    return dt.datetime.fromisoformat(instant).timestamp()


def chat(id_: str, *there: Participant) -> Conversation:
    """Return a chat with these in it."""
    return Conversation(id=id_, version=1, participants=there)


def stay(id_: str) -> Participant:
    """Return an agent who is there."""
    return Participant(id=id_, person=ANN, state="connected", joined_at=0.0)


def happened(message: ChatMessage) -> tuple[Conversation, Any]:
    """Return the state and the event behind a message."""
    who, when = message.sender.id, at(message.timestamp)
    joined = chat(message.conversation.id, stay(who))
    if message.body_type == "member-join":
        return chat(joined.id), ParticipantJoined(at=when, participant_id=who, person=ANN)
    if message.body_type == "member-leave":
        return joined, ParticipantLeft(at=when, participant_id=who, person=ANN)
    event = MessageSent(at=when, message_id=message.id, sender=ANN, text=message.body)
    return joined, event


@pytest.mark.parametrize(
    ("whole", "message"), [one for one in of(ChatMessage) if one.values[1].body_type != "notice"]
)
def test_a_message_is_told_as_the_fixture_has_it(whole: Any, message: ChatMessage) -> None:
    before, event = happened(message)
    frames = list(translate.frames(before, event, evolve(before, event)))
    (frame,) = [one for one in frames if type_of(one) == "message"]
    told = frame.event_body
    names = ("sender", "body", "body_type", "timestamp")
    assert [getattr(told, name) for name in names] == [getattr(message, name) for name in names]
    assert told.conversation.id == message.conversation.id
    if isinstance(whole, TopicFrame):
        assert (frame.topic_name, frame.version) == (whole.topic_name, whole.version)
        assert type_of(frame) == type_of(whole)


@pytest.mark.parametrize(("frame", "change"), of(MemberChange))
def test_a_member_s_change_is_told_as_the_fixture_has_it(frame: Any, change: MemberChange) -> None:
    who, state = change.member.id, change.member.state
    there, away = chat(change.conversation.id, stay(who)), chat(change.conversation.id)
    rings = Conversation(id=away.id, alerted=(alerting(who, ANN, 0.0, ""),))
    left = evolve(there, ParticipantLeft(at=0.0, participant_id=who, person=ANN))
    before, after = {"ALERTING": (away, rings), "CONNECTED": (away, there)}.get(
        state, (there, left)
    )
    event = ParticipantLeft(at=at(change.timestamp), participant_id=who, person=ANN)
    told = next(iter(translate.frames(before, event, after)))
    assert (told.topic_name, type_of(told)) == (frame.topic_name, type_of(frame))
    body = told.event_body
    assert (body.member, body.timestamp) == (change.member, change.timestamp)


def test_typing_is_told_as_the_fixture_has_it() -> None:
    (frame,) = [one for name, one in BODIES if name == "somebody types"]
    body = frame.event_body
    state = chat(body.conversation.id, stay(body.sender.id))
    told = translate.typing_frame(state, Typing(ANN, on=True), at(body.timestamp))
    assert (told.topic_name, type_of(told)) == (frame.topic_name, type_of(frame))
    assert (told.event_body.sender, told.event_body.timestamp) == (body.sender, body.timestamp)


@pytest.mark.parametrize(("_", "body"), of(CreateChat))
def test_what_a_guest_says_of_himself_comes_out_as_a_member(_: Any, body: CreateChat) -> None:
    info = body.member_info
    guest = Person(purpose="customer", id="mia", name=info.display_name or "")
    state = Conversation(
        id="c-1",
        customer=guest,
        routing_data=accept(translate.routing_data(info, body.routing_target), RoutingPolicy()),
        conversation_data=translate.conversation_data(info),
        participants=(Participant(id="p-1", person=guest, state="connected", joined_at=0.0),),
    )
    (told,) = translate.members(state)
    names = info.__struct_fields__
    assert [getattr(told, name) for name in names] == [getattr(info, name) for name in names]


@pytest.mark.parametrize(
    ("_", "member"), [one for one in of(ChatMember) if one.values[1].role == "AGENT"]
)
def test_a_member_is_shown_as_the_fixture_has_it(_: Any, member: ChatMember) -> None:
    one = msgspec.structs.replace(stay(member.id), joined_at=at(member.join_date or ""))
    told = translate.member(chat("c-1", one), one, came=True)
    names = ("id", "role", "state", "display_name", "join_date")
    assert [getattr(told, name) for name in names] == [getattr(member, name) for name in names]
