"""Owns the fault `no_agents`: nobody takes what waits."""

from __future__ import annotations

from mockplatform.faults.effects import Effect, NoAgents
from mockplatform.faults.kind import Kind, Luck


class NoAgentsKind(Kind, frozen=True, kw_only=True, tag="no_agents"):
    """No agent is found when a waiting conversation is about to be offered.

    An occasion is an offer that would be made; it counts for the customer. Who was not found
    is looked for again after the ring time, ever more seldom, and at once when the fault is over.
    Acts of agents by the admin API go on.
    """

    phases = ("agent",)
    sees = "The conversation stays OPEN: no RINGING, no answer, until the fault is over."

    def effect(self, luck: Luck) -> Effect:
        """Find nobody."""
        del luck
        return NoAgents()
