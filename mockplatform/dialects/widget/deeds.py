"""Owns what a client's frames are to the rules that review clients, before anybody judged them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockplatform.edge.channel import Channel
from mockplatform.findings.deeds import Sent, Swapped
from mockplatform.findings.routing_facts import routing_written, written


def deed_of(channel: Channel, type_: str, members: Mapping[str, Any]) -> Any:
    """Return what a frame does; None where no rule cares, or where it is none."""
    read = _DEEDS.get(type_)
    return None if read is None else read(channel, members)


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


_DEEDS: dict[str, Callable[[Channel, Mapping[str, Any]], Any]] = {
    "message.send": _sent,
    "routingData.merge": _routing,
    "conversationData.merge": _conversation,
    "token.update": _swapped,
}
