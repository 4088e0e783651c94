"""Owns a socket's handshake: what is asked of it, how it is refused, how it is answered.

A refused handshake is a plain HTTP error in the dialect's shape. The server library is
lenient about versions and says too little when it refuses, so its checks are made here.
"""

from __future__ import annotations

import base64
import binascii
import struct
from contextlib import suppress
from typing import Literal

from aiohttp import WSCloseCode, WSMsgType, web

from mockplatform.edge import cors, journaling
from mockplatform.edge.call import Call, Next
from mockplatform.edge.correlation import EXPLAIN, explain_url
from mockplatform.edge.correlation import HEADER as CORRELATION
from mockplatform.edge.errors import HINT, header_text
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import FAULT, InvalidValue, NotReady, PlatformError, UpgradeRequired
from mockplatform.limits import LIMITS

VERSION = "13"
_KEY_BYTES = 16
_KEY_CHARS = 24
_TRANSLATED = {
    int(WSCloseCode.MESSAGE_TOO_BIG): (4413, f"a frame is over {LIMITS.frame_bytes_max} bytes"),
    int(WSCloseCode.PROTOCOL_ERROR): (1002, "a frame is none of RFC 6455"),
}
_REASON_BYTES_MAX = 123
"""What a close frame has room for beside its code (RFC 6455 section 5.5)."""


class SocketResponse(web.WebSocketResponse[Literal[False]]):
    """A socket that says goodbye once, with our codes, and waits for nobody in doing so."""

    said_goodbye = False

    async def close(self, *, code: int = 1000, message: bytes = b"", drain: bool = True) -> bool:
        """Send a close frame, unless one was sent; the server library's own come here too."""
        del drain
        code, reason = translated(code) if not message else (code, message.decode())
        return await self.say_goodbye(code, reason)

    async def say_goodbye(self, code: int, reason: str) -> bool:
        """Send a close frame with just this code, unless one was sent."""
        if self.said_goodbye:
            return False
        self.said_goodbye = True
        payload = struct.pack("!H", code) + reason.encode()[:_REASON_BYTES_MAX]
        with suppress(ConnectionError):
            await self.send_frame(payload, WSMsgType.CLOSE)
        return True


def translated(code: int) -> tuple[int, str]:
    """Return our code and reason for one with which the server library closes by itself."""
    return _TRANSLATED.get(code, (code, ""))


def layer(route: Route, rest: Next) -> Next:
    """Have the journal tell of refused handshakes, and refuse what asks for no socket."""
    if route.auth is not Auth.SOCKET:
        return rest

    async def shake(call: Call) -> web.StreamResponse:
        try:
            return await rest(call)
        except PlatformError as error:
            told = error if route.refused is None else route.refused(call, error)
            call.tenant.journal.record(
                "socket",
                ("refused", None, told.status, told.code),
                at=call.now,
                correlation_id=call.correlation_id,
                subject=call.subject,
                conversation_id=call.conversation_id or call.params.get("id", ""),
            )
            raise told from None

    return shake


def check(request: web.Request) -> None:
    """Refuse what is no handshake for a socket (RFC 6455 section 4.2.1).

    Raises:
        UpgradeRequired: A plain request, or another version of the protocol.
        InvalidValue: `Sec-WebSocket-Key` is not 16 bytes in base64.
    """
    headers = request.headers
    upgrades = _words(headers.getall("Upgrade", []))
    if (
        request.method != "GET"
        or "websocket" not in upgrades
        or "upgrade" not in _words(headers.getall("Connection", []))
    ):
        raise _upgrade("This is the path of a socket")
    version = headers.get("Sec-WebSocket-Version", "")
    if version != VERSION:
        raise _upgrade(f"Sec-WebSocket-Version {version[:20]!r} is not spoken here")
    _check_key(headers.getall("Sec-WebSocket-Key", []))


def _words(values: list[str]) -> list[str]:
    return [word.strip().lower() for value in values for word in value.split(",")]


def _upgrade(message: str) -> UpgradeRequired:
    return UpgradeRequired(
        message,
        hint=f"Open it as a WebSocket (RFC 6455), version {VERSION}.",
        headers={
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": VERSION,
        },
    )


def _check_key(keys: list[str]) -> None:
    name = "Sec-WebSocket-Key"
    if len(keys) != 1:
        raise InvalidValue(name, "must be there once")
    try:
        size = len(base64.b64decode(keys[0], validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size != _KEY_BYTES or len(keys[0]) != _KEY_CHARS:
        raise InvalidValue(name, f"must be {_KEY_BYTES} bytes in base64")


async def accept(call: Call, protocols: tuple[str, ...]) -> SocketResponse:
    """Answer a handshake with 101, for any origin; the request's line goes into the journal.

    Raises:
        NotReady: The server is going away.
    """
    if call.request.app[SOCKETS].is_closing:
        raise NotReady("The server is going away", hint="Connect again in a moment.")
    response = SocketResponse(
        autoclose=False,
        autoping=False,
        compress=False,
        decode_text=False,
        # The library refuses at this size already; ours is the largest that passes.
        max_msg_size=LIMITS.frame_bytes_max + 1,
        protocols=protocols,
    )
    # The layers write their headers on what leaves them; this leaves here.
    response.headers[CORRELATION] = call.correlation_id
    response.headers[EXPLAIN] = explain_url(call)
    response.headers["Server"] = "mockplatform"
    if call.hint:
        response.headers[HINT] = header_text(call.hint)
    if call.fault:
        response.headers[FAULT] = call.fault
    origin = call.request.headers.get("Origin")
    if origin is not None:
        cors.write(response.headers, origin)
    await response.prepare(call.request)
    journaling.record(call, response.status)
    return response
