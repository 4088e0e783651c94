"""Owns how a client's content is judged and taken: its words, what else it holds, its files.

Invented: the limits, and that a message with nothing in it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mockplatform.core.channels import Channel
from mockplatform.core.events import Attachment
from mockplatform.customers import files
from mockplatform.dialects.cxone.chat import reading
from mockplatform.dialects.cxone.shapes.heard import AttachmentHeard, ContentHeard, ContentPayload
from mockplatform.dialects.cxone.translate import messages as translate
from mockplatform.dialects.cxone.translate.media import type_of
from mockplatform.errors import InvalidValue
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_TYPE_CHARS = 64
_CONTENT = "messageContent"


class Held(NamedTuple):
    """What a message holds.

    Attributes:
        parts: What is kept of it beside its text.
        attachments: The files that are elsewhere.
        files: The parts of those that were uploaded here: what is kept of them.
    """

    text: str
    parts: tuple[dict[str, Any], ...]
    attachments: tuple[Attachment, ...]
    files: tuple[dict[str, Any], ...]


def held(
    tenant: Tenant,
    channel: Channel,
    content: ContentHeard,
    attached: Sequence[AttachmentHeard],
    by: files.Namer,
) -> Held:
    """Return what a message holds; `by` is who names its files.

    Raises:
        InvalidValue: There is nothing in it, or too much.
        Forbidden, FileGone: A file is none that it may name.
    """
    text = text_of(content)
    if not (attached or text or _is_more(content)):
        raise InvalidValue(
            f"{_CONTENT}.payload.text",
            "is empty, and there is neither a postback nor an attachment",
            hint="A message says something, or names a file.",
        )
    parameters = content.parameters if isinstance(content.parameters, dict) else None
    parts = translate.keep(
        content.type, content.payload, postback=content.postback, parameters=parameters
    )
    _check(attached)
    ours = [one for one in attached if files.is_ours(one.url)]
    uploaded = tuple(files.part(tenant, channel, one.url, one.friendly_name, by) for one in ours)
    elsewhere = tuple(_elsewhere(one) for one in attached if not files.is_ours(one.url))
    return Held(text, parts, elsewhere, uploaded)


def text_of(content: ContentHeard) -> str:
    """Return what a content says in words.

    Raises:
        InvalidValue: It is none, or too long; or the content is of no type.
    """
    if not 0 < len(content.type) <= _TYPE_CHARS:
        raise InvalidValue(f"{_CONTENT}.type", f"has 1 to {_TYPE_CHARS} characters")
    reading.part(content.payload, ContentPayload, f"{_CONTENT}.payload")
    text = translate.text_of(content.payload)
    if len(text) > LIMITS.message_text_chars_max:
        what = f"has {len(text)} characters; the most is {LIMITS.message_text_chars_max}"
        raise InvalidValue(f"{_CONTENT}.payload.text", what)
    return text


def _is_more(content: ContentHeard) -> bool:
    """Whether there is something in a content beside words: of a text, what a button means."""
    if content.type == translate.TEXT:
        return bool(content.postback or content.payload.get("postback"))
    return bool(content.postback) or any(content.payload.values())


def _check(attached: Sequence[AttachmentHeard]) -> None:
    if len(attached) > LIMITS.message_attachments_max:
        raise InvalidValue("attachments", f"has at most {LIMITS.message_attachments_max} files")
    for one in attached:
        for name, text, most in (
            ("friendlyName", one.friendly_name, LIMITS.file_name_chars_max),
            ("url", one.url, LIMITS.message_url_chars_max),
            ("mimeType", one.mime_type, LIMITS.file_name_chars_max),
        ):
            if len(text) > most:
                raise InvalidValue(f"attachments[].{name}", f"has at most {most} characters")


def _elsewhere(named: AttachmentHeard) -> Attachment:
    """Return a file that was not uploaded here: of it no more is known than its URL says."""
    url, name = named.url, named.friendly_name
    if not _is_web(url):
        raise InvalidValue("attachments[].url", f"{url[:200]!r} is no URL of http or https")
    return Attachment(url=url, name=name, mime=named.mime_type or type_of(name or url))


def _is_web(url: str) -> bool:
    try:
        found = urlsplit(url)
    except ValueError:
        return False
    return found.scheme in {"http", "https"} and bool(found.netloc)
