"""Owns whether users are on duty: presence and routing status, read and set.

Both are one thing in the core: who is On Queue gets offers.
"""

from __future__ import annotations

from mockplatform.core.configuration import Agent, Presence
from mockplatform.core.duty import OnQueue
from mockplatform.core.tenancy import ChangeDuty
from mockplatform.dialects.genesys.platform import staff, users
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.platform import (
    Definitions,
    RoutingStatus,
    UserPresence,
)
from mockplatform.dialects.genesys.translate import presences
from mockplatform.dialects.genesys.translate.users import routing_status
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest


async def change(call: Call, command: ChangeDuty) -> Agent:
    """Let a user do something about his duty; return him as he is then.

    Raises:
        NotYours: The caller is another user.
        Conflict: His duty does not allow it.
    """
    staff.check_self(call, command.agent_id)
    outcome = await call.platform.service.execute(
        call.tenant, "tenant", "tenant", command, cause=call.correlation_id, staged=call.staged
    )
    agent: Agent = outcome.state.agents[command.agent_id]
    return agent


def _presence(call: Call, agent: Agent) -> Answer:
    since = call.tenant.tenancy.presence_at.get(agent.id)
    return Answer(200, presences.user_presence(agent, since))


def _find(call: Call) -> Agent:
    """Return the user, if the presence that is meant is the platform's own."""
    agent = users.find(call, call.params["id"])
    source = call.params.get("source", presences.SOURCE)
    if source.upper() != presences.SOURCE:
        raise UnknownThing("presence source", source, hint=f"There is {presences.SOURCE}.")
    return agent


async def read_presence(call: Call) -> Answer:
    """Give what a user is seen as."""
    return _presence(call, _find(call))


async def patch_presence(call: Call) -> Answer:
    """Let a user take a presence; On Queue gets him offers, every other one none."""
    agent = _find(call)
    body = read(call, UserPresence)
    if body.message is not None:
        call.note("a presence's message is not kept")
    wanted = body.presence_definition
    if wanted is None:
        raise InvalidValue("presenceDefinition", "is missing", hint="It has the definition's id.")
    if wanted.id not in presences.BY_ID:
        raise InvalidValue(
            "presenceDefinition.id",
            f"no presence {wanted.id[:64]!r}",
            hint="GET /api/v2/presence/definitions lists them.",
        )
    command = ChangeDuty(agent_id=agent.id, presence=presences.BY_ID[wanted.id])
    return _presence(call, await change(call, command))


def _status(call: Call, agent: Agent) -> Answer:
    is_talking = users.is_talking(call.tenant, agent)
    return Answer(200, routing_status(agent, is_talking=is_talking))


async def read_status(call: Call) -> Answer:
    """Give how a user stands to his queues."""
    return _status(call, users.find(call, call.params["id"]))


async def put_status(call: Call) -> Answer:
    """Set it: IDLE makes who did not respond be asked again, OFF_QUEUE nobody is."""
    agent = users.find(call, call.params["id"])
    status = read(call, RoutingStatus).status
    if status not in ("IDLE", "OFF_QUEUE"):
        raise InvalidValue(
            "status", f"{status} cannot be set", hint="Set IDLE or OFF_QUEUE; the rest follows."
        )
    return _status(call, await change(call, ChangeDuty(agent_id=agent.id, status=status)))


async def definitions(call: Call) -> Answer:
    """Give the presences, all at once."""
    found = [presences.newer_definition(one) for one in presences.IDS]
    body = Definitions(entities=found, total=len(found), self_uri=call.path)
    return Answer(200, body)


async def older_definitions(call: Call) -> Answer:
    """Give the presences, a page at a time."""
    return Answer(200, page(call, tuple(presences.IDS), presences.definition))


async def system_presences(call: Call) -> Answer:
    """Give the presences by their names alone."""
    del call
    return Answer(200, [presences.system(one) for one in presences.IDS])


def _definition(call: Call) -> Presence | OnQueue:
    id_ = call.params["id"]
    if id_ not in presences.BY_ID:
        raise UnknownThing("presence", id_, hint=nearest(id_, presences.BY_ID))
    return presences.BY_ID[id_]


async def definition(call: Call) -> Answer:
    """Give a presence."""
    return Answer(200, presences.newer_definition(_definition(call)))


async def older_definition(call: Call) -> Answer:
    """Give a presence as the older path has it."""
    return Answer(200, presences.definition(_definition(call)))
