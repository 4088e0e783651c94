"""Owns what a soak consists of: how many, how long, which faults and with which settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TENANT = "soak"
DAY_S = 25 * 3600.0
"""By how much the clock moves so that all that a round has left behind is forgotten."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked for.

    Attributes:
        seed: All draws follow from it: the faults' and those of customers and agents.
        seconds: How long customers go on to begin conversations and to talk, in real time.
        store: As for `mockplatform serve --store`.
        rounds: How often the memory is weighed, with a round of traffic before each; 0: never.
        round_s: How long the traffic of one such round lasts.
    """

    seed: int
    seconds: float = 60.0
    customers: int = 100
    agents: int = 10
    store: str = "memory"
    rounds: int = 0
    round_s: float = 5.0


def settings(journal_entries: int) -> dict[str, Any]:
    """Return the tenant's settings: tokens that end within a soak, and a journal of one size."""
    return {
        "accessTokenLife": "1m",
        "refreshGrace": "1m",
        "familyIdle": "12h",
        "ring": "5s",
        "botsAct": False,
        "deletedKept": "1s",
        "journalEntries": journal_entries,
    }


STATUS, LATENCY, RESET, DROP = "status-at-edge", "slow", "reset-in-reply", "drop-in"
LOSE_ACK, LOSE_MESSAGE, TWICE, ORDER = "lose-ack", "lose-message", "twice", "reorder"


def faults(seed: int) -> list[dict[str, Any]]:
    """Return the faults, seven kinds of them, all at once."""

    def fault(id_: str, where: dict[str, Any], chance: float, **what: Any) -> dict[str, Any]:
        when = {"probability": chance}
        return {
            "id": id_,
            "where": where,
            "when": when,
            "what": what,
            "ttl": "10m",
            "seed": seed,
        }

    slow = {"distribution": "lognormal", "delay": "15ms", "sigma": 1.0}
    out = {"phase": "frame.out", "frame": "message"}
    return [
        fault(STATUS, {"phase": "edge", "path": "/api/v2/*"}, 0.04, kind="status", status=503),
        fault(LATENCY, {"phase": "service"}, 0.1, kind="latency", **slow),
        fault(RESET, {"phase": "reply", "method": "POST"}, 0.1, kind="reset"),
        fault(DROP, {"phase": "frame.in", "frame": "message.send"}, 0.02, kind="drop"),
        fault(LOSE_ACK, {"phase": "frame.out", "frame": "ack"}, 0.04, kind="lose"),
        fault(LOSE_MESSAGE, out, 0.02, kind="lose"),
        fault(TWICE, out, 0.05, kind="duplicate", times=2),
        fault(ORDER, out, 0.03, kind="reorder", window=1, within="200ms"),
    ]
