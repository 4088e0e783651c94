"""Owns users as the platform API shows them: the tenant's people. Bots are none.

Source: [M] User, UserMe. Invented: which agents are users. On the platform a bot is a flow.
"""

from __future__ import annotations

from mockplatform.core.configuration import Agent
from mockplatform.core.states import State
from mockplatform.dialects.genesys.platform import staff
from mockplatform.dialects.genesys.platform.asked import expand, many
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.shapes.platform import User, UserState
from mockplatform.dialects.genesys.translate import presences
from mockplatform.dialects.genesys.translate import users as translate
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.tenant import Tenant

EXPANSIONS = ("presence", "routingStatus", "organization")
STATES = ("active", "inactive", "deleted", "any")


def people(tenant: Tenant) -> list[Agent]:
    """Return the users, in the order in which agents are chosen from."""
    known = tenant.tenancy.agents
    listed = (known[id_] for id_ in tenant.tenancy.agent_order)
    return [agent for agent in listed if agent.kind == "person"]


def find(call: Call, id_: str) -> Agent:
    """Return a user.

    Raises:
        UnknownThing: The tenant has no such user.
    """
    agent = call.tenant.tenancy.agents.get(id_)
    if agent is None or agent.kind != "person":
        known = [one.id for one in people(call.tenant)]
        raise UnknownThing("user", id_, hint=nearest(id_, known))
    return agent


def is_talking(tenant: Tenant, agent: Agent) -> bool:
    """Whether a user is connected to anybody; who is alerted is not."""
    held = tenant.loads.get(agent.id, ())
    return any(tenant.conversations[id_].state is State.ACTIVE for id_ in held)


def view(call: Call, agent: Agent, wanted: tuple[str, ...] = ()) -> User:
    """Return a user, with what is `wanted` beside."""
    tenant = call.tenant
    found = translate.user(agent, tenant.id)
    if "presence" in wanted:
        since = tenant.tenancy.presence_at.get(agent.id)
        found.presence = presences.user_presence(agent, since)
    if "routingStatus" in wanted:
        found.routing_status = translate.routing_status(agent, is_talking=is_talking(tenant, agent))
    if "organization" in wanted:
        found.organization = translate.organization(tenant.id, tenant.config.name)
    return found


async def me(call: Call) -> Answer:
    """Give the user of the token."""
    return Answer(200, view(call, staff.user(call), expand(call, EXPANSIONS)))


async def listing(call: Call) -> Answer:
    """Give the users by name, a page at a time; all of them are active."""
    wanted, ids = expand(call, EXPANSIONS), many(call, "id")
    state = call.request.query.get("state", "active")
    if state not in STATES:
        raise InvalidValue("state", f"is one of {', '.join(STATES)}")
    found = people(call.tenant) if state in ("active", "any") else []
    chosen = [one for one in found if not ids or one.id in ids]
    return Answer(200, page(call, by_name(call, chosen), lambda one: view(call, one, wanted)))


def by_name(call: Call, agents: list[Agent]) -> list[Agent]:
    """Return agents in the order of their names, as `sortOrder` has it."""
    descending = call.request.query.get("sortOrder", "").lower().startswith("desc")
    return sorted(agents, key=lambda one: (one.name or one.id).lower(), reverse=descending)


async def get(call: Call) -> Answer:
    """Give a user."""
    return Answer(200, view(call, find(call, call.params["id"]), expand(call, EXPANSIONS)))


async def state(call: Call) -> Answer:
    """Give whether a user may be one: whoever is known may."""
    found = view(call, find(call, call.params["id"]))
    return Answer(200, UserState(state=found.state, version=found.version))
