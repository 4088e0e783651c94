"""Owns how a message is told by its other names: sent, added to its case, delivered, updated.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (its types).
"""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Told
from mockplatform.dialects.cxone.shapes.objects import (
    Attachment,
    Brand,
    Identity,
    MessageContent,
    Thread,
    User,
)
from mockplatform.dialects.cxone.shapes.told import MessageData


class SentMessage(Told):
    """A message that was sent and has no id yet."""

    id_on_external_platform: str
    thread_id_on_external_platform: str
    message_content: MessageContent
    created_at: str
    direction: str
    author_user: User | None
    author_end_user_identity: Identity | None
    attachments: list[Attachment]


class SentData(Told):
    """The data of `MessageSent`."""

    message: SentMessage
    thread: Thread
    brand: Brand


class DeliveredTold(Told):
    """When a message came to somebody: to an agent, or to the customer."""

    user_id: int | None
    end_user_id: str | None
    delivered_at: str


class DeliveredData(MessageData):
    """The data of `MessageDeliveredToUser` and `MessageDeliveredToEndUser`."""

    message_delivered: DeliveredTold
