"""Owns the acts of group chats: to invite others into a case, to join one, and to leave it.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (events). Invented: that no mail is sent, and the journal
says to whom an invitation would have gone.
"""

from __future__ import annotations

from mockplatform.core import group
from mockplatform.customers import groups
from mockplatform.dialects.cxone.chat.acting import Asked, note
from mockplatform.dialects.cxone.chat.offline import addresses
from mockplatform.dialects.cxone.chat.standing import about
from mockplatform.dialects.cxone.chat.words import ACKNOWLEDGED, Answer
from mockplatform.dialects.cxone.shapes import groups as shapes
from mockplatform.dialects.cxone.shapes.base import Ref
from mockplatform.dialects.cxone.shapes.told import Named
from mockplatform.dialects.cxone.translate import cases
from mockplatform.errors import ParameterMissing


def _number(named: Ref) -> str:
    if named.id in (None, ""):
        raise ParameterMissing("contact.id is missing")
    return str(named.id)


async def invite(asked: Asked, data: shapes.OfContact) -> Answer:
    """Make an invitation to a case of the customer's."""
    groups.check_on(asked.channel)
    service, tenant, number = (
        asked.socket.platform.service,
        asked.socket.tenant,
        _number(data.contact),
    )
    code = await groups.invite(service, tenant, asked.customer, number, cause=asked.cause)
    told = shapes.InvitationCreated(
        contact=Named(id=number), invitation=shapes.InvitationTold(code=code)
    )
    return Answer("InvitationToGroupChatCreated", told)


async def send(asked: Asked, data: shapes.SendEmailInvitation) -> Answer:
    """Take the wish for an invitation to go out by mail; no mail is sent."""
    groups.check_on(asked.channel)
    number, code = _number(data.contact), data.invitation.code
    state = groups.own_case(asked.socket.tenant, asked.customer, number)
    group.check_code(state, code, once=asked.channel.digital.single_use_invitations)
    to = ", ".join(addresses(data.recipients, "recipients"))
    note(asked, "invitation.asked", f"invitation {code} for {to}; no mail is sent")
    return Answer("EmailInvitationToGroupChatSent")


async def join(asked: Asked, data: shapes.JoinGroupChat) -> Answer:
    """Have the customer take part in the case of an invitation."""
    groups.check_on(asked.channel)
    service, tenant, code = asked.socket.platform.service, asked.socket.tenant, data.invitation.code
    part = await groups.join(
        service, tenant, asked.channel, asked.customer, code=code, cause=asked.cause
    )
    found = about(tenant, part.state)
    assert found is not None, part.number  # it is a case
    told = shapes.Joined(
        contact=cases.case(found), thread=cases.thread(found.thread, found.channel)
    )
    return Answer("GroupChatJoined", told)


async def leave(asked: Asked, data: shapes.OfContact) -> Answer:
    """Have the customer take part in a case no more."""
    groups.check_on(asked.channel)
    service, tenant, number = (
        asked.socket.platform.service,
        asked.socket.tenant,
        _number(data.contact),
    )
    await groups.leave(service, tenant, asked.customer, number, cause=asked.cause)
    return ACKNOWLEDGED
