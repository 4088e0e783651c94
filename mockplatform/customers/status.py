"""Owns how agents say how far a customer's conversation is, and what each word makes happen."""

from __future__ import annotations

from collections.abc import Callable

from mockplatform.core.aggregate import Command
from mockplatform.core.commands import Close, Delete, Mark
from mockplatform.core.conversation import Conversation
from mockplatform.core.events import Person
from mockplatform.core.statuses import Status
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.guests.standing import Cause, execute
from mockplatform.service import Service
from mockplatform.tenant import Tenant

AUTOMATION = Person(purpose="api", id="api")
"""Who says so where it is no agent."""


def _mark(status: Status, by: Person) -> Command:
    return Mark(status=status, by=by)


def _close(status: Status, by: Person) -> Command:
    del status, by
    return Close(by="agent")


def _delete(status: Status, by: Person) -> Command:
    del status, by
    return Delete()


ACTS: dict[Status, Callable[[Status, Person], Command]] = {
    Status.NEW: _mark,
    Status.OPEN: _mark,
    Status.PENDING: _mark,
    Status.ESCALATED: _mark,
    Status.RESOLVED: _mark,
    Status.CLOSED: _close,
    Status.TRASHED: _delete,
}
"""What is done that a conversation comes to have a status."""


async def mark(
    service: Service,
    tenant: Tenant,
    conversation_id: str,
    status: str,
    *,
    by: Person = AUTOMATION,
    cause: Cause,
) -> Conversation:
    """Give a case a status, by the name that agents have for it; return the case after that.

    ``pending``, ``escalated``, ``resolved`` and ``open`` are noted while it goes on; ``closed``
    ends it as an agent does, ``trashed`` deletes it. The status that it has is nothing new.

    Args:
        service: Runs the command.
        tenant: Whose case it is.
        conversation_id: Which one.
        status: One of the seven words of `mockplatform.core.statuses.Status`.
        by: The agent who says so.
        cause: For what it is done.

    Raises:
        UnknownThing: There is no such case.
        InvalidValue: There is no such status, or none is given that way (``new``).
        ConversationEnded: It was closed, or deleted, and is to have a status from before that.
    """
    state = tenant.conversations.get(conversation_id)
    if state is None or tenant.cases.at(conversation_id) is None:
        raise UnknownThing("case", conversation_id[:128])
    if status not in {one.value for one in Status}:
        raise InvalidValue("status", f"{status[:64]!r} is none", hint=nearest(status, [*Status]))
    wanted = Status(status)
    if wanted is state.status:
        return state
    command = ACTS[wanted](wanted, by)
    outcome = await execute(service, tenant, ("conversation", conversation_id), command, cause)
    after: Conversation = outcome.state
    return after
