"""The AsyncAPI document says all that goes over a conversation's socket, a guest's and a chat's."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from mockplatform.app import describe_socket
from mockplatform.core.events import MessageSent, Person
from mockplatform.dialects.cxone.chat import frames as chat_frames
from mockplatform.dialects.cxone.chat import words as chat_words
from mockplatform.dialects.cxone.chat.acts import ACTS
from mockplatform.dialects.genesys.guest import frames as guest_frames
from mockplatform.dialects.genesys.guest import words
from mockplatform.dialects.genesys.shapes.guest_frames import SessionResponse
from mockplatform.dialects.widget import frames
from mockplatform.version import __version__

DOCUMENT: dict[str, Any] = msgspec.json.decode(describe_socket())
MESSAGES = DOCUMENT["components"]["messages"]


def is_valid(message: str, frame: Any) -> bool:
    """Whether a frame is what the document says of a message."""
    schema = {**MESSAGES[message]["payload"], "components": DOCUMENT["components"]}
    return bool(jsonschema_rs.validator_for(schema).is_valid(frame))


def names(side: str) -> set[str]:
    return {one["name"] for key, one in MESSAGES.items() if key.startswith(f"{side}.")}


def test_the_document_has_the_parts_that_the_format_asks_for() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT["info"]["version"] == __version__
    assert {one["action"] for one in DOCUMENT["operations"].values()} == {"send", "receive"}
    channel = DOCUMENT["channels"]["conversation"]
    assert channel["address"].endswith("/{id}/ws")
    assert set(channel["parameters"]) == {"id"}
    assert "after" in channel["bindings"]["ws"]["query"]["properties"]


def test_every_frame_of_both_directions_is_named() -> None:
    assert names("server") == set(frames.SERVER_FRAMES)
    assert names("client") == set(frames.CLIENT_FRAMES)


def test_every_frame_of_a_guest_s_socket_is_named_too() -> None:
    assert names("guest.server") == set(guest_frames.SERVER_FRAMES)
    assert names("guest.client") == set(guest_frames.CLIENT_FRAMES)
    assert DOCUMENT["channels"]["webMessaging"]["address"] == "/v1"
    taken = DOCUMENT["operations"]["receiveGuestFrames"]["messages"]
    assert len(taken) == len(guest_frames.CLIENT_FRAMES)


def test_every_frame_of_a_chat_s_socket_is_named_too() -> None:
    assert names("chat.server") == set(chat_frames.SERVER_FRAMES)
    assert names("chat.client") == {"heartbeat", *ACTS}
    channel = DOCUMENT["channels"]["digitalChat"]
    assert channel["address"] == chat_frames.PATH
    assert "brandId" in channel["bindings"]["ws"]["query"]["properties"]


def test_no_frame_of_the_server_is_left_out_of_its_table() -> None:
    kinds: list[Any] = [frames.Frame]
    for kind in kinds:
        kinds += kind.__subclasses__()
    leaves = [kind for kind in kinds if not kind.__subclasses__()]
    tagged = {str(kind.__struct_config__.tag) for kind in leaves}
    assert tagged == set(frames.SERVER_FRAMES)


def test_every_reference_leads_somewhere() -> None:
    for reference in re.findall(r'"\$ref":"#/([^"]+)"', msgspec.json.encode(DOCUMENT).decode()):
        found: Any = DOCUMENT
        for step in reference.split("/"):
            found = found[step]
        assert found


def test_the_operations_name_the_messages_of_their_direction() -> None:
    sent = [one["$ref"] for one in DOCUMENT["operations"]["sendFrames"]["messages"]]
    taken = [one["$ref"] for one in DOCUMENT["operations"]["receiveFrames"]["messages"]]
    assert len(sent) == len(frames.SERVER_FRAMES)
    assert len(taken) == len(frames.CLIENT_FRAMES)
    assert not set(sent) & set(taken)


def test_a_real_frame_is_as_the_document_says() -> None:
    said = MessageSent(
        at=1.0, message_id="m", sender=Person(purpose="customer", id="ann"), text="hi"
    )
    frame = msgspec.json.decode(frames.encode(frames.event_frame(said, 3)))
    assert is_valid("server.message", frame)
    assert not is_valid("server.state", frame)
    assert not is_valid("server.message", {**frame, "seq": "3"})


@pytest.mark.parametrize(
    ("frame", "is_good"),
    [
        ({"type": "message.send", "text": "hi"}, True),
        ({"type": "message.send", "text": "hi", "id": 7, "clientMessageId": "m1"}, True),
        ({"type": "message.send"}, False),
        ({"text": "hi"}, False),
        ({"type": "typing", "text": "hi"}, False),
    ],
)
def test_a_clients_frame_is_as_the_document_says(frame: Any, is_good: bool) -> None:
    assert is_valid("client.message_send", frame) is is_good


def test_a_guest_s_frames_are_as_the_document_says() -> None:
    said = words.answered(SessionResponse(connected=True), "t")
    frame = msgspec.json.decode(said.data)
    assert is_valid("guest.server.SessionResponse", frame)
    assert not is_valid("guest.server.JwtResponse", frame)
    error = {"type": "response", "class": "string", "code": 400, "body": "no"}
    assert is_valid("guest.server.string", error)
    echo = {"action": "echo", "token": "t", "message": {"type": "Text", "text": "ping"}}
    assert is_valid("guest.client.echo", echo)
    assert not is_valid("guest.client.echo", {**echo, "action": "onMessage"})
    assert not is_valid("guest.client.onMessage", {"action": "onMessage", "token": "t"})


def test_a_chat_s_frames_are_known_by_the_event_that_they_name() -> None:
    said = {"thread": {"idOnExternalPlatform": "t"}, "messageContent": {"payload": {"text": "hi"}}}
    payload = {"eventType": "SendMessage", "data": said}
    frame = {"action": "chatWindowEvent", "eventId": "1", "payload": payload}
    assert is_valid("chat.client.SendMessage", frame)
    assert not is_valid("chat.client.EndContact", frame)
    assert not is_valid("chat.client.SendMessage", {**frame, "payload": {"data": said}})
    done = msgspec.json.decode(chat_words.replied("1", chat_words.ACKNOWLEDGED, 1.0).data)
    assert is_valid("chat.server.acknowledged", done)
    assert not is_valid("chat.server.ThreadRecovered", done)
    assert is_valid("chat.server.pong", msgspec.json.decode(chat_words.PONG.data))
    assert is_valid("chat.client.heartbeat", {"action": "heartbeat"})
    assert not is_valid("chat.client.heartbeat", {"action": "register"})
