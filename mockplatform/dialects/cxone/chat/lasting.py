"""Owns how long a socket lasts that a transaction token has opened.

The token is judged at the handshake. Invented: that the socket then goes on without it; a channel
whose `outlivesToken` is off has it end with the token, by time or by revocation.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.edge.follower import Follower
from mockplatform.revocation import revocation

_ENDED = "the transaction token has expired"


def due_at(socket: Follower, line: Line) -> float | None:
    """Return when the socket ends with its token; in the past, if that was revoked."""
    access = socket.access
    if access is None or _outlives(socket, line):
        return None
    if revocation(socket.tenant, access) is not None:
        return socket.tenant.clock.now()
    return float(access.claims.exp)


def due(socket: Follower, line: Line, now: float) -> list[str]:
    """End with the token, if it is time."""
    access = socket.access
    if access is None or _outlives(socket, line):
        return []
    refusal = revocation(socket.tenant, access)
    if refusal is None and max(now, socket.tenant.clock.now()) < access.claims.exp:
        return []
    socket.sever(_ENDED if refusal is None else refusal.message)
    return ["socket.severed"]


def _outlives(socket: Follower, line: Line) -> bool:
    found = socket.tenant.tenancy.deployments.get(line.channel_id)
    return found is None or found.digital is None or found.digital.outlives_token
