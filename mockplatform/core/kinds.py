"""Owns the list of all kinds of streams, and how their events are written and read."""

from __future__ import annotations

from typing import Any

import msgspec

from mockplatform.core import context, customer, decisions, events, feed, lease, session, tenancy
from mockplatform.core.aggregate import Aggregate, Event

AGGREGATES: dict[str, Aggregate[Any]] = {
    aggregate.kind: aggregate
    for aggregate in (
        decisions.AGGREGATE,
        lease.AGGREGATE,
        context.AGGREGATE,
        session.AGGREGATE,
        customer.AGGREGATE,
        feed.AGGREGATE,
        tenancy.AGGREGATE,
    )
}

ENDLESS = frozenset({tenancy.AGGREGATE.kind, customer.AGGREGATE.kind})
"""Kinds of streams in which nothing ever falls due: no agenda has an entry of them."""

AnyEvent = (
    events.ConversationEvent
    | lease.FamilyEvent
    | context.ContextEvent
    | session.SessionEvent
    | customer.CustomerEvent
    | feed.FeedEvent
    | tenancy.TenantEvent
)

SCHEMA_NUMBER = 1
"""Raised whenever stored events would be read differently."""

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(event: Event) -> bytes:
    """Return an event as JSON for a store."""
    return _ENCODER.encode(event)


def decode(data: bytes) -> Event:
    """Return the event that a store kept."""
    return _DECODER.decode(data)
