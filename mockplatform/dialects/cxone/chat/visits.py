"""Owns the events about visits, which the platform takes, notes, and does nothing with.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 names them and sends none by itself; the vendor's mobile
SDKs send two of them.
"""

from __future__ import annotations

import msgspec

from mockplatform.dialects.cxone.chat.acting import Asked, note
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes.saying import Anything

NAMES = (
    "AddVisitorTags",
    "ExecuteTrigger",
    "RemoveVisitorTags",
    "SendPageViews",
    "StoreVisitor",
    "StoreVisitorEvents",
)


async def take(asked: Asked, data: Anything) -> Answer:
    """Have the journal say what came, and acknowledge it."""
    del data
    head = asked.head
    text = msgspec.json.encode(head.data or {}).decode()
    note(asked, "visitor.told", f"{head.event_type}: {text}")
    return ACKNOWLEDGED
