"""Owns what is asked and told of group chats.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (events and their data, the names of replies, the members
of the push). Invented: the data of the replies, of which the SDK reads nothing; so the code stands
where clients have it in what they ask, and a guest is told which case and thread he has joined.
"""

from __future__ import annotations

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import Heard, Ref, Told
from mockplatform.dialects.cxone.shapes.objects import Case, Thread
from mockplatform.dialects.cxone.shapes.saying import Recipient
from mockplatform.dialects.cxone.shapes.told import CaseData, Named


class OfContact(Heard):
    """`CreateInvitationToGroupChat` and `LeaveGroupChat`: the case."""

    contact: Ref


class Invitation(Heard):
    """An invitation by its code."""

    code: str


class SendEmailInvitation(Heard):
    """`SendEmailInvitationToGroupChat`: to whom an invitation goes."""

    contact: Ref
    invitation: Invitation
    recipients: list[Recipient] = field(default_factory=list)


class JoinGroupChat(Heard):
    """`JoinGroupChat`."""

    invitation: Invitation


class InvitationTold(Told):
    """An invitation."""

    code: str


class InvitationCreated(Told):
    """The data of `InvitationToGroupChatCreated`."""

    contact: Named
    invitation: InvitationTold


class Joined(Told):
    """The data of `GroupChatJoined`."""

    contact: Case
    thread: Thread


class RecipientsData(CaseData):
    """The data of `ContactRecipientsChanged`; `contact` is the case once more."""

    contact: Case
