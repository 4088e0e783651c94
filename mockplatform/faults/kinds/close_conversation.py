"""Owns the fault `close_conversation`: the platform closes a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.faults.effects import CloseConversation, Effect
from mockplatform.faults.kind import AtOnce, Luck
from mockplatform.faults.where import Occasion


class CloseConversationKind(AtOnce, frozen=True, kw_only=True, tag="close_conversation"):
    """The platform closes the conversation right before the call or frame is served.

    Attributes:
        reason: Its `closeReason`.
        at_once: All live conversations in scope, as the fault opens.
    """

    phases = ("service", "frame.in")
    sees = (
        "The call meets a CLOSED conversation (409, or its state); sockets get "
        "conversation.closed and end with 4410. To take the fault away undoes nothing."
    )
    example: ClassVar[Mapping[str, Any]] = {"reason": "platform"}

    reason: Annotated[str, Meta(min_length=1, max_length=200)] = "platform"

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether there is a live conversation of the caller's."""
        del memory
        return bool(at.conversation_id) and at.finds

    def effect(self, luck: Luck) -> Effect:
        """Close it."""
        del luck
        return CloseConversation(self.reason)
