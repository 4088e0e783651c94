"""Owns what is said on the socket: the envelopes of replies, pushes and errors, and their data.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (how it reads a frame, member by member).
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from msgspec import UNSET, UnsetType, field

from mockplatform.dialects.cxone.shapes.base import JsonObject, Told
from mockplatform.dialects.cxone.shapes.objects import (
    AcceptReject,
    Brand,
    Case,
    ChannelRef,
    Message,
    RoutingQueue,
    Thread,
    User,
)

DataT = TypeVar("DataT")


class Postback(Told, Generic[DataT]):
    """What a request came to."""

    event_type: str
    data: DataT | UnsetType = UNSET


class Reply(Told, Generic[DataT]):
    """The answer to a request; without a postback it is an acknowledgement."""

    event_id: str
    created_at: str
    postback: Postback[DataT] | UnsetType = UNSET
    status: str | UnsetType = UNSET
    authorization_status: str | UnsetType = UNSET


class ErrorTold(Told):
    """Why a request was refused."""

    error_code: str
    error_message: str
    transaction_id: str


class Refusal(Told):
    """The answer to a request that is refused."""

    event_id: str
    created_at: str
    error: ErrorTold
    input_data: JsonObject | None = None


class GatewayError(Told):
    """The answer to what is no request. Source: the fixtures of the vendor's mobile SDKs."""

    message: str
    connection_id: str
    request_id: str


class Initiator(Told):
    """Who made something happen."""

    type: str
    id: str


class Context(Told):
    """By whom a push came about."""

    initiator: Initiator


class Push(Told, Generic[DataT]):
    """What nobody asked for."""

    event_id: str
    event_object: str
    event_type: str
    created_at: str
    created_at_with_milliseconds: str
    data: DataT
    context: Context | list[Any] = field(default_factory=list)


class MessageData(Told):
    """The data of `MessageCreated`."""

    message: Message
    case: Case
    thread: Thread
    channel: ChannelRef
    brand: Brand


class CaseData(Told):
    """The data of pushes about a case."""

    case: Case
    thread: Thread
    channel: ChannelRef
    brand: Brand


class CaseCreatedData(CaseData):
    """The data of `CaseCreated`."""

    routing_queue: RoutingQueue | None
    routing_mode: str = "ROUTING_QUEUE"


class AssigneeData(CaseData):
    """The data of `CaseInboxAssigneeChanged`."""

    inbox_assignee: User | None
    previous_inbox_assignee: User | None
    accept_reject_flow: AcceptReject | None = None


class PreAssigneeData(CaseData):
    """The data of `ConsumerContactInboxPreAssigneeChanged`. Invented: the names of its users."""

    inbox_pre_assignee: User | None
    previous_inbox_pre_assignee: User | None
    accept_reject_flow: AcceptReject | None


class QueueData(CaseData):
    """The data of `CaseToRoutingQueueAssignmentChanged`."""

    routing_queue: RoutingQueue | None
    previous_routing_queue: RoutingQueue | None


class Named(Told):
    """Something by its id."""

    id: str


class PositionData(Told):
    """The data of `SetPositionInQueue`; it names no thread."""

    consumer_contact: Named
    routing_queue: RoutingQueue
    position_in_queue: int
    is_any_agent_online_for_queue: bool
    channel: ChannelRef
    brand: Brand


class TypingData(Told):
    """The data of `SenderTypingStarted` and `SenderTypingEnded`."""

    thread: Thread
    direction: str
    user: User | None
    channel: ChannelRef
    brand: Brand
