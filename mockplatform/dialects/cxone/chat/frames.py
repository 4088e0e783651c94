"""Owns where the chat socket is, and the tables of its frames, for whoever describes them."""

from __future__ import annotations

from typing import Any, Literal

from mockplatform.dialects.cxone.chat.acts import ACTS
from mockplatform.dialects.cxone.chat.reading import HEARTBEAT
from mockplatform.dialects.cxone.shapes import (
    authorizing,
    beside,
    groups,
    large,
    marks,
    permits,
    showing,
    thread_events,
    told,
)
from mockplatform.dialects.cxone.shapes.requests import Heartbeat, Request

PATH = "/chat-gateway"
REQUESTS: dict[str, Any] = {name: shape for name, (shape, _) in ACTS.items()}
"""What a client may ask, by event: the shapes of the data."""
REPLIES: dict[str, Any] = {
    "AuthorizationTokenGenerated": permits.AuthorizationTokenGenerated,
    "ConsumerAuthorized": authorizing.Authorized,
    "ConsumerReconnected": None,
    "EmailInvitationToGroupChatSent": None,
    "GroupChatJoined": groups.Joined,
    "InvitationToGroupChatCreated": groups.InvitationCreated,
    "LivechatRecovered": thread_events.Recovered,
    "MoreMessagesLoaded": thread_events.MoreLoaded,
    "OfflineMessageSent": None,
    "ThreadArchived": thread_events.ThreadTold,
    "ThreadListFetched": thread_events.ThreadList,
    "ThreadMetadataLoaded": thread_events.Metadata,
    "ThreadRecovered": thread_events.Recovered,
    "ThreadUpdated": thread_events.ThreadTold,
    "TokenRefreshed": authorizing.Refreshed,
    "TranscriptSent": None,
}
"""What a request comes to that is more than an acknowledgement: the shapes of the data."""
PUSHES: dict[str, Any] = {
    "CaseCreated": told.CaseCreatedData,
    "CaseInboxAssigneeChanged": told.AssigneeData,
    "CaseStatusChanged": told.CaseData,
    "CaseToRoutingQueueAssignmentChanged": told.QueueData,
    "ConsumerContactInboxPreAssigneeChanged": told.PreAssigneeData,
    "ContactRecipientsChanged": groups.RecipientsData,
    "FireProactiveAction": showing.FireProactiveData,
    "MessageAddedIntoCase": told.MessageData,
    "MessageCreated": told.MessageData,
    "MessageDeliveredToEndUser": beside.DeliveredData,
    "MessageDeliveredToUser": beside.DeliveredData,
    "MessagePreviewCreated": showing.PreviewData,
    "MessageReadChanged": marks.SeenData,
    "MessageSeenByEndUser": marks.SeenData,
    "MessageSeenByUser": marks.SeenData,
    "MessageSeenChanged": marks.SeenData,
    "MessageSent": beside.SentData,
    "MessageUpdated": told.MessageData,
    "PageViewCreated": showing.PageViewData,
    "SenderTypingEnded": told.TypingData,
    "SenderTypingStarted": told.TypingData,
    "SetPositionInQueue": told.PositionData,
}
"""What nobody asked for: the shapes of the data."""
LARGE = "EventInS3"
NO_FRAMES = frozenset(
    {
        "ChatWindow",
        "ConsumerContact",
        "MessagePreview",
        "PageView",
        "RoutingQueue",
        "S3Object",
        "SenderAction",
    }
)
"""What pushes are about, by the vendor's word."""
CLIENT_FRAMES: dict[str, Any] = {
    HEARTBEAT: Heartbeat,
    **{name: Request[data] for name, data in REQUESTS.items()},  # type: ignore[valid-type]  # types
}
"""What clients may say: whole frames."""
SERVER_FRAMES: dict[str, Any] = {
    "pong": Literal["pong"],
    "acknowledged": told.Reply[None],
    "error": told.Refusal,
    "gateway error": told.GatewayError,
    LARGE: large.EventInS3,
    **{name: told.Reply[data] for name, data in REPLIES.items()},  # type: ignore[valid-type]
    **{name: told.Push[data] for name, data in PUSHES.items()},  # type: ignore[valid-type]
}
"""What is said to them: whole frames."""


def named_at(name: str) -> str:
    """Return the member by which a frame is known to be that one; empty: by its form."""
    if name == HEARTBEAT:
        return "action"
    if name in REQUESTS:
        return "payload.eventType"
    if name in REPLIES:
        return "postback.eventType"
    return "eventType" if name in PUSHES or name == LARGE else ""
