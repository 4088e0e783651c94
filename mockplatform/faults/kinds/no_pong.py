"""Owns the fault `no_pong`: pings are not answered."""

from __future__ import annotations

from typing import Any

from mockplatform.faults.effects import Effect, Lose
from mockplatform.faults.kind import Kind, Luck
from mockplatform.faults.where import Occasion

_PINGS = frozenset({"ping", "heartbeat"})


class NoPong(Kind, frozen=True, kw_only=True, tag="no_pong"):
    """The client's pings are not answered: the protocol's, and frames `ping` and `heartbeat`."""

    phases = ("frame.in",)
    sees = "All but pongs: a client that watches for them ends the socket by itself."

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether it is a ping."""
        del memory
        return at.frame in _PINGS

    def effect(self, luck: Luck) -> Effect:
        """Do not hear it."""
        del luck
        return Lose()
