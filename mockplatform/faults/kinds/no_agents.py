"""Owns the fault `no_agents`: nobody takes what waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.durations import parse_instant
from mockplatform.faults.effects import Effect, NoAgents
from mockplatform.faults.kind import Kind, Luck
from mockplatform.limits import LIMITS

_LATEST = parse_instant("9999-12-31T23:59:59Z")


class NoAgentsKind(Kind, frozen=True, kw_only=True, tag="no_agents"):
    """No agent is found when a waiting conversation is about to be offered.

    An occasion is an offer that would be made; it counts for the customer. Who was not found
    is looked for again after the ring time, ever more seldom, and at once when the fault is over.
    Acts of agents by the admin API go on.
    """

    phases = ("agent",)
    sees = "The conversation stays OPEN: no RINGING, no answer, until the fault is over."
    remembers = True

    def recall(self, memory: Mapping[Any, Any]) -> None:
        """Refuse what does not tell when a conversation's agent is looked for again."""
        if len(memory) > LIMITS.fault_subjects_max:
            raise ValueError(f"at most {LIMITS.fault_subjects_max} conversations are remembered")
        for id_, at in memory.items():
            if not isinstance(id_, str) or type(at) not in {int, float} or not 0 <= at <= _LATEST:
                raise ValueError("by each conversation stands when an agent is looked for again")

    def effect(self, luck: Luck) -> Effect:
        """Find nobody."""
        del luck
        return NoAgents()
