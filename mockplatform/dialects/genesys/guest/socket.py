"""Owns the guest's socket: its route, and how a client's frames are taken and answered.

Source: [C] transport SDK 2.14, web-messaging-sdk 18.1, genesys-web-messaging-tester (frames and
flows); the docstrings of the shapes say which.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.signals import Notice
from mockplatform.dialects.genesys.guest import deeds, doors, reading, telling, words
from mockplatform.dialects.genesys.guest.acts import ACTS, WRITES
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.shapes.guest import ActionHead
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


async def connect(call: Call) -> SocketResponse:
    """Open a guest's socket for a deployment; it speaks for nobody yet."""
    check(call.request)
    deployment = doors.admit(call)
    response = await accept(call, ())
    call.then = Follower(
        call.request,
        response,
        call.request.app[SOCKETS],
        platform=call.platform,
        tenant=call.tenant,
        voice=Voice(Line(deployment_id=deployment.id, base=base_url(call))),
        correlation_id=call.correlation_id,
    ).run
    return response


class Voice:
    """The guest socket's way to talk; `line` is what one connection knows of itself."""

    dialect = "genesys"
    writes = WRITES

    def __init__(self, line: Line) -> None:
        self._line = line

    def opened(self, socket: Follower) -> None:
        """Say nothing: the client speaks first."""

    def event(self, socket: Follower, stream: StreamId, event: Event, state: Any) -> Iterable[Out]:
        """Return what a guest is told of what has happened."""
        return telling.of_event(socket, self._line, stream, event, state)

    def notice(self, socket: Follower, stream: StreamId, notice: Notice) -> Iterable[Out]:
        """Return what a guest is told of what is not kept."""
        del stream
        return telling.of_notice(socket, self._line, notice)

    def due_at(self, socket: Follower) -> float | None:
        """Return None: a guest's socket lives as long as its session, whose end is an event."""

    def due(self, socket: Follower, now: float) -> list[str]:
        """Do nothing."""
        del socket, now
        return []

    def look(self, socket: Follower, now: float) -> None:
        """Do nothing: clients ping by themselves."""

    async def hear(self, socket: Follower, data: bytes) -> None:
        """Take a client's frame: do what it asks, and answer."""
        head: ActionHead | None = None
        try:
            data.decode()
            members = parse_object(data)
            head = reading.head(members)
            did = deeds.heard(socket, head.action, members)
            socket.note("in", head.action, len(data), None, did)
            for out in await self._act(socket, head.action, members):
                socket.push(out)
        except UnicodeDecodeError as error:
            socket.note("in", "", len(data), None)
            socket.close(BAD_UTF8, f"byte {error.start} is not UTF-8")
        except PlatformError as error:
            if head is None:
                socket.note("in", "", len(data), None)
            _refuse(socket, head, error)
        except Exception:  # noqa: BLE001 - the last resort: a frame is answered, whatever it does
            action = head.action if head is not None else ""
            log.exception("internal error", extra={"socket": socket.id, "frame": action})
            _refuse(socket, head, PlatformError("Internal error"))

    async def _act(self, socket: Follower, name: str, members: dict[str, Any]) -> Iterable[Out]:
        act = ACTS.get(name)
        if act is None:
            raise UnknownFrame(name, ACTS)
        socket.heed()
        shape, do = act
        action = reading.action(members, shape)
        self._line.take_token(action.token, is_bound=bool(socket.group))
        return await do(socket, self._line, action)


def _refuse(socket: Follower, head: ActionHead | None, error: PlatformError) -> None:
    """Tell a client what is wrong with its frame; the journal has the next step too."""
    action, tracing_id = ("", None) if head is None else (head.action, head.tracing_id)
    text = f"{action[:64]}: {words.code_of(error)} {error.message} {error.hint}"
    speaker = socket.speaker
    socket.tenant.journal.record(
        "note",
        ("frame.refused", text[:_NOTE_CHARS]),
        correlation_id=socket.correlation_id,
        subject=speaker.user_id if speaker else "",
        conversation_id=socket.conversation_id,
    )
    told = words.refused(error, tracing_id)
    socket.push(told._replace(act=deeds.refused(socket, action, error)))
