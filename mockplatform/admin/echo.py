"""Owns the echo socket: the platform's own stack, for suites that test how sockets are spoken."""

from __future__ import annotations

from aiohttp import WSMsgType

from mockplatform.edge.call import Call
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8, Socket


class Echo(Socket):
    """Sends back what it hears; it is as strict as a conversation's socket, but for the pace."""

    __slots__ = ()

    async def hear(self, data: bytes) -> None:
        """Send a text back."""
        try:
            data.decode()
        except UnicodeDecodeError as error:
            self.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        else:
            self.push(Out("", data))

    async def hear_binary(self, data: bytes) -> None:
        """Send bytes back."""
        self.push(Out("", data, opcode=WSMsgType.BINARY))

    async def send_all(self) -> None:
        """Send what there is to send."""
        await self.send_answers(None)

    def is_within_rate(self, now: float) -> bool:
        """Take as many frames as come: such suites are quick."""
        del now
        return True


async def connect(call: Call) -> SocketResponse:
    """Open the socket."""
    check(call.request)
    response = await accept(call, ())
    sockets = call.request.app[SOCKETS]
    echo = Echo(call.request, response, sockets, platform=call.platform, tenant=call.tenant)
    call.then = echo.run
    return response
