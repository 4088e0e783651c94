"""Owns a client's frames as wholes, for whoever describes them: they are read part by part."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from mockplatform.dialects.cxone.shapes.base import Heard, JsonObject, Ref
from mockplatform.dialects.cxone.shapes.heard import IdentityHeard

DataT = TypeVar("DataT")


class Heartbeat(Heard):
    """A sign of life; it is answered by the text `pong`."""

    action: Literal["heartbeat"]


class RequestPayload(Heard, Generic[DataT]):
    """What is asked, by whom. Mobile clients say `customerIdentity` and no `visit`."""

    event_type: str
    data: DataT | None = None
    brand: Ref | None = None
    channel: Ref | None = None
    consumer_identity: IdentityHeard | None = None
    customer_identity: IdentityHeard | None = None
    destination: JsonObject | list[Any] | None = None
    visitor: JsonObject | list[Any] | None = None
    visit: JsonObject | list[Any] | None = None


class Request(Heard, Generic[DataT]):
    """A request; its answer has the same `eventId`."""

    action: str
    event_id: str
    payload: RequestPayload[DataT]
