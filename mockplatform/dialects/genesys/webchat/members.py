"""Owns the members of a chat: who is there, that the guest leaves, and that he types."""

from __future__ import annotations

from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import Close
from mockplatform.core.signals import Typing
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.shapes.platform import Entities
from mockplatform.dialects.genesys.shapes.webchat import MediaRequest
from mockplatform.dialects.genesys.translate import webchat as translate
from mockplatform.dialects.genesys.webchat.chats import execute, find, find_own, look
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import UnknownThing
from mockplatform.findings.deeds import Looked


async def listing(call: Call) -> Answer:
    """Give the members, a page at a time."""
    state = await look(call)
    call.did(Looked(state.id, state.state))
    members = translate.members(state)
    if call.request.query.get("excludeDisconnectedMembers", "").lower() == "true":
        members = [one for one in members if one.state != translate.DISCONNECTED]
    return Answer(200, page(call, members, lambda one: one))


async def get(call: Call) -> Answer:
    """Give one member."""
    state = await look(call)
    call.did(Looked(state.id, state.state))
    members = {one.id: one for one in translate.members(state)}
    wanted = call.params["memberId"]
    if wanted not in members:
        raise UnknownThing("member", wanted, hint="GET the members: they are few.")
    return Answer(200, members[wanted])


async def leave(call: Call) -> Answer:
    """Have the guest leave, which ends the chat."""
    state = find_own(call)
    await execute(call, state.id, Close(by="customer"))
    return Answer(204)


async def typing(call: Call) -> Answer:
    """Show the others that the guest types; it is activity, and is not kept."""
    state = find_own(call)
    tenant = call.tenant
    tenant.touch(state.id, call.now)
    tenant.hub.signal(
        StreamId(tenant.id, "conversation", state.id), Typing(state.customer, on=True)
    )
    return Answer(200, translate.typing(state, state.customer, call.now))


async def media_requests(call: Call) -> Answer:
    """Give no media requests: nobody offers to co-browse."""
    find(call)
    return Answer(200, Entities[MediaRequest](entities=[]))


async def media_request(call: Call) -> Answer:
    """Tell that there is no such media request."""
    find(call)
    raise UnknownThing("media request", call.params["requestId"])
