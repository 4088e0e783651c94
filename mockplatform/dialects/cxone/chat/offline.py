"""Owns what goes out by mail elsewhere: messages left while nobody is there, and transcripts.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (events, data). Invented: that what is left is a case of
whoever left it, known by his address; that no mail is sent, and the journal says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockplatform import customers
from mockplatform.core.commands import SendMessage
from mockplatform.core.customer import Customer
from mockplatform.customers.files import Namer
from mockplatform.dialects.cxone.chat.acting import Asked, note
from mockplatform.dialects.cxone.chat.contents import Held, held
from mockplatform.dialects.cxone.chat.words import Answer
from mockplatform.dialects.cxone.shapes.base import Ref
from mockplatform.dialects.cxone.shapes.saying import (
    Recipient,
    SendOfflineMessage,
    SendTranscript,
)
from mockplatform.edge.inner import ask_routing
from mockplatform.errors import FeatureOff, InvalidValue, ParameterMissing, UnknownThing
from mockplatform.limits import LIMITS


async def leave(asked: Asked, data: SendOfflineMessage) -> Answer:
    """Take a message of somebody who leaves his address: a case in a thread of its own."""
    socket, tenant, channel = asked.socket, asked.socket.tenant, asked.channel
    author = data.author_customer_identity
    found, address = _left(asked, data), author.id_on_external_platform or ""
    await ask_routing(socket, asked.head.event_type)
    service = socket.platform.service
    customer = await customers.meet(
        service,
        tenant,
        channel,
        address,
        first_name=author.first_name or None,
        last_name=author.last_name or None,
        cause=asked.cause,
    )
    message = SendMessage(
        message_id=tenant.ids.uuid(), sender=customer.person, text=found.text, content=found.parts
    )
    said = customers.Said(thread=tenant.ids.uuid(), message=message)
    if asked.cause.staged.keep:
        await customers.send(service, tenant, channel, customer.id, said, cause=asked.cause)
    return Answer("OfflineMessageSent")


def judge(asked: Asked, data: SendOfflineMessage, customer: Customer) -> None:
    """Judge a message of somebody who is not yet known, or not by that name.

    Raises:
        PlatformError: It is going to be refused.
    """
    del customer
    _left(asked, data)


def _left(asked: Asked, data: SendOfflineMessage) -> Held:
    address = data.author_customer_identity.id_on_external_platform or ""
    _check_address(address, "authorCustomerIdentity.idOnExternalPlatform")
    return held(asked.socket.tenant, asked.channel, data.message_content, (), Namer())


def _check_address(address: str, path: str) -> None:
    name, _, domain = address.rpartition("@")
    if not (name and domain) or len(address) > LIMITS.id_chars_max:
        what = f"{address[:128]!r} is no e-mail address of up to {LIMITS.id_chars_max} characters"
        raise InvalidValue(path, what)


async def transcript(asked: Asked, data: SendTranscript) -> Answer:
    """Take the wish for a transcript; no mail is sent."""
    if not asked.channel.digital.transcript:
        raise FeatureOff("Transcripts are turned off", hint="The channel's `transcript`.")
    number = _number(asked, data.consumer_contact or data.contact)
    to = addresses(data.consumer_recipients or data.recipients, "consumerRecipients")
    text = f"transcript of contact {number} for {', '.join(to)}; no mail is sent"
    note(asked, "transcript.asked", text)
    return Answer("TranscriptSent")


def _number(asked: Asked, named: Ref | None) -> str:
    """Return the number of the case that is named, which is the customer's."""
    if named is None or named.id in (None, ""):
        raise ParameterMissing("consumerContact.id is missing")
    tenant, number = asked.socket.tenant, str(named.id)
    id_ = tenant.cases.by_number(number)
    case = None if id_ is None else tenant.cases.at(id_)
    if case is None or case.customer_id != asked.customer.id:
        raise UnknownThing("contact", number[:64], hint="CaseCreated tells its number.")
    return number


def addresses(recipients: Sequence[Recipient], path: str) -> list[str]:
    """Return to whom something is to go, by mail.

    Raises:
        InvalidValue: There is nobody, there are too many, or one is no address; `path` names them.
    """
    most = LIMITS.transcript_recipients_max
    if not 0 < len(recipients) <= most:
        raise InvalidValue(path, f"has 1 to {most} addresses")
    found = [one.id_on_external_platform for one in recipients]
    for address in found:
        _check_address(address, f"{path}[].idOnExternalPlatform")
    return found
