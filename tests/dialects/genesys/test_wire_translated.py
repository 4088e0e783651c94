"""Each message of the fixtures goes into the core's event and comes back the same.

Source: issue 4. What the core holds of a message is all that the wire says of it.
"""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from mockplatform.core.events import MessageSent, Person
from mockplatform.dialects.genesys.shapes.messages import StructuredMessage
from mockplatform.dialects.genesys.translate.messages import structured
from tests.dialects.genesys.wire import FOLDER, read, shape_of

KINDS = {"Text": "text", "Structured": "structured", "Event": "event"}
TOLD = ("id", "type", "direction", "content", "events", "originating_entity")
MESSAGES = [
    pytest.param(message, id=fixture.name)
    for fixture in read(FOLDER / "guest-structured.json")
    for message in [msgspec.convert(fixture.frame, shape_of(fixture.shape)).body]
    # The answer to echo is no message: it is not stored, and has no channel here.
    if message.channel is not None
]


def speaker(message: StructuredMessage) -> Person:
    """Return who says it, as the core knows him."""
    assert message.channel is not None
    shown = message.channel.from_
    names = [shown.first_name, shown.last_name] if shown is not None else []
    purpose = "bot" if message.originating_entity == "Bot" else "agent"
    return Person(
        purpose="customer" if message.direction == "Inbound" else purpose,
        id="someone",
        name=" ".join(filter(None, names)),
    )


def stored(message: StructuredMessage) -> MessageSent:
    """Return the event that the core keeps of it."""
    assert message.channel is not None
    assert message.channel.time is not None
    parts = message.events if message.type == "Event" else message.content
    return MessageSent(
        at=dt.datetime.fromisoformat(message.channel.time).timestamp(),
        message_id=message.id,
        sender=speaker(message),
        type=KINDS[message.type],
        text=message.text or "",
        content=tuple(msgspec.to_builtins(parts or [])),
        metadata=message.metadata or {},
    )


def url_of(message: StructuredMessage) -> str:
    """Return where its file is: the platform gives that anew each time it is asked."""
    files = [one.attachment for one in message.content or [] if one.attachment is not None]
    return files[0].url or "" if files else ""


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_comes_out_of_the_core_as_it_went_in(message: StructuredMessage) -> None:
    told = structured(stored(message), lambda _: url_of(message))
    assert [getattr(told, name) for name in TOLD] == [getattr(message, name) for name in TOLD]
    assert (told.text or "") == (message.text or "")


@pytest.mark.parametrize("message", MESSAGES)
def test_its_time_and_its_metadata_come_out_as_they_went_in(message: StructuredMessage) -> None:
    told = structured(stored(message), lambda _: url_of(message))
    assert told.channel is not None
    assert message.channel is not None
    assert told.channel.time == message.channel.time
    assert {**(told.metadata or {}), **(message.metadata or {})} == told.metadata
