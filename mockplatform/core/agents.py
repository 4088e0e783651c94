"""Owns who gets a waiting conversation: the choice among agents by queue, capacity and turn.

Invented: the guide says only that an agent is alerted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized

from mockplatform.core.configuration import Agent
from mockplatform.core.events import Person


def person(agent: Agent) -> Person:
    """Return the agent as a conversation names him."""
    purpose = "bot" if agent.kind == "bot" else "agent"
    return Person(purpose=purpose, id=agent.id, name=agent.name or agent.id)


def serves(agent: Agent, queue: str) -> bool:
    """Whether the agent takes conversations of that queue now."""
    return agent.present and agent.responding and (not agent.queues or queue in agent.queues)


def choose(
    agents: Iterable[Agent],
    loads: Mapping[str, Sized],
    queue: str,
    declined: tuple[str, ...],
) -> Agent | None:
    """Return the agent to alert, or None if nobody is free.

    The least loaded goes first, then the order of configuration. Who has declined this
    conversation is passed over; `everybody_declined` says when to ask all of them anew.
    """
    serving = [agent for agent in agents if serves(agent, queue)]
    willing = [agent for agent in serving if agent.id not in declined]
    free = [agent for agent in willing if len(loads.get(agent.id, ())) < agent.capacity]
    return min(free, key=lambda agent: len(loads.get(agent.id, ())), default=None)


def everybody_declined(agents: Iterable[Agent], queue: str, declined: tuple[str, ...]) -> bool:
    """Whether each agent who serves the queue has declined, so that a new round is due."""
    serving = [agent for agent in agents if serves(agent, queue)]
    return bool(serving) and all(agent.id in declined for agent in serving)
