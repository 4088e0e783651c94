"""Owns the calls that take a file's bytes, and that give them: whoever has the URL may make them.

Source: [C] transport SDK 2.14 PUTs the bytes with the headers of PresignedUrlResponse. Invented:
paths and queries, as the platform's own are those of a store of files elsewhere.
"""

from __future__ import annotations

import hashlib

from aiohttp import web

from mockplatform.edge.call import Answer, Call
from mockplatform.edge.serving import serve
from mockplatform.edge.uploading import receive
from mockplatform.errors import FileRefused, PayloadTooLarge
from mockplatform.guests import files
from mockplatform.guests.standing import Cause


async def put(call: Call) -> Answer:
    """Take a file's bytes; the session's sockets hear whether they were taken."""
    tenant, query = call.tenant, call.request.query
    named = files.to_upload(tenant, call.params, query.get("signature", ""))
    with files.telling(tenant, named), files.place(tenant, named) as held:
        data = await _bytes(call, named)
        cause = Cause(call.correlation_id, call.staged)
        await files.take(call.platform.service, tenant, named, data, held, cause=cause)
    return Answer(200)


async def _bytes(call: Call, named: files.Named) -> bytes:
    file = named.file
    md5 = hashlib.md5(usedforsecurity=False)
    pieces: list[bytes] = []

    def take(piece: bytes) -> None:
        md5.update(piece)
        pieces.append(piece)

    try:
        await receive(call, file.size, take)
    except PayloadTooLarge as error:
        raise FileRefused(error.message, "size", headers=error.headers) from None
    data = b"".join(pieces)
    told = call.request.headers.get("Content-MD5", "")
    files.check_bytes(file, len(data), md5.hexdigest(), told)
    return data


async def get(call: Call) -> web.Response:
    """Give a file's bytes."""
    query = call.request.query
    expires, signature = query.get("expires", ""), query.get("signature", "")
    file, data = files.to_download(call.tenant, call.params, expires, signature)
    return serve(data, file.name, file.mime, head=call.request.method == "HEAD")
