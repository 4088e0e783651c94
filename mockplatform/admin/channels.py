"""Owns the live sockets' admin routes: listed, and dropped as a network would drop them."""

from __future__ import annotations

from typing import Any, Literal

from mockplatform.admin.bodies import Body, View, read
from mockplatform.close_codes import HINT, is_sendable
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest

_GOING_AWAY = 1001


class DropBody(Body, frozen=True, kw_only=True):
    """How a socket is to end: `abort` cuts it without a word, `close` says a code."""

    how: Literal["abort", "close"] = "abort"
    code: int | None = None


class ChannelList(View, kw_only=True):
    """The live sockets, the oldest first."""

    channels: list[dict[str, Any]]


async def listing(call: Call) -> Answer:
    """List the live sockets."""
    channels = [one.describe() for one in call.tenant.channels.values()]
    return Answer(200, ChannelList(channels=channels))


async def drop(call: Call) -> Answer:
    """End a socket."""
    body = read(call, DropBody)
    id_, known = call.params["id"], call.tenant.channels
    channel = known.get(id_)
    if channel is None:
        raise UnknownThing("channel", id_, hint=nearest(id_[:128], list(known)[-100:]))
    if body.how == "abort":
        if body.code is not None:
            raise InvalidValue("$.code", "goes with `close`: an abort says nothing")
        channel.abort()
    else:
        channel.close(_close_code(body.code), "dropped by the admin API")
    return Answer(204)


def _close_code(code: int | None) -> int:
    if code is None:
        return _GOING_AWAY
    if not is_sendable(code):
        raise InvalidValue(
            "$.code",
            f"{code} is no code that a close frame may hold",
            hint=HINT,
        )
    return code
