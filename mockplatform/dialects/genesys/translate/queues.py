"""Owns queues on the wire: what a queue is, whom it has, and what its agents sum up with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from math import ceil

from mockplatform.core.configuration import Agent, Queue, WrapUpCode
from mockplatform.core.duty import is_member
from mockplatform.dialects.genesys.shapes import platform as shapes
from mockplatform.dialects.genesys.translate import users


def members(queue: Queue, agents: Iterable[Agent]) -> list[Agent]:
    """Return the people of a queue."""
    return [agent for agent in agents if is_member(agent, queue.id)]


def sizes(agents: Iterable[Agent]) -> Callable[[str], int]:
    """Return what tells how many people a queue has; each agent is looked at once."""
    of_all, of_each = 0, Counter[str]()
    for agent in agents:
        if agent.kind == "person" and not agent.queues:
            of_all += 1
        elif agent.kind == "person":
            of_each.update(set(agent.queues))
    return lambda queue_id: of_all + of_each[queue_id]


def queue_view(queue: Queue, count: int, *, organization_id: str, ring_s: float) -> shapes.Queue:
    """Return a queue; whoever is its member has joined it.

    Args:
        queue: The queue.
        count: How many people it has.
        organization_id: The tenant's id.
        ring_s: How long an agent is alerted.
    """
    return shapes.Queue(
        id=queue.id,
        name=queue.name or queue.id,
        division=users.home(organization_id),
        member_count=count,
        user_member_count=count,
        joined_member_count=count,
        media_settings={"message": shapes.MediaSettings(alerting_timeout_seconds=ceil(ring_s))},
        acw_settings=shapes.AcwSettings(wrapup_prompt=queue.wrap_up.upper()),
        self_uri=f"/api/v2/routing/queues/{queue.id}",
    )


def user_queue(queue: shapes.Queue, *, joined: bool) -> shapes.UserQueue:
    """Return a queue as one of a user's."""
    members_of = {name: getattr(queue, name) for name in queue.__struct_fields__}
    return shapes.UserQueue(**members_of, joined=joined)


def member(
    agent: Agent, queue_id: str, *, organization_id: str, is_talking: bool
) -> shapes.QueueMember:
    """Return a user as a member of a queue."""
    return shapes.QueueMember(
        id=agent.id,
        name=agent.name or agent.id,
        joined=True,
        member_by="user",
        user=users.user(agent, organization_id),
        routing_status=users.routing_status(agent, is_talking=is_talking),
        self_uri=f"/api/v2/routing/queues/{queue_id}/members/{agent.id}",
    )


def wrapup_code(code: WrapUpCode, organization_id: str) -> shapes.WrapupCode:
    """Return a code."""
    return shapes.WrapupCode(
        id=code.id,
        name=code.name or code.id,
        division=users.home(organization_id),
        self_uri=f"/api/v2/routing/wrapupcodes/{code.id}",
    )
