"""Owns how an answer becomes bytes."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.hdrs import CONTENT_LENGTH, CONTENT_TYPE, DATE
from aiohttp.http import HttpVersion11

from mockplatform.edge import wallclock
from mockplatform.edge.call import Answer, Call

JSON_TYPE = "application/json"
_BODILESS = frozenset({204, 304})
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
    if body is None:
        return web.Response(status=status, headers=headers)
    data = body if isinstance(body, bytes) else _encode(body)
    response = Reply(status=status, body=None if head else data, headers=headers)
    response.headers.setdefault(CONTENT_TYPE, content_type)
    if head:
        response.headers[CONTENT_LENGTH] = str(len(data))
    return response


def closes(headers: Mapping[str, str]) -> bool:
    """Whether headers tell that the connection ends with this answer (RFC 9110 section 7.6.1)."""
    told = (value for name, value in headers.items() if name.lower() == "connection")
    return any("close" in map(str.strip, value.lower().split(",")) for value in told)


class Reply(web.Response):
    """An answer that is whole when it leaves: a status, headers, and bytes of a known length.

    The server library asks of each response whether it is chunked, compressed, of an old
    protocol, without a body, or the last of its connection, which costs a tenth of a call.
    Here that is asked at once: if it is none of these, it is written; else the library does it.
    """

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write head and body in one step if nothing is special about them."""
        body = self._body
        if not isinstance(body, bytes) or self.prepared or not self._is_plain(request):
            return await super().prepare(request)
        headers = self._headers
        headers[CONTENT_LENGTH] = str(len(body))
        headers[DATE] = _date(int(wallclock.wall()))
        writer = request.writer
        await writer.write_headers(f"HTTP/1.1 {self._status} {self._reason}", headers)
        await writer.write_eof(body)
        self._keep_alive = True
        self._eof_sent = True  # so that `write_eof` finds nothing left to do
        return None

    def _is_plain(self, request: web.BaseRequest) -> bool:
        return (
            request.keep_alive
            and self._keep_alive is None
            and self._cookies is None
            and not (self._chunked or self._compression)
            and request.version == HttpVersion11
            and request.method != "HEAD"
            and self._status not in _BODILESS
        )


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
