"""Owns how the files that a message names are told, by whichever dialect it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import to_builtins

from mockplatform.core.events import MessageSent
from mockplatform.dialects.cxone.shapes.objects import Attachment
from mockplatform.dialects.cxone.translate.house import House
from mockplatform.dialects.cxone.translate.media import type_of
from mockplatform.ids import derive_uuid

_PART = "Attachment"


def of(house: House, event: MessageSent) -> list[Attachment]:
    """Return the files that a message names: those uploaded here, then those elsewhere."""
    uploaded = [
        one["attachment"]
        for one in event.content
        if one.get("contentType") == _PART and isinstance(one.get("attachment"), dict)
    ]
    elsewhere = [to_builtins(one) for one in event.attachments]
    kept = enumerate((*uploaded, *elsewhere))
    return [_attachment(house, event, number, one) for number, one in kept]


def _attachment(
    house: House, event: MessageSent, number: int, kept: Mapping[str, Any]
) -> Attachment:
    url = str(kept.get("url") or "")
    url = house.origin + url if url.startswith("/") else url
    name = str(kept.get("filename") or kept.get("name") or url.partition("?")[0].rpartition("/")[2])
    # Always a text: pages of the vendor's look into it without asking.
    mime = str(kept.get("mime") or kept.get("mimeType") or type_of(name))
    return Attachment(
        id=str(kept.get("id") or derive_uuid("attachment", event.message_id, number)),
        url=url,
        friendly_name=name,
        mime_type=mime,
        secured_permanent_url=url,
        preview_url=url if mime.startswith("image/") else None,
    )
