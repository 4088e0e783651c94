"""Owns the table of a customer's events: the shape of each one's data, and what it does."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.cxone.chat import messages, threads
from mockplatform.dialects.cxone.chat.acting import Act
from mockplatform.dialects.cxone.shapes import heard as shapes

ACTS: dict[str, tuple[Any, Act]] = {
    "SendMessage": (shapes.SendMessage, messages.send),
    "SenderTypingStarted": (shapes.OfThread, messages.typing_started),
    "SenderTypingEnded": (shapes.OfThread, messages.typing_ended),
    "RecoverThread": (shapes.OfThread, threads.recover_thread),
    "RecoverLivechat": (shapes.OfThread, threads.recover_livechat),
    "EndContact": (shapes.EndContact, threads.end),
}
WRITES = frozenset({"SendMessage", "EndContact"})
"""The events that have something of the customer's stored."""
