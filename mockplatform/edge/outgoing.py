"""Owns the frame that is to be sent: what it is, and behind what it goes."""

from __future__ import annotations

from typing import Any, NamedTuple

from aiohttp import WSMsgType


class Out(NamedTuple):
    """A frame to send: its type for the journal, its bytes, its place, its opcode.

    `after` is the event behind which it goes: not before that one was sent. The journal
    does not hear of frames without a type, such as the protocol's own pings and pongs. `act` is
    what it tells the client, where rules that review clients care.
    """

    type: str
    data: bytes
    after: int = 0
    opcode: WSMsgType = WSMsgType.TEXT
    act: Any = None
