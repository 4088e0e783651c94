"""Owns the calls that take a customer's file, and that give it again.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (the body; that a refused file is answered 200, with what
is taken). Invented: the URLs.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from binascii import Error as NoBase64

from aiohttp import web

from mockplatform.core.channels import Channel
from mockplatform.customers import files
from mockplatform.dialects.cxone.channel.info import find
from mockplatform.dialects.cxone.shapes.channel import UploadBody, Uploaded
from mockplatform.dialects.cxone.translate.channels import restrictions
from mockplatform.edge.call import Answer, Call, convert
from mockplatform.edge.serving import serve
from mockplatform.edge.uploading import receive
from mockplatform.edge.urls import base_url
from mockplatform.errors import FeatureOff, FileRefused, InvalidValue, PayloadTooLarge
from mockplatform.guests.standing import Cause
from mockplatform.limits import LIMITS
from mockplatform.strictjson import parse_object

_AROUND_BYTES = 16 * 1024
"""What a body may have beside the file's bytes."""
_OCTETS = "application/octet-stream"


async def take(call: Call) -> Answer:
    """Take a file; one that the channel does not take is answered with what it does."""
    channel = find(call)
    try:
        upload = await _read(call, channel)
        cause = Cause(call.correlation_id, call.staged)
        url = files.take(call.tenant, channel, upload, base_url(call), cause)
    except (FeatureOff, FileRefused) as error:
        call.note(f"file refused: {error.message}")
        return Answer(200, restrictions(channel.digital), error.headers)
    return Answer(200, Uploaded(file_url=url))


async def _read(call: Call, channel: Channel) -> files.Upload:
    """Return the file in a body; there is room for the body as long as it is here."""
    most = _body_bytes_max(channel)
    pieces: list[bytes] = []
    length = call.request.content_length
    with call.tenant.blobs.place(min(most, most if length is None else length)):
        try:
            await receive(call, most, pieces.append)
        except PayloadTooLarge as error:
            raise FileRefused(error.message, "size", headers=error.headers) from None
        # In a thread: as large as it may be, it would hold everybody up.
        return await asyncio.to_thread(_decode, pieces)


def _body_bytes_max(channel: Channel) -> int:
    data = channel.digital.file_size_kb_max * 1000
    return min(LIMITS.channel_file_body_bytes_max, (data + 2) // 3 * 4 + _AROUND_BYTES)


def _decode(pieces: list[bytes]) -> files.Upload:
    body = convert(parse_object(b"".join(pieces)), UploadBody)
    try:
        data = b64decode(body.content, validate=True)
    except (NoBase64, ValueError):
        raise InvalidValue("$.content", "is no base64", hint="Send the bytes as base64.") from None
    mime = body.mime_type.partition(";")[0].strip()
    return files.Upload(body.file_name, mime or _OCTETS, data)


async def get(call: Call) -> web.Response:
    """Give a file's bytes to whoever has its URL."""
    signature = call.request.query.get("signature", "")
    file, data = files.fetch(call.tenant, find(call), call.params["file"], signature)
    return serve(data, file.name, file.mime, head=call.request.method == "HEAD")
