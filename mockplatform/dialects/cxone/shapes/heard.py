"""Owns what clients say on the socket: the envelope, and each event's data.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and 1.20.0; the vendor's mobile SDKs (other names for the
same members).
"""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform.dialects.cxone.shapes.base import Heard, JsonObject, Ref


class IdentityHeard(Heard):
    """Who speaks, as the client says."""

    id_on_external_platform: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    image: str | None = None


class Payload(Heard):
    """What every event has. Mobile clients say `customerIdentity`."""

    event_type: str
    brand: Ref | None = None
    channel: Ref | None = None
    consumer_identity: IdentityHeard | None = None
    customer_identity: IdentityHeard | None = None
    data: JsonObject | None = None
    destination: JsonObject | list[Any] | None = None
    visitor: JsonObject | list[Any] | None = None
    visit: JsonObject | list[Any] | None = None


class Envelope(Heard):
    """A client's frame; a heartbeat has its action alone."""

    action: str
    event_id: str = ""
    payload: JsonObject | None = None


class ThreadHeard(Heard):
    """Which thread; clients leave the id out where they mean the latest one."""

    id_on_external_platform: str | None = None
    thread_name: str | None = None


class FieldHeard(Heard):
    """A custom field as a client sets it."""

    ident: str
    value: str | bool | int | float | None = None


class Fields(Heard):
    """Custom fields that come along with a message."""

    custom_fields: list[FieldHeard] = field(default_factory=list)


class ContentPayload(Heard):
    """What of a message's payload has to be a text: its words, or what a button of it means."""

    text: str | JsonObject | None = None
    postback: str | None = None


class ContentHeard(Heard):
    """A message's content, of the type `TEXT` where none is named."""

    type: str = "TEXT"
    payload: JsonObject = field(default_factory=dict)
    postback: str | None = None
    parameters: JsonObject | list[Any] | None = None


class AttachmentHeard(Heard):
    """A file by its URL."""

    url: str
    friendly_name: str = ""
    mime_type: str = ""


class TokenHeard(Heard):
    """A customer's access token."""

    token: str


class SendMessage(Heard):
    """`SendMessage`. Mobile clients say `customer`, `contact`, `deviceFingerprint`."""

    thread: ThreadHeard
    message_content: ContentHeard
    id_on_external_platform: str = ""
    attachments: list[AttachmentHeard] = field(default_factory=list)
    consumer: Fields | None = None
    customer: Fields | None = None
    consumer_contact: Fields | None = None
    contact: Fields | None = None
    browser_fingerprint: JsonObject | None = None
    device_fingerprint: JsonObject | None = None
    access_token: TokenHeard | None = None


class OfThread(Heard):
    """Whatever concerns a thread alone."""

    thread: ThreadHeard | None = None


class EndContact(Heard):
    """`EndContact`."""

    thread: ThreadHeard | None = None
    contact: Ref | None = None
