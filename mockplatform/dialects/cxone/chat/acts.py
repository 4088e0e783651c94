"""Owns the table of a customer's events: the shape of each one's data, and what it does."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.cxone.chat import (
    authorizing,
    fields,
    groups,
    marks,
    messages,
    offline,
    permits,
    threads,
    visits,
)
from mockplatform.dialects.cxone.chat.acting import Act, Judge
from mockplatform.dialects.cxone.shapes import authorizing as authorizing_shapes
from mockplatform.dialects.cxone.shapes import groups as group_shapes
from mockplatform.dialects.cxone.shapes import heard as shapes
from mockplatform.dialects.cxone.shapes import permits as permit_shapes
from mockplatform.dialects.cxone.shapes import saying
from mockplatform.dialects.cxone.shapes import thread_events as thread_shapes
from mockplatform.dialects.cxone.shapes import visits as visit_shapes

ACTS: dict[str, tuple[Any, Act]] = {
    "AuthorizeCustomer": (authorizing_shapes.AuthorizeCustomer, authorizing.authorize),
    "AuthorizeConsumer": (authorizing_shapes.AuthorizeCustomer, authorizing.authorize),
    "ReconnectConsumer": (authorizing_shapes.OfToken, authorizing.reconnect),
    "ReconnectCustomer": (authorizing_shapes.OfToken, authorizing.reconnect),
    "RefreshToken": (authorizing_shapes.OfToken, authorizing.refresh),
    "SendMessage": (shapes.SendMessage, messages.send),
    "SendOutbound": (saying.SendOutbound, messages.send_outbound),
    "SendOfflineMessage": (saying.SendOfflineMessage, offline.leave),
    "SendMessagePreview": (saying.SendMessagePreview, marks.preview),
    "SendTranscript": (saying.SendTranscript, offline.transcript),
    "SenderTypingStarted": (shapes.OfThread, marks.typing_started),
    "SenderTypingEnded": (shapes.OfThread, marks.typing_ended),
    "MessageSeenByConsumer": (shapes.OfThread, marks.seen),
    "MessageSeenByCustomer": (shapes.OfThread, marks.seen),
    **dict.fromkeys(visits.NAMES, (saying.Anything, visits.take)),
    "ExecuteTrigger": (visit_shapes.ExecuteTrigger, visits.execute),
    "SendPageViews": (visit_shapes.SendPageViews, visits.view),
    "StoreVisitor": (saying.Anything, visits.store),
    "StoreVisitorEvents": (visit_shapes.StoreVisitorEvents, visits.store_events),
    "CreateInvitationToGroupChat": (group_shapes.OfContact, groups.invite),
    "SendEmailInvitationToGroupChat": (group_shapes.SendEmailInvitation, groups.send),
    "JoinGroupChat": (group_shapes.JoinGroupChat, groups.join),
    "LeaveGroupChat": (group_shapes.OfContact, groups.leave),
    "RecoverThread": (shapes.OfThread, threads.recover_thread),
    "RecoverLivechat": (shapes.OfThread, threads.recover_livechat),
    "EndContact": (shapes.EndContact, threads.end),
    "GenerateAuthorizationToken": (permit_shapes.GenerateAuthorizationToken, permits.generate),
    "LoadMoreMessages": (thread_shapes.LoadMoreMessages, threads.load_more),
    "FetchThreadList": (thread_shapes.Nothing, threads.fetch_list),
    "LoadThreadMetadata": (shapes.OfThread, threads.load_metadata),
    "UpdateThread": (thread_shapes.UpdateThread, threads.update),
    "ArchiveThread": (thread_shapes.ArchiveThread, threads.archive),
    "SetConsumerContactCustomFields": (thread_shapes.SetContactFields, fields.set_contact),
    "SetContactCustomFields": (thread_shapes.SetContactFields, fields.set_contact),
    "SetConsumerCustomFields": (shapes.Fields, fields.set_own),
    "SetCustomerCustomFields": (shapes.Fields, fields.set_own),
}
JUDGES: dict[str, Judge] = {
    "SendMessage": messages.judge,
    "SendOutbound": messages.judge,
    "SendOfflineMessage": offline.judge,
    "SetConsumerCustomFields": fields.judge,
    "SetCustomerCustomFields": fields.judge,
}
"""The events that can be judged before it is known who asks: refused, they leave nobody behind."""
WRITES = frozenset(
    {
        "SendMessage",
        "SendOutbound",
        "SendOfflineMessage",
        "MessageSeenByConsumer",
        "MessageSeenByCustomer",
        "EndContact",
        "CreateInvitationToGroupChat",
        "JoinGroupChat",
        "LeaveGroupChat",
        "UpdateThread",
        "ArchiveThread",
        "SetConsumerContactCustomFields",
        "SetContactCustomFields",
        "SetConsumerCustomFields",
        "SetCustomerCustomFields",
    }
)
"""The events that have something of the customer's stored."""
