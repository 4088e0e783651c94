"""Owns answers that are files: written piece by piece, at the pace of whoever reads."""

from __future__ import annotations

import re
from urllib.parse import quote

from aiohttp import web
from aiohttp.hdrs import CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE

_PIECE = 64 * 1024
_NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")


class Served(web.Response):
    """A file's bytes; no more of them than a piece waits for a slow reader."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Write the bytes in pieces."""
        body = self._body
        if isinstance(body, bytes) and not self._must_be_empty_body and not self._eof_sent:
            view = memoryview(body)
            for start in range(0, len(view), _PIECE):
                await self.write(view[start : start + _PIECE])
            self._body = None
        await super().write_eof(data)


def serve(data: bytes, name: str, mime: str, *, head: bool) -> web.Response:
    """Return the answer that gives a file to keep, and never to show as a page of ours.

    Source: RFC 6266 (the name), RFC 9110 section 14.3 (parts are not given).
    """
    headers = {
        CONTENT_TYPE: mime,
        CONTENT_DISPOSITION: _disposition(name),
        "Accept-Ranges": "none",
        "Cache-Control": "private, no-transform",
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if head:
        return web.Response(headers={**headers, CONTENT_LENGTH: str(len(data))})
    return Served(body=data, headers=headers)


def _disposition(name: str) -> str:
    plain = _NOT_PLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
