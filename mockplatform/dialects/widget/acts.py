"""Owns what each frame of a client does: thin, from the frame to a command and to its answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mockplatform.core.aggregate import Command, StreamId
from mockplatform.core.commands import Close, SetConversationData, SetRoutingData
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import ConversationDataChanged, RoutingDataChanged
from mockplatform.core.signals import Seen
from mockplatform.dialects.widget import frames, shapes
from mockplatform.dialects.widget.conversations import (
    send_command,
    sent_answer,
    signal_typing,
    truncation_hint,
)
from mockplatform.durations import format_instant
from mockplatform.edge.channel import GONE, Channel
from mockplatform.edge.inner import ask_routing, judged
from mockplatform.errors import InvalidValue, NotYours, UnknownThing
from mockplatform.service import Outcome

WRITE = frozenset({"conversation:write"})
ROUTE = WRITE | {"routing:write"}

NEEDS: dict[str, frozenset[str]] = {
    "message.send": WRITE,
    "typing": WRITE,
    "routingData.merge": ROUTE,
    "conversationData.merge": WRITE,
    "close": WRITE,
}
"""What the token must allow for a frame, beside reading."""

WRITES = frozenset({"message.send", "routingData.merge", "conversationData.merge", "close"})
"""The frames that have something stored."""


async def _execute(channel: Channel, command: Command) -> Outcome:
    return await channel.platform.service.execute(
        channel.tenant,
        "conversation",
        channel.conversation_id,
        command,
        cause=channel.correlation_id,
        staged=channel.staged,
    )


def _state(channel: Channel) -> Conversation:
    state = channel.tenant.conversations.get(channel.conversation_id)
    if state is None:
        channel.close(GONE, "the conversation is forgotten")
        raise UnknownThing("conversation", channel.conversation_id)
    return state


def _user_id(channel: Channel) -> str:
    assert channel.access is not None  # a channel acts for somebody
    user_id: str = channel.access.claims.sub
    return user_id


def _instance_id(channel: Channel) -> str:
    assert channel.access is not None  # a channel acts for somebody
    instance_id: str = channel.access.claims.instance_id
    return instance_id


async def send(channel: Channel, body: frames.MessageSend) -> frames.Ack:
    """Put a message into the transcript, once for each `clientMessageId`."""
    tenant = channel.tenant
    command = send_command(tenant, _state(channel).customer, body)
    outcome = await _execute(channel, command)
    if outcome.events:
        message_id, seq = command.message_id, outcome.state.version
    else:
        _, first = await sent_answer(channel.platform.service, tenant, outcome, command)
        message_id, seq = first.id, first.seq
    return frames.Ack(
        client_message_id=body.client_message_id,
        message_id=message_id,
        seq=seq,
        duplicate=not outcome.events,
    )


async def typing(channel: Channel, body: shapes.TypingBody) -> None:
    """Pass a typing signal on, to others than this very socket."""
    tenant = channel.tenant
    state = _state(channel)
    now, on = tenant.clock.now(), body.state == "on"
    channel.signal(lambda: signal_typing(tenant, state, state.customer, on=on, now=now))


async def seen(channel: Channel, body: frames.SeenMark) -> None:
    """Pass a read mark on; reading is no activity."""
    tenant = channel.tenant
    state = _state(channel)
    if body.seq > state.version:
        raise InvalidValue("$.seq", f"lies beyond the latest seq, {state.version}")
    mark = Seen(state.customer, body.seq)
    stream = StreamId(tenant.id, "conversation", state.id)
    channel.signal(lambda: tenant.hub.signal(stream, mark))


async def merge_routing(channel: Channel, body: frames.Merge) -> frames.Ack:
    """Merge a delta into routing data."""
    await ask_routing(channel, "routingData.merge")
    command = SetRoutingData(
        data=body.data,
        merge=True,
        instance_id=_instance_id(channel),
    )
    outcome = await _execute(channel, command)
    _note_overwrite(channel, outcome)
    return frames.Ack(
        version=outcome.state.version,
        routing_hash=outcome.state.routing_data.hash,
        hint=truncation_hint(outcome.state, channel.staged) or None,
    )


async def merge_conversation(channel: Channel, body: frames.Merge) -> frames.Ack:
    """Merge a delta into conversation data."""
    command = SetConversationData(data=body.data, merge=True, instance_id=_instance_id(channel))
    outcome = await _execute(channel, command)
    _note_overwrite(channel, outcome)
    return frames.Ack(version=outcome.state.version)


def _note_overwrite(channel: Channel, outcome: Outcome) -> None:
    for event in outcome.events:
        if isinstance(event, RoutingDataChanged | ConversationDataChanged) and event.overwrote:
            text = f"instance {event.instance_id!r} overwrote instance {event.overwrote!r}"
            channel.tenant.journal.record(
                "note",
                ("overwrote", text),
                correlation_id=channel.correlation_id,
                conversation_id=channel.conversation_id,
            )


async def update_token(channel: Channel, body: frames.Auth) -> frames.TokenUpdated:
    """Go on with a newer token of the same user; a bad one changes nothing.

    Source: guide, edge case 1 (the old and the new token overlap).
    """
    access = await judged(channel, channel.tenant, body.token, "token.update")
    if access.claims.sub != _user_id(channel):
        raise NotYours(
            "The token is another user's",
            hint="A socket keeps its user: open another one for this token.",
        )
    channel.renew(access)
    return frames.TokenUpdated(exp=access.claims.exp)


async def ping(channel: Channel, body: frames.Nothing) -> frames.Pong:
    """Tell the tenant's time."""
    del body
    _state(channel)
    return frames.Pong(at=format_instant(channel.tenant.clock.now()))


async def close(channel: Channel, body: frames.Nothing) -> frames.Ack:
    """Close the conversation for the customer; the socket ends with it."""
    del body
    state = _state(channel)
    if state.is_live:
        state = (await _execute(channel, Close(by="customer"))).state
    return frames.Ack(seq=state.version)


ACTS: dict[str, Callable[[Channel, Any], Awaitable[frames.Answered | None]]] = {
    "message.send": send,
    "typing": typing,
    "routingData.merge": merge_routing,
    "conversationData.merge": merge_conversation,
    "token.update": update_token,
    "seen": seen,
    "ping": ping,
    "close": close,
}
