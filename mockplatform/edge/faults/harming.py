"""Owns answers that are harmed on their way: cut, spoilt, sent in drops.

Layers outside may still write headers on them, as on any answer; what is wrong with them
shows when they are written to the connection.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.hdrs import CONTENT_LENGTH

from mockplatform.edge.answers import Reply
from mockplatform.edge.cutting import end
from mockplatform.edge.faults.holding import hold
from mockplatform.faults.plan import Armed
from mockplatform.limits import LIMITS
from mockplatform.platform import Surroundings

_BODILESS = frozenset({204, 304})
_PIECES_A_SECOND = 10


def body_of(request: web.BaseRequest, whole: web.StreamResponse) -> bytes | None:
    """Return the bytes of an answer's body; None where none will be sent."""
    if request.method == "HEAD" or whole.status in _BODILESS or whole.prepared:
        return None
    body = whole.body if isinstance(whole, web.Response) else None
    return body if isinstance(body, bytes) and body else None


def malformed(whole: web.StreamResponse, body: bytes) -> web.Response:
    """Return an answer of the same length whose body is no JSON: its last byte is another."""
    spoilt = Reply(status=whole.status, reason=whole.reason, headers=whole.headers)
    spoilt.body = body[:-1] + b"<"
    if whole.keep_alive is False:
        spoilt.force_close()
    return spoilt


class _Harmed(web.StreamResponse):
    """An answer with the head of another one, whose body is written otherwise."""

    _request: web.BaseRequest

    def __init__(self, whole: web.StreamResponse, body: bytes) -> None:
        super().__init__(status=whole.status, reason=whole.reason, headers=whole.headers)
        self.headers[CONTENT_LENGTH] = str(len(body))
        self._whole = body
        if whole.keep_alive is False:
            self.force_close()

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write the head, and keep what is needed to write the body."""
        self._request = request
        return await super().prepare(request)


class Truncated(_Harmed):
    """An answer of which a part of the body comes, and then the end of the connection."""

    def __init__(self, whole: web.StreamResponse, body: bytes, fraction: float) -> None:
        super().__init__(whole, body)
        self._sent = int(len(body) * fraction)  # less than all: it is below 1

    async def write_eof(self, data: bytes = b"") -> None:
        """Write the part, and end the connection."""
        del data
        await self.write(self._whole[: self._sent])
        await end(self._request)


class Dripped(_Harmed):
    """An answer whose body comes in small pieces, for as long as the fault lasts."""

    def __init__(
        self,
        whole: web.StreamResponse,
        body: bytes,
        *,
        around: Surroundings,
        armed: Armed,
        bytes_per_second: float,
    ) -> None:
        super().__init__(whole, body)
        self._around = around
        self._armed = armed
        self._rate = bytes_per_second

    async def write_eof(self, data: bytes = b"") -> None:
        """Write the head at once and the body piece by piece; the rest when the fault is over."""
        del data
        await self.write(b"")
        piece = max(1, int(self._rate / _PIECES_A_SECOND))
        began = self._around.stopwatch()
        sent = 0
        while sent + piece < len(self._whole):
            await self.write(self._whole[sent : sent + piece])
            sent += piece
            due = began + min(sent / self._rate, LIMITS.fault_wait_s_max)
            wait = due - self._around.stopwatch()
            # Who has left is not waited for: to write to him ends this.
            if await hold(self._around, self._armed, wait, self._is_gone):
                break
        await super().write_eof(self._whole[sent:])

    def _is_gone(self) -> bool:
        transport = self._request.transport
        return transport is None or transport.is_closing()
