"""Owns the frames of notification sockets: what has happened, in a topic's words."""

from __future__ import annotations

from typing import Any

import msgspec

from mockplatform.core.configuration import Agent
from mockplatform.core.signals import Typing as TypingSignal
from mockplatform.dialects.genesys.shapes.conversation_events import TypingEvent, TypingMessage
from mockplatform.dialects.genesys.shapes.messages import Channel, Event, Typing
from mockplatform.dialects.genesys.shapes.notifications import (
    ChannelNote,
    FrameMetadata,
    PresenceEvent,
    RoutingStatusEvent,
    SystemNote,
    TopicFrame,
)
from mockplatform.dialects.genesys.translate.messages import TYPING_MS, recipient
from mockplatform.dialects.genesys.translate.presences import user_presence
from mockplatform.dialects.genesys.translate.users import routing_status
from mockplatform.durations import format_instant

VERSION = "2"
METADATA = "channel.metadata"
CLOSING = "v2.system.socket_closing"
_encode = msgspec.json.Encoder().encode


def frame(topic: str, body: Any, correlation_id: str) -> bytes:
    """Return the frame that tells something on a topic."""
    return _encode(
        TopicFrame(
            topic_name=topic,
            version=VERSION,
            event_body=body,
            metadata=FrameMetadata(correlation_id=correlation_id),
        )
    )


def note(message: str) -> bytes:
    """Return what a channel says of itself: a heartbeat, or the answer to a ping.

    Source: Genesys developer forum (heartbeats); [C] the .NET SDK (pong).
    """
    return _encode(TopicFrame(topic_name=METADATA, event_body=ChannelNote(message=message)))


HEARTBEAT = note("WebSocket Heartbeat")
PONG = note("pong")


def closing(
    channel_id: str, user_id: str, client_id: str, reason: str, correlation_id: str
) -> bytes:
    """Return the announcement that the socket closes. Invented: it stands right before the end."""
    body = SystemNote(
        channel_id=channel_id,
        system_topic_type="socket_closing",
        reason=reason,
        message="This socket closes now: open another one on the same connectUri.",
        correlation_id=correlation_id,
        user_id=user_id,
        oauth_client_id=client_id,
    )
    return frame(CLOSING, body, correlation_id)


def typing(conversation_id: str, signal: TypingSignal, at: float) -> TypingEvent:
    """Return that a customer types, or has stopped to."""
    shown = Typing(type="On" if signal.on else "Off", duration=TYPING_MS if signal.on else None)
    return TypingEvent(
        conversation_id=conversation_id,
        normalized_message=TypingMessage(
            direction="Inbound",
            events=[Event(event_type="Typing", typing=shown)],
            channel=Channel(
                time=format_instant(at), type="Private", from_=recipient(signal.sender)
            ),
        ),
    )


def presence(agent: Agent, at: float) -> PresenceEvent:
    """Return what a user is seen as since `at`.

    Source: Genesys developer center, "User Presence with Notifications Guide".
    """
    seen = user_presence(agent, at)
    assert seen.presence_definition is not None  # each presence has its definition
    return PresenceEvent(
        presence_definition=seen.presence_definition,
        source=seen.source,
        primary=True,
        message="",
        modified_date=format_instant(at),
    )


def status(agent: Agent, at: float, *, is_talking: bool) -> RoutingStatusEvent:
    """Return how a user stands to his queues since `at`."""
    told = routing_status(agent, is_talking=is_talking)
    told.start_time = format_instant(at)
    return RoutingStatusEvent(id=agent.id, routing_status=told)
