"""Owns how an event is told that is too large for one frame.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: it fetches `s3Object.url`, and takes what it gets as the
frame. Invented: the other members.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.shapes.base import Heard, Told


class PostbackHead(Heard):
    """What a reply is of."""

    event_type: str = ""


class Head(Heard):
    """What is asked of a frame that is put by."""

    event_id: str = ""
    event_type: str = ""
    created_at: str = ""
    postback: PostbackHead | None = None


class Stored(Told):
    """Where it is."""

    url: str


class Origin(Told):
    """What it is."""

    event_id: str
    event_type: str


class LargeData(Told):
    """The data of `EventInS3`."""

    s3_object: Stored
    origin_event: Origin


class EventInS3(Told):
    """A frame that stands for another one."""

    event_id: str
    event_object: str
    event_type: str
    created_at: str
    data: LargeData
