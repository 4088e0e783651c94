"""Owns how a call on conversations finds what it names, acts on it, and has it noted."""

from __future__ import annotations

from collections.abc import Callable

from mockplatform.core.aggregate import Command
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import MessageSent
from mockplatform.core.participants import Participant
from mockplatform.core.states import State
from mockplatform.dialects.genesys.translate.participants import Surroundings, communication_id
from mockplatform.edge.call import Call
from mockplatform.edge.staffing import as_looked
from mockplatform.edge.urls import base_url
from mockplatform.errors import Forbidden, InvalidValue, UnknownThing, nearest
from mockplatform.guests.files import urls
from mockplatform.service import Outcome


def find(call: Call) -> Conversation:
    """Return the conversation that the path names.

    Raises:
        UnknownThing: There is none by that id, or it was deleted.
    """
    id_ = call.params["id"]
    state = call.tenant.conversations.get(id_)
    if state is None or state.state is State.DELETED:
        raise UnknownThing("conversation", id_, hint="GET /__admin/conversations lists them.")
    call.conversation_id = id_
    return state


async def look(call: Call) -> Conversation:
    """Return the conversation to be read: as it is, or as a fault says that it was.

    Raises:
        UnknownThing: As `find`, and for one that was not there yet then.
    """
    state = find(call)
    was = await as_looked(call, state)
    if was is None:
        raise UnknownThing("conversation", state.id)
    return was


async def messages_of(call: Call, state: Conversation) -> list[MessageSent]:
    """Return a conversation's messages up to its version, oldest first."""
    events = await call.platform.service.events(call.tenant, "conversation", state.id)
    return [one for one in events[: state.version] if isinstance(one, MessageSent)]


def around(call: Call, state: Conversation) -> Surroundings:
    """Return what a view of the conversation needs beside it."""
    tenant = call.tenant
    session = tenant.sessions.get(state.session_id)
    return Surroundings(
        queues={queue.id: queue for queue in tenant.config.queues},
        ring_s=tenant.settings.ring,
        silent_at=tenant.silent_at(state, call.staged.as_of) if state.is_live else None,
        is_signed_in=session.is_signed_in if session is not None else None,
    )


def url_of(call: Call, state: Conversation) -> Callable[[str], str]:
    """Return what gives, for a while, the URL of the bytes of a conversation's files."""
    return urls(call.tenant, state.session_id, base_url(call))


def participant(call: Call, state: Conversation) -> Participant:
    """Return the participant that the path names, whose communication it may name too.

    Raises:
        UnknownThing: The conversation has none by that id, or not with that communication.
    """
    known = {one.id: one for one in state.everybody}
    id_ = call.params["participant"]
    if id_ not in known:
        raise UnknownThing("participant", id_, hint=nearest(id_[:128], known))
    line = communication_id(id_)
    wanted = call.params.get("communication", line)
    if wanted != line:
        raise UnknownThing("communication", wanted, hint=f"This participant's is {line!r}.")
    return known[id_]


def communication(call: Call, state: Conversation) -> Participant:
    """Return the participant whose communication the path names.

    Raises:
        UnknownThing: Nobody has it.
    """
    known = {communication_id(one.id): one for one in state.everybody}
    id_ = call.params["communication"]
    if id_ not in known:
        hint = "GET /api/v2/conversations/{id} has it in participants[].messages[].id."
        raise UnknownThing("communication", id_, hint=hint)
    return known[id_]


def check_connected(one: Participant) -> None:
    """Let an agent who is connected speak.

    Raises:
        InvalidValue: It is somebody else, or he is not connected.
    """
    if one.person.purpose in {"agent", "bot"} and one.state == "connected":
        return
    raise InvalidValue(
        "communication",
        f"is that of {one.person.purpose} {one.person.id[:64]!r}, who is {one.state}",
        hint="An agent who is connected sends: PATCH the participant to connected first.",
    )


def user_of(call: Call) -> Agent | None:
    """Return the user who calls; None for a client without one, who may act for anybody."""
    found: Agent | None = call.tenant.tenancy.agents.get(call.claims.sub)
    return found


def check_self(call: Call, one: Participant) -> None:
    """Let a user act as himself, and a client as anybody.

    Raises:
        Forbidden: A user would act as somebody else.
    """
    user = user_of(call)
    is_user = one.person.purpose in {"agent", "bot"} and user is not None
    if user is not None and not (is_user and one.person.id == user.id):
        raise Forbidden(
            f"The participant is not the user {user.id!r}",
            hint=f"It is {one.person.purpose} {one.person.id!r}: use that agent's token, or a "
            "client's own (client credentials), which may act for anybody.",
        )


async def execute(call: Call, id_: str, command: Command) -> Outcome:
    """Run a command on a conversation for the call."""
    return await call.platform.service.execute(
        call.tenant, "conversation", id_, command, cause=call.correlation_id, staged=call.staged
    )


def note(call: Call, act: str, agent_id: str = "") -> None:
    """Have the journal tell what was done as an agent, as it tells acts of the admin API."""
    call.tenant.journal.record(
        "agent",
        (act, agent_id or None),
        correlation_id=call.correlation_id,
        conversation_id=call.conversation_id,
    )
