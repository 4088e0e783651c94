"""Owns conversations on the platform API: listed, shown in both views, ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from mockplatform.core.commands import Close, Note
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import WrapUp
from mockplatform.core.states import State
from mockplatform.dialects.genesys.platform.known import (
    around,
    execute,
    find,
    look,
    messages_of,
    note,
    user_of,
)
from mockplatform.dialects.genesys.platform.pages import page
from mockplatform.dialects.genesys.platform.staff import user
from mockplatform.dialects.genesys.platform.table import read
from mockplatform.dialects.genesys.shapes.conversation_calls import ConversationPatch
from mockplatform.dialects.genesys.translate import conversations as views
from mockplatform.dialects.genesys.translate.participants import is_wrap_up_due
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import ConversationEnded, InvalidValue

DISCONNECTED = "disconnected"
MEDIUM = "message"
"""All conversations are of this communication type. Source: [M] communicationType."""
View = Callable[[Call, Conversation], Awaitable[Any]]


async def by_messages(call: Call, state: Conversation) -> Any:
    """Return view 1 of a conversation."""
    return views.message_conversation(state, await messages_of(call, state), around(call, state))


async def over_all_media(call: Call, state: Conversation) -> Any:
    """Return view 2 of a conversation."""
    return views.conversation(state, await messages_of(call, state), around(call, state))


async def listing(call: Call) -> Answer:
    """Give the user's active conversations in view 2, oldest first."""
    wanted = call.request.query.get("communicationType") or MEDIUM
    return await _page(call, over_all_media, is_any=wanted.lower() == MEDIUM)


async def message_listing(call: Call) -> Answer:
    """Give the user's active conversations in view 1, oldest first."""
    return await _page(call, by_messages)


async def _page(call: Call, view: View, *, is_any: bool = True) -> Answer:
    tenant, held = call.tenant, call.tenant.loads.get(user(call).id, set())
    states = [tenant.conversations[id_] for id_ in held] if is_any else []
    found = page(call, sorted(states, key=lambda one: (one.created_at, one.id)), lambda one: one)
    found.entities = [await view(call, one) for one in found.entities]
    return Answer(200, found)


async def get(call: Call) -> Answer:
    """Give a conversation in view 2."""
    return Answer(200, await over_all_media(call, await look(call)))


async def get_by_messages(call: Call) -> Answer:
    """Give a conversation in view 1."""
    return Answer(200, await by_messages(call, await look(call)))


async def patch(call: Call) -> Answer:
    """End a conversation for everybody."""
    state = find(call)
    wanted = read(call, ConversationPatch).state
    if wanted not in (None, DISCONNECTED):
        raise InvalidValue("state", f"{wanted[:40]!r} is none here", hint=f"Send {DISCONNECTED!r}.")
    if wanted is not None:
        state = await _close(call, state)
    return Answer(200, await over_all_media(call, state))


async def _close(call: Call, state: Conversation) -> Conversation:
    """Close a conversation in the name of who calls."""
    agent = user_of(call)
    has_it = agent is not None and state.agent is not None and state.agent.id == agent.id
    by = "system" if agent is None else "supervisor"
    if has_it and state.state is State.ACTIVE:
        by = "agent"
    closed: Conversation = (await execute(call, state.id, Close(by=by))).state
    note(call, "close", agent.id if agent is not None else "")
    return closed


async def disconnect(call: Call) -> Answer:
    """Tear a conversation down, wrap-ups that are owed included; again, it changes nothing.

    Source: [M] post_conversation_disconnect. [?] What the answer's text is.
    """
    state = find(call)
    if state.is_live:
        # Another who closed it meanwhile has done what was asked.
        with suppress(ConversationEnded):
            state = await _close(call, state)
    for one in state.participants:
        if one.wrap_up is None and is_wrap_up_due(state, around(call, state), one):
            await execute(call, state.id, Note(participant_id=one.id, wrap_up=WrapUp(code="")))
    return Answer(200, state.id)
