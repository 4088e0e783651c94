"""Owns whose chat a call is about, and whether it still takes anything.

The JWT that opened a chat opens that one only: it names the conversation, and has a scope that no
other route asks for.
"""

from __future__ import annotations

from mockplatform.core.aggregate import Command
from mockplatform.core.conversation import Conversation
from mockplatform.core.states import State
from mockplatform.dialects.genesys.translate.webchat import customer_of
from mockplatform.edge.call import Call
from mockplatform.errors import (
    ChatMemberGone,
    ChatOver,
    ChatRefused,
    ConversationEnded,
    NotYours,
    TokenMissing,
    UnknownThing,
)
from mockplatform.findings.deeds import Ended, Missing
from mockplatform.service import Outcome

SCOPE = "guest:chat"
"""What the JWT of a chat allows, and nothing else. Invented: a name."""


def find(call: Call) -> Conversation:
    """Return the chat that the path names, if the call's token is the one that opened it.

    Raises:
        TokenMissing: No token came.
        NotYours: The token opens another chat, or none.
        UnknownThing: The chat was deleted.
    """
    access, id_ = call.access, call.params["id"]
    if access is None:
        raise TokenMissing(
            "Authentication is required", hint="Open the eventStreamUri as it was given."
        )
    claims = access.claims
    state = call.tenant.conversations.get(id_)
    is_own = claims.instance_id == id_ and SCOPE in access.scope
    if not is_own or (state is not None and state.customer.id != claims.sub):
        raise NotYours(
            "The token does not open this chat",
            hint="Each chat has a jwt of its own: take the one that came with this id.",
        )
    if state is None or state.state is State.DELETED:
        call.did(Missing(id_))
        raise UnknownThing("conversation", id_, hint="It was deleted: open another chat.")
    call.conversation_id = id_
    return state


async def look(call: Call) -> Conversation:
    """Return the chat to be read: as it is, or as a fault says that it was.

    Raises:
        TokenMissing, NotYours, UnknownThing: As `find`.
    """
    state = find(call)
    if call.staged.as_of is None:
        return state
    service = call.platform.service
    was: Conversation | None = await service.as_of(
        call.tenant, "conversation", state.id, call.staged.as_of
    )
    if was is None:
        raise UnknownThing("conversation", state.id)
    return was


def find_own(call: Call) -> Conversation:
    """Return the chat in which the call's member, who is the caller, does something.

    Raises:
        TokenMissing, NotYours, UnknownThing: As `find`; or the member is another, or nobody.
        ChatOver: The chat has ended.
        ChatMemberGone: The caller has left it.
    """
    state = find(call)
    wanted, own = call.params["memberId"], customer_of(state)
    if wanted != own:
        if all(one.id != wanted for one in state.everybody):
            raise UnknownThing("member", wanted, hint=f"The guest of this chat is {own}.")
        raise NotYours("That is another member", hint=f"The guest of this chat is {own}.")
    if not state.is_live:
        call.did(Ended(state.id))
        raise ended(state)
    return state


def ended(state: Conversation) -> ChatRefused:
    """Return why a chat that has ended takes nothing more from its guest."""
    if state.closed_by == "customer":
        return ChatMemberGone("The member has left the conversation", hint="Open another chat.")
    why = f" ({state.close_reason})" if state.close_reason else ""
    return ChatOver(f"The conversation has ended{why}", hint="Open another chat.")


async def execute(call: Call, id_: str, command: Command) -> Outcome:
    """Run a command on a chat for the call.

    Raises:
        ChatOver, ChatMemberGone: It has ended meanwhile.
    """
    try:
        return await call.platform.service.execute(
            call.tenant, "conversation", id_, command, cause=call.correlation_id, staged=call.staged
        )
    except ConversationEnded:
        call.did(Ended(id_))
        raise ended(call.tenant.conversations[id_]) from None
