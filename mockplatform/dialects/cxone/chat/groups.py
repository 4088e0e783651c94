"""Owns the events of group chats, which are not emulated: each is refused, and says so.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (events). A case is one customer's here.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.words import Answer
from mockplatform.dialects.cxone.shapes.saying import Anything
from mockplatform.errors import FeatureOff

NAMES = (
    "CreateInvitationToGroupChat",
    "JoinGroupChat",
    "LeaveGroupChat",
    "SendEmailInvitationToGroupChat",
)


async def refuse(asked: Asked, data: Anything) -> Answer:
    """Refuse.

    Raises:
        FeatureOff: Always.
    """
    del data
    raise FeatureOff(
        f"Feature unavailable: {asked.head.event_type}: group chats are not emulated",
        hint="A case has one customer; see docs/fidelity.md.",
    )
