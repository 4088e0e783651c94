"""Owns how an answer becomes bytes."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web
from multidict import CIMultiDict

from mockplatform.edge.call import Answer, Call

JSON_TYPE = "application/json"
_encode = msgspec.json.Encoder().encode


def write(call: Call, answer: Answer | web.StreamResponse) -> web.StreamResponse:
    """Return the response for a dialect's answer."""
    if not isinstance(answer, Answer):
        return answer
    status, body, headers = answer
    return respond(status, body, headers, head=call.request.method == "HEAD")


def respond(
    status: int,
    body: Any,
    headers: Any = (),
    content_type: str = JSON_TYPE,
    *,
    head: bool = False,
) -> web.Response:
    """Return a response with a JSON body (or bytes as they are, or none)."""
    written: CIMultiDict[str] = CIMultiDict(headers)
    if body is None:
        return web.Response(status=status, headers=written)
    data = body if isinstance(body, bytes) else _encode(body)
    if "Content-Type" not in written:
        written["Content-Type"] = content_type
    if head:
        written["Content-Length"] = str(len(data))
        return web.Response(status=status, headers=written)
    return web.Response(status=status, body=data, headers=written)
