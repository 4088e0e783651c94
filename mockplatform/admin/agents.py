"""Owns the agents' admin routes: people and bots are listed, made, changed, taken away."""

from __future__ import annotations

from typing import Any

from msgspec import field, to_builtins

from mockplatform.admin.bodies import View, convert
from mockplatform.core.configuration import Agent, Id
from mockplatform.core.tenancy import PutAgent, RemoveAgent
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, ThingExists, UnknownThing, nearest
from mockplatform.tenant import Tenant


class AgentAtPath(Agent, frozen=True, kw_only=True):
    """An agent whose id the path says, so that the body need not."""

    id: Id = field(default_factory=str)


class AgentView(View, kw_only=True):
    """An agent, and what he has to do now."""

    id: str
    name: str
    kind: str
    queues: tuple[str, ...]
    capacity: int
    present: bool
    email: str
    presence: str
    responding: bool
    script: dict[str, Any] | None = None
    conversations: list[str]


class AgentList(View, kw_only=True):
    """The agents in the order in which they are chosen from."""

    agents: list[AgentView]


class QueueView(View, kw_only=True, omit_defaults=False):
    """A queue: who serves it, present or not, and how many conversations wait in it."""

    id: str
    name: str
    agents: list[str]
    waiting: int


class QueueList(View, kw_only=True):
    """The queues in the order of the configuration; `fallback` takes what no rule matches."""

    queues: list[QueueView]
    fallback: str


def agent_view(tenant: Tenant, agent: Agent) -> AgentView:
    """Return an agent as the admin API shows him."""
    return AgentView(
        id=agent.id,
        name=agent.name,
        kind=agent.kind,
        queues=agent.queues,
        capacity=agent.capacity,
        present=agent.present,
        email=agent.email,
        presence=agent.presence,
        responding=agent.responding,
        script=None if agent.script is None else to_builtins(agent.script),
        conversations=sorted(tenant.loads.get(agent.id, ())),
    )


async def listing(call: Call) -> Answer:
    """List the agents."""
    tenancy = call.tenant.tenancy
    agents = [tenancy.agents[id_] for id_ in tenancy.agent_order]
    return Answer(200, AgentList(agents=[agent_view(call.tenant, one) for one in agents]))


async def queues(call: Call) -> Answer:
    """List the queues."""
    tenant = call.tenant
    known = [tenant.tenancy.agents[id_] for id_ in tenant.tenancy.agent_order]
    return Answer(
        200,
        QueueList(
            queues=[
                QueueView(
                    id=id_,
                    name=name,
                    agents=[one.id for one in known if not one.queues or id_ in one.queues],
                    waiting=len(tenant.waiting.get(id_, ())),
                )
                for id_, name in tenant.queue_names.items()
            ],
            fallback=tenant.config.fallback,
        ),
    )


async def get(call: Call) -> Answer:
    """Show an agent."""
    id_, known = call.params["id"], call.tenant.tenancy.agents
    if id_ not in known:
        raise UnknownThing("agent", id_, hint=nearest(id_[:128], known))
    return Answer(200, agent_view(call.tenant, known[id_]))


async def create(call: Call) -> Answer:
    """Make an agent."""
    agent = convert(call.json(), Agent)
    if agent.id in call.tenant.tenancy.agents:
        raise ThingExists(
            f"Agent {agent.id!r} exists", hint=f"Change it: PUT /__admin/agents/{agent.id}."
        )
    return await _put(call, agent, 201)


async def put(call: Call) -> Answer:
    """Make or replace an agent; the body may leave the id to the path."""
    id_ = call.params["id"]
    agent = convert({"id": id_, **call.json()}, Agent)
    if agent.id != id_:
        raise InvalidValue("$.id", f"is not that of the path, {id_[:128]!r}")
    return await _put(call, agent, 200 if id_ in call.tenant.tenancy.agents else 201)


async def _put(call: Call, agent: Agent, status: int) -> Answer:
    await call.platform.service.execute(
        call.tenant, "tenant", "tenant", PutAgent(agent=agent), cause=call.correlation_id
    )
    headers = {"Location": f"/__admin/agents/{agent.id}"} if status == 201 else {}  # noqa: PLR2004 - HTTP's Created
    return Answer(status, agent_view(call.tenant, agent), headers)


async def delete(call: Call) -> Answer:
    """Take an agent away, and end his tokens; what he is connected to goes on."""
    id_ = call.params["id"]
    await call.platform.service.execute(
        call.tenant, "tenant", "tenant", RemoveAgent(agent_id=id_), cause=call.correlation_id
    )
    await call.platform.tokens.revoke_matching(call.tenant, user_id=id_)
    return Answer(204)
