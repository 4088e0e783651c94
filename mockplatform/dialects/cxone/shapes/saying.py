"""Owns what clients say beside messages: previews, offline messages, transcripts, visits.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import Heard, JsonObject, Ref
from mockplatform.dialects.cxone.shapes.heard import (
    AttachmentHeard,
    ContentHeard,
    Fields,
    IdentityHeard,
    ThreadHeard,
    TokenHeard,
)


class SendOutbound(Heard):
    """`SendOutbound`: a page writes for the agent."""

    thread: ThreadHeard
    message_content: ContentHeard
    id_on_external_platform: str = ""
    attachments: list[AttachmentHeard] = field(default_factory=list)
    consumer_contact: Fields | None = None
    contact: Fields | None = None
    browser_fingerprint: JsonObject | None = None
    device_fingerprint: JsonObject | None = None
    access_token: TokenHeard | None = None


class SendOfflineMessage(Heard):
    """`SendOfflineMessage`: what somebody leaves while nobody is there, and who he is."""

    message_content: ContentHeard
    author_customer_identity: IdentityHeard


class SendMessagePreview(Heard):
    """`SendMessagePreview`: what is being typed."""

    thread: ThreadHeard | None = None
    message_content: ContentHeard = field(default_factory=ContentHeard)


class Recipient(Heard):
    """To whom something goes: an e-mail address."""

    id_on_external_platform: str = ""


class SendTranscript(Heard):
    """`SendTranscript`. Mobile clients say `contact`."""

    consumer_contact: Ref | None = None
    contact: Ref | None = None
    consumer_recipients: list[Recipient] = field(default_factory=list)
    recipients: list[Recipient] = field(default_factory=list)


class Anything(Heard):
    """Data of which nothing is asked, whatever it is."""
