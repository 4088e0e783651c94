"""Owns the fault `close`: the connection, or the socket, is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from mockplatform.close_codes import is_sendable
from mockplatform.faults.effects import Effect, Finish, SayClose
from mockplatform.faults.kind import FRAMES, HTTP, AtOnce, Luck
from mockplatform.faults.where import Occasion, Phase

_RESTART = 1012
_REASON_BYTES_MAX = 123


class Close(AtOnce, frozen=True, kw_only=True, tag="close"):
    """A call's connection ends without an answer; a socket ends with a close frame.

    On a socket the close frame goes at once, instead of the frame on which it fires.

    Attributes:
        code: The close frame's code, for sockets alone; 1012 if left out.
        reason: The close frame's reason, for sockets alone.
        at_once: For sockets alone: when the fault opens, all open ones in its scope close, and
            then no more.
    """

    phases = HTTP + FRAMES
    sees = "HTTP: the connection ends (FIN) without an answer. Sockets: a close frame."
    example: ClassVar[Mapping[str, Any]] = {}

    code: Annotated[int, Meta(ge=1000, le=4999)] | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        """Check that a close frame can carry it (RFC 6455 sections 5.5 and 7.4)."""
        if self.code is not None and not is_sendable(self.code):
            raise ValueError(f"code: {self.code} is never sent. Take 1000 to 1003, or from 1007 on")
        if len((self.reason or "").encode(errors="replace")) > _REASON_BYTES_MAX:
            raise ValueError(f"reason: has more than {_REASON_BYTES_MAX} bytes")

    def check(self, phase: Phase) -> None:
        """Refuse what only a socket can be told where there is none yet."""
        if phase in FRAMES:
            return
        given = {"code": self.code, "reason": self.reason, "atOnce": self.at_once or None}
        for name, value in given.items():
            if value is not None:
                raise ValueError(f"{name}: goes with where.phase frame.out or frame.in alone")

    def effect(self, luck: Luck) -> Effect:
        """Close a socket."""
        del luck
        return SayClose(_RESTART if self.code is None else self.code, self.reason or "")

    def effect_on(self, luck: Luck, at: Occasion, memory: dict[Any, Any]) -> Effect:
        """End a call's connection, or close a socket."""
        del memory
        return self.effect(luck) if at.channel_id else Finish()
