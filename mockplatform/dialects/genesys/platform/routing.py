"""Owns queues as the platform API shows them, their members and their wrap-up codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mockplatform.core.configuration import Agent, Queue, WrapUpCode
from mockplatform.core.duty import is_member, presence_of, status_of
from mockplatform.core.tenancy import ChangeDuty
from mockplatform.dialects.genesys.platform import duty, staff, users
from mockplatform.dialects.genesys.platform.asked import many, named, switch
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.platform.table import read, read_list
from mockplatform.dialects.genesys.shapes import platform as shapes
from mockplatform.dialects.genesys.translate import queues as translate
from mockplatform.dialects.genesys.translate.presences import IDS
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest


def viewing(call: Call) -> Callable[[Queue], shapes.Queue]:
    """Return what renders queues."""
    tenant = call.tenant
    size = translate.sizes(users.people(tenant))
    ring_s = tenant.settings.ring

    def view(queue: Queue) -> shapes.Queue:
        count = size(queue.id)
        return translate.queue_view(queue, count, organization_id=tenant.id, ring_s=ring_s)

    return view


def find(call: Call, id_: str) -> Queue:
    """Return a queue of the tenant.

    Raises:
        UnknownThing: It has none by that id.
    """
    known = {queue.id: queue for queue in call.tenant.config.queues}
    if id_ not in known:
        raise UnknownThing("queue", id_, hint=nearest(id_, known))
    return known[id_]


async def listing(call: Call) -> Answer:
    """Give the queues by name, a page at a time."""
    ids, fits = many(call, "id"), named(call, "name")
    found = [
        queue
        for queue in call.tenant.config.queues
        if (not ids or queue.id in ids) and fits(queue.name or queue.id)
    ]
    return Answer(200, page(call, _by_name(call, found), viewing(call)))


def _by_name(call: Call, queues: Iterable[Queue]) -> list[Queue]:
    descending = call.request.query.get("sortOrder", "").lower().startswith("desc")
    return sorted(queues, key=lambda one: (one.name or one.id).lower(), reverse=descending)


async def get(call: Call) -> Answer:
    """Give a queue."""
    return Answer(200, viewing(call)(find(call, call.params["id"])))


async def members(call: Call) -> Answer:
    """Give the people of a queue by name, a page at a time; each of them has joined it."""
    queue, fits = find(call, call.params["id"]), named(call, "name", contains=True)
    tenant, is_wanted = call.tenant, switch(call, "joined") is not False
    statuses, seen_as = many(call, "routingStatus"), {*many(call, "presence")}

    def status(agent: Agent) -> str:
        return status_of(agent, is_talking=users.is_talking(tenant, agent))

    found = [
        agent
        for agent in translate.members(queue, users.people(tenant))
        if is_wanted
        and fits(agent.name or agent.id)
        and (not statuses or status(agent) in statuses)
        and (not seen_as or seen_as & {presence_of(agent), IDS[presence_of(agent)]})
    ]

    def render(agent: Agent) -> shapes.QueueMember:
        is_talking = users.is_talking(tenant, agent)
        return translate.member(agent, queue.id, organization_id=tenant.id, is_talking=is_talking)

    return Answer(200, page(call, users.by_name(call, found), render))


async def patch_member(call: Call) -> Answer:
    """Let a user join a queue, or leave it."""
    queue, agent = find(call, call.params["id"]), users.find(call, call.params["member"])
    joined = read(call, shapes.QueueJoin).joined
    await duty.change(call, ChangeDuty(agent_id=agent.id, queues=((queue.id, joined),)))
    return Answer(204)


async def mine(call: Call) -> Answer:
    """Give the queues of the token's user."""
    return _of_user(call, staff.user(call))


async def of_user(call: Call) -> Answer:
    """Give the queues of a user."""
    return _of_user(call, users.find(call, call.params["id"]))


def _of_user(call: Call, agent: Agent) -> Answer:
    """Return a user's queues: he has joined all that are his."""
    is_wanted = switch(call, "joined") is not False
    found = [one for one in call.tenant.config.queues if is_wanted and is_member(agent, one.id)]

    view = viewing(call)

    def render(queue: Queue) -> shapes.UserQueue:
        return translate.user_queue(view(queue), joined=True)

    return Answer(200, page(call, _by_name(call, found), render))


async def patch_of_user(call: Call) -> Answer:
    """Let a user join queues, or leave them."""
    agent = users.find(call, call.params["id"])
    if call.body.strip() in (b"", b"null"):  # elsewhere both stand for an empty list
        raise InvalidValue(
            "$", "is missing", hint="Send a list of queues, each with id and joined."
        )
    wanted = read_list(call, shapes.QueueJoin)
    for place, one in enumerate(wanted):
        if one.id is None:
            raise InvalidValue(f"$[{place}].id", "is missing")
    joins = tuple((one.id, one.joined) for one in wanted)
    return _of_user(call, await duty.change(call, ChangeDuty(agent_id=agent.id, queues=joins)))


async def patch_one_of_user(call: Call) -> Answer:
    """Let a user join a queue, or leave it."""
    agent, queue = users.find(call, call.params["id"]), find(call, call.params["queue"])
    joined = read(call, shapes.QueueJoin).joined
    command = ChangeDuty(agent_id=agent.id, queues=((queue.id, joined),))
    changed = await duty.change(call, command)
    body = translate.user_queue(viewing(call)(queue), joined=is_member(changed, queue.id))
    return Answer(200, body)


def codes(queues: Iterable[Queue]) -> list[WrapUpCode]:
    """Return the codes of queues, each once, by name."""
    known = {code.id: code for queue in queues for code in queue.wrap_up_codes}
    return sorted(known.values(), key=lambda one: (one.name or one.id).lower())


async def queue_codes(call: Call) -> Answer:
    """Give a queue's codes, a page at a time."""
    return _codes(call, codes([find(call, call.params["id"])]))


async def all_codes(call: Call) -> Answer:
    """Give the codes of all queues, a page at a time."""
    return _codes(call, codes(call.tenant.config.queues))


def _codes(call: Call, known: list[WrapUpCode]) -> Answer:
    ids, fits = many(call, "id"), named(call, "name")
    found = [one for one in known if (not ids or one.id in ids) and fits(one.name or one.id)]
    return Answer(200, page(call, found, lambda one: translate.wrapup_code(one, call.tenant.id)))


async def code(call: Call) -> Answer:
    """Give a code."""
    id_ = call.params["id"]
    known = {one.id: one for one in codes(call.tenant.config.queues)}
    if id_ not in known:
        raise UnknownThing("wrap-up code", id_, hint=nearest(id_, known))
    return Answer(200, translate.wrapup_code(known[id_], call.tenant.id))
