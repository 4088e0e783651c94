"""Owns whether a person is on duty: presence, routing status, and the queues he has joined.

There is one switch, `Agent.present`: who is on queue gets offers. A presence is what he says of
himself otherwise, and a routing status follows from what he does.

Source: Genesys help, "Change an agent's status", "Agent status".
"""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from mockplatform.core.configuration import Agent, Presence
from mockplatform.errors import Conflict

OnQueue = Literal["On Queue"]
ON_QUEUE: OnQueue = "On Queue"
Status = Literal["OFF_QUEUE", "IDLE", "INTERACTING", "NOT_RESPONDING"]
Wanted = Literal["OFF_QUEUE", "IDLE"]


def presence_of(agent: Agent) -> Presence | OnQueue:
    """Return what the agent is seen as."""
    return ON_QUEUE if agent.present else agent.presence or "Offline"


def with_presence(agent: Agent, presence: Presence | OnQueue) -> Agent:
    """Return the agent after he has taken a presence; who comes on queue takes offers anew."""
    if presence == ON_QUEUE:
        return replace(agent, present=True, responding=agent.responding or not agent.present)
    return replace(agent, present=False, presence=presence, responding=True)


def status_of(agent: Agent, *, is_talking: bool) -> Status:
    """Return how the agent stands to his queues.

    Who did not answer is shown so although he may still be talking to others.

    Args:
        agent: The agent.
        is_talking: Whether he is connected to anybody.
    """
    if not agent.present:
        return "OFF_QUEUE"
    if not agent.responding:
        return "NOT_RESPONDING"
    return "INTERACTING" if is_talking else "IDLE"


def with_status(agent: Agent, status: Wanted) -> Agent:
    """Return the agent after his status was set: off queue he is Available; idle, he responds.

    Raises:
        Conflict: Somebody who is off queue is to be idle.
    """
    if status == "OFF_QUEUE":
        return with_presence(agent, "Available") if agent.present else agent
    if not agent.present:
        raise Conflict(
            f"Agent {agent.id} is off queue and cannot be {status}",
            hint="Take the presence On Queue first.",
        )
    return replace(agent, responding=True)


def is_member(agent: Agent, queue: str) -> bool:
    """Whether a person serves the queue; who names none serves all. Bots are nobody's members."""
    return agent.kind == "person" and (not agent.queues or queue in agent.queues)


def with_queue(agent: Agent, queue: str, known: tuple[str, ...], *, joined: bool) -> Agent:
    """Return the agent after he has joined a queue, or has left it.

    Args:
        agent: The agent.
        queue: Which queue.
        known: All queues of the tenant, in their order.
        joined: Whether he joins.

    Raises:
        Conflict: He leaves his last queue: an agent without queues serves all of them.
    """
    before = set(agent.queues or known)
    wanted = before | {queue} if joined else before - {queue}
    if not wanted:
        raise Conflict(
            f"Agent {agent.id} cannot leave his last queue",
            hint="Take a presence other than On Queue, or join another one first.",
        )
    if wanted == before:
        return agent
    return replace(agent, queues=tuple(one for one in known if one in wanted))
