"""Owns the streams and events that the tests of the logs are made of."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.events import MessageSent, Person
from mockplatform.log.base import Log

CUSTOMER = Person(purpose="customer", id="customer-1", name="Kim")


def stream(id_: str = "one", *, tenant: str = "shop") -> StreamId:
    """Return a conversation's stream."""
    return StreamId(tenant, "conversation", id_)


def message(text: str, *, client_id: str = "") -> MessageSent:
    """Return a message; one with a client id may stand in its stream once."""
    return MessageSent(
        at=1_700_000_000.5,
        message_id=f"message-{text}"[:64],
        sender=CUSTOMER,
        text=text,
        client_message_id=client_id,
    )


def messages(*texts: object) -> list[MessageSent]:
    """Return a message for each text."""
    return [message(str(text)) for text in texts]


def texts(events: Sequence[Event]) -> list[str]:
    """Return what the messages say."""
    return [event.text for event in events if isinstance(event, MessageSent)]


async def streams_of(log: Log, tenant: str) -> list[StreamId]:
    """Return all streams of a tenant."""
    return [stream async for stream in log.streams(tenant)]


async def turn() -> None:
    """Let the event loop go round once."""
    turned = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turned.set_result, None)
    await turned
