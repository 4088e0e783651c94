"""Owns how read marks are told. Source: [C] nice-cxone-chat-web-sdk 2.2.0 (what it reads)."""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Told
from mockplatform.dialects.cxone.shapes.objects import Case
from mockplatform.dialects.cxone.shapes.told import MessageData


class SeenTold(Told):
    """When a message was seen."""

    seen_at: str


class SeenData(MessageData):
    """The data of `MessageReadChanged` and the pushes like it; `contact` is the case once more."""

    contact: Case
    message_seen: SeenTold
