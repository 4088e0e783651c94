"""Owns the chat socket: its route, and how a client's frames are taken and answered.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and 1.20.0 (frames, flows); the shapes say which.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from mockplatform import customers
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.signals import Notice
from mockplatform.dialects.cxone.chat import (
    binding,
    deeds,
    doors,
    lasting,
    proving,
    reading,
    salvaging,
    telling,
    words,
)
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.acts import ACTS, JUDGES, WRITES
from mockplatform.dialects.cxone.chat.following import CustomerSocket
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.dialects.cxone.shapes.heard import Payload
from mockplatform.edge.call import Call
from mockplatform.edge.follower import Follower
from mockplatform.edge.handshake import SocketResponse, accept, check
from mockplatform.edge.heartbeat import SOCKETS
from mockplatform.edge.outgoing import Out
from mockplatform.edge.socket import BAD_UTF8, log
from mockplatform.edge.urls import base_url
from mockplatform.errors import PlatformError, UnknownFrame
from mockplatform.strictjson import parse_object

_NOTE_CHARS = 500
_UNREAD = reading.Glance("", "")


async def connect(call: Call) -> SocketResponse:
    """Open a chat socket for a channel; with a transaction token it speaks for its customer."""
    check(call.request)
    channel = doors.admit(call)
    line = Line(channel_id=channel.id, base=base_url(call))
    customer = await binding.by_token(call, channel)
    response = await accept(call, ())
    socket = CustomerSocket(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=Voice(line, customer),
        correlation_id=call.correlation_id,
        access=call.access,
        line=line,
    )
    call.then = socket.run
    return response


class Voice:
    """The chat socket's way to talk; `line` is what one connection knows of itself."""

    dialect = "cxone"
    writes = WRITES

    def __init__(self, line: Line, customer_id: str) -> None:
        self._line = line
        self._customer_id = customer_id

    def opened(self, socket: Follower) -> None:
        """Speak for the customer of the transaction token, or for nobody until a frame names him.

        What the handshake says of him is not believed: the frames name him again, and some others.
        """
        if not self._customer_id:
            socket.wait()
        else:
            # Only a code gets a token on a channel with authorization.
            self._line.is_secured = self._line.is_proven = True
            binding.bind(socket, self._line, self._customer_id)

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Say nothing: see `CustomerSocket.told`."""
        del socket, stream, event, state
        return ()

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what a customer is told of what is not kept."""
        return telling.of_notice(socket, self._line, stream, notice)

    def due_at(self, socket: Follower) -> float | None:
        """Return when it ends with the token that opened it, where the channel wants that."""
        return lasting.due_at(socket, self._line)

    def due(self, socket: Follower, now: float) -> list[str]:
        """End with the token that opened it, where the channel wants that."""
        return lasting.due(socket, self._line, now)

    def look(self, socket: Follower, now: float) -> None:
        """Do nothing: clients give signs of life by themselves."""

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Take a client's frame: do what it asks, and answer."""
        seen, members = _UNREAD, dict[str, Any]()
        try:
            data.decode()
            members = parse_object(data)
            seen = reading.glance(members)
            did = deeds.heard(socket, self._line, seen.name, members)
            socket.note("in", seen.name, len(data), None, did)
            socket.push(await self._answer(socket, members))
        except UnicodeDecodeError as error:
            socket.note("in", "", len(data), None)
            socket.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        except PlatformError as error:
            if seen is _UNREAD:
                seen = salvaging.salvage(data.decode())
                socket.note("in", seen.name, len(data), None)
            self._refuse(socket, seen, members, error)
        except Exception:  # noqa: BLE001 - the last resort: a frame is answered, whatever it does
            log.exception("internal error", extra={"socket": socket.id, "frame": seen.name})
            self._refuse(socket, seen, members, PlatformError("Internal error"))

    async def _answer(self, socket: Follower, members: dict[str, Any]) -> Out:
        given = reading.envelope(members)
        if given.action == reading.HEARTBEAT:
            return words.PONG
        head = reading.payload(given.payload)
        answer = await self._act(socket, head)
        out = words.replied(given.event_id, answer, socket.tenant.clock.now())
        acked = deeds.acknowledged(socket, self._line, head.event_type, members)
        return out if acked is None else out._replace(act=acked)

    async def _act(self, socket: Follower, head: Payload) -> words.Answer:
        act = ACTS.get(head.event_type)
        if act is None:
            raise UnknownFrame(head.event_type, ACTS)
        socket.heed()
        shape, do = act
        data = reading.data(head.data, shape)
        channel = customers.find_channel(socket.tenant, self._line.channel_id)
        asked = Asked(socket, self._line, head, channel)
        judge = JUDGES.get(head.event_type)
        if judge is not None:
            asked = asked._replace(judge=partial(judge, asked, data))
        binding.check_place(asked)
        await proving.check(asked, data)
        if head.event_type not in proving.AUTHORIZING:
            await binding.by_frame(asked)
        return await do(asked, data)

    def _refuse(
        self,
        socket: Follower,
        seen: reading.Glance,
        members: dict[str, Any],
        error: PlatformError,
    ) -> None:
        """Tell a client what is wrong with its frame; the journal has the next step too."""
        text = f"{seen.name}: {words.code_of(seen.name, error)} {error.message} {error.hint}"
        socket.tenant.journal.record(
            "note",
            ("frame.refused", text[:_NOTE_CHARS]),
            correlation_id=socket.correlation_id,
            subject=socket.user_id,
            conversation_id=socket.conversation_id,
        )
        if not seen.event_id:
            socket.push(words.misunderstood(error, socket.id, socket.correlation_id))
            return
        now = socket.tenant.clock.now()
        told = words.refused(seen.event_id, seen.name, error, now, socket.correlation_id)
        act = deeds.refused(socket, self._line, seen.name, members, error)
        socket.push(told._replace(act=act))
