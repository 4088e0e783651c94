"""Owns effects: what a fault that fires wants done, as values. Who performs them is the edge.

Times are in seconds of real time (they are about the wire), but for those that say otherwise.
They are structs because these are made quickly: a server that harms nobody imports them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

BODILESS = frozenset({204, 205, 304})
"""Statuses of answers that have no body (RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5)."""


class Respond(Struct, frozen=True):
    """Answer with a status instead; without a body, in the dialect's own shape of an error.

    Without `cors`, no page of another origin may read it. `code` stands in the dialect's error
    instead of that of the status.
    """

    status: int
    retry_after_s: float | None = None
    body: Any = None
    headers: Mapping[str, str] = {}
    cors: bool = True
    code: int | str | None = None


class Wait(Struct, frozen=True):
    """Go on after a while."""

    seconds: float


class Hang(Struct, frozen=True):
    """Go on when the fault is over, and not before."""


class Reset(Struct, frozen=True):
    """End the connection at once, with a TCP reset (RST)."""


class Finish(Struct, frozen=True):
    """End the connection without an answer or a close frame, in order (FIN)."""


class Truncate(Struct, frozen=True):
    """Send the answer's head as it is and only this fraction of its body; then end (FIN)."""

    fraction: float


class Malform(Struct, frozen=True):
    """Send a body that is no JSON, with everything else as it would be."""


class Drip(Struct, frozen=True):
    """Send the body, or this frame, at so many bytes a second; or read this frame so slowly."""

    bytes_per_second: float


class Lose(Struct, frozen=True):
    """Do not send, or do not hear, this frame."""


class Repeat(Struct, frozen=True):
    """Send, or hear, this frame so many times in all."""

    times: int


class Overtake(Struct, frozen=True):
    """Let so many later frames go first; none come within `within_s`: send it then."""

    frames: int
    within_s: float


class Garble(Struct, frozen=True):
    """Put a wrong byte into the frame's payload; `position` is a fraction of its length."""

    position: float
    byte: int


class Cut(Struct, frozen=True):
    """Send a frame's head and this fraction of its payload; then end the connection (FIN)."""

    fraction: float


class Deafen(Struct, frozen=True):
    """Send nothing more on this socket until the fault is over; then all that was held."""


class Mute(Struct, frozen=True):
    """Hear nothing more from this socket until the fault is over; what came is lost."""


class SayClose(Struct, frozen=True):
    """Close the socket with a close frame."""

    code: int
    reason: str


class EndToken(Struct, frozen=True):
    """Judge the token as though its end had come."""


class RevokeFamily(Struct, frozen=True):
    """Revoke the family of the token."""


class SkewClock(Struct, frozen=True):
    """Judge the token by a clock that is so many seconds (of the tenant's time) ahead."""

    by_s: float


class RotateKey(Struct, frozen=True):
    """Sign with a new key from now on, and forget the old ones (by the tenant's time) then."""

    keep_old_s: float


class ReadStale(Struct, frozen=True):
    """Answer a reading with the state of so many seconds (of the tenant's time) ago."""

    by_s: float


class LoseWrite(Struct, frozen=True):
    """Answer a writing as though it were stored, and store nothing."""


class NoAgents(Struct, frozen=True):
    """Find no agent for what waits."""


class TruncateRouting(Struct, frozen=True):
    """Take values away from routing data, the newest first, until it has so many bytes."""

    bytes_max: int


class CloseConversation(Struct, frozen=True):
    """Close the conversation, as the platform itself."""

    reason: str


class EvictContext(Struct, frozen=True):
    """Forget the context document."""


Effect = (
    Respond
    | Wait
    | Hang
    | Reset
    | Finish
    | Truncate
    | Malform
    | Drip
    | Lose
    | Repeat
    | Overtake
    | Garble
    | Cut
    | Deafen
    | Mute
    | SayClose
    | EndToken
    | RevokeFamily
    | SkewClock
    | RotateKey
    | ReadStale
    | LoseWrite
    | NoAgents
    | TruncateRouting
    | CloseConversation
    | EvictContext
)
