"""Owns what frames are to the rules that review clients: what one asks, does, and tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import ConversationDataChanged, RoutingDataChanged
from mockplatform.dialects.widget.frames import Ack
from mockplatform.edge.call import Call
from mockplatform.edge.channel import Channel
from mockplatform.faults.staged import Staged
from mockplatform.findings.deeds import Acked, Saw, Sent, Stored, Swapped
from mockplatform.findings.routing_facts import routing_written, written


def deed_of(channel: Channel, type_: str, members: Mapping[str, Any]) -> Any:
    """Return what a frame does; None where no rule cares, or where it is none."""
    read = _DEEDS.get(type_)
    return None if read is None else read(channel, members)


def done(channel: Channel, type_: str, ack: Ack) -> Any:
    """Return what a client's frame has come to, of which the acknowledgement tells."""
    id_ = channel.conversation_id
    if type_ == "message.send":
        return Acked(id_, ack.client_message_id or "", bool(ack.duplicate))
    kind, state = _MERGED.get(type_), channel.tenant.conversations.get(id_)
    if kind is None or state is None:
        return None
    taken = lost(state, channel.staged) if kind == "routing" else ()
    return Stored(kind, id_, taken, channel.staged.keep)


def wrote(call: Call, kind: str, key: str, taken: tuple[str, ...] = ()) -> None:
    """Have the rules hear that what a call wrote stands, and that the answer shows it."""
    call.did(Stored(kind, key, taken, call.staged.keep))
    call.did(Saw(kind, key))


def lost(state: Conversation, staged: Staged) -> tuple[str, ...]:
    """Return which members the limit took away; what a fault took is nobody's doing."""
    return () if staged.routing_bytes_max is not None else state.routing_data.truncated


def shown(event: Event) -> Saw | None:
    """Return what an event's frame tells a client of data; None where it tells nothing of it."""
    return _SHOWN.get(type(event))


def _sent(channel: Channel, members: Mapping[str, Any]) -> Sent:
    id_, text = members.get("clientMessageId"), members.get("text")
    return Sent(
        channel.conversation_id,
        id_ if isinstance(id_, str) else "",
        hash(text) if isinstance(text, str) else 0,
    )


def _routing(channel: Channel, members: Mapping[str, Any]) -> Any:
    data = members.get("data")
    if not isinstance(data, dict):
        return None
    return routing_written(channel.conversation_id, data, channel.who.instance, is_merge=True)


def _conversation(channel: Channel, members: Mapping[str, Any]) -> Any:
    data = members.get("data")
    if not isinstance(data, dict):
        return None
    id_, instance = channel.conversation_id, channel.who.instance
    return written("conversation", id_, data, instance, is_merge=True)


def _swapped(channel: Channel, members: Mapping[str, Any]) -> Swapped:
    del members
    return Swapped(channel.id, channel.conversation_id)


_MERGED = {"routingData.merge": "routing", "conversationData.merge": "conversation"}
_SHOWN: dict[type[Event], Saw] = {
    RoutingDataChanged: Saw("routing", ""),
    ConversationDataChanged: Saw("conversation", ""),
}

_DEEDS: dict[str, Callable[[Channel, Mapping[str, Any]], Any]] = {
    "message.send": _sent,
    "routingData.merge": _routing,
    "conversationData.merge": _conversation,
    "token.update": _swapped,
}
