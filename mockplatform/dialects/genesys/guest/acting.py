"""Owns what all acts of a guest have in common: for what they are done, and for which session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from mockplatform import guests
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.errors import SessionUnknown

Act = Callable[[Follower, Line, Any], Awaitable[Iterable[Out]]]
"""Does what an action asks on a socket; returns its answers."""


def cause(socket: Follower) -> guests.Cause:
    """Return for what a frame's work is done."""
    return guests.Cause(socket.correlation_id, socket.staged)


def current(socket: Follower, line: Line) -> Session:
    """Return the session for which a connection is configured.

    Raises:
        SessionExpired: It has ended by its own time.
        SessionUnknown: There is none, or this connection was not configured for it.
    """
    session = guests.find(socket.tenant, line.session_id)
    if socket.group != session.id:
        raise SessionUnknown(
            "No session is configured on this connection",
            hint="Send configureSession first, on each connection.",
        )
    return session
