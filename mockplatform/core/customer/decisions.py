"""Owns what a customer of a chat channel may do: his commands, and which events each leads to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mockplatform.core import files
from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Event
from mockplatform.core.customer.events import (
    CaseBegun,
    CustomerMet,
    FieldsSet,
    GroupJoined,
    GroupLeft,
    ThreadArchived,
    ThreadBegun,
    ThreadNamed,
)
from mockplatform.core.customer.state import Customer, Thread, evolve, initial, next_deadline
from mockplatform.errors import (
    InvalidValue,
    ThreadIsArchived,
    TooManyRequests,
    UnknownThing,
    nearest,
)
from mockplatform.limits import LIMITS


class Meet(Command, frozen=True, kw_only=True):
    """Know a customer; what is None of his name stays as it is."""

    deployment_id: str
    external_id: str
    first_name: str | None = None
    last_name: str | None = None
    image: str | None = None


class SetFields(Command, frozen=True, kw_only=True):
    """Set custom fields of the customer."""

    fields: Mapping[str, str]


class BeginThread(Command, frozen=True, kw_only=True):
    """Have a thread by the client's name for it; nothing happens where there is one."""

    id: str
    external_id: str


class NameThread(Command, frozen=True, kw_only=True):
    """Give a thread a name."""

    external_id: str
    name: str


class ArchiveThread(Command, frozen=True, kw_only=True):
    """Let nothing more be said in a thread."""

    external_id: str


class BeginCase(Command, frozen=True, kw_only=True):
    """Have a new conversation in a thread."""

    external_id: str
    conversation_id: str
    number: str


class JoinGroup(Command, frozen=True, kw_only=True):
    """Take part in another's conversation, as of its event `seq`."""

    conversation_id: str
    seq: int


class LeaveGroup(Command, frozen=True, kw_only=True):
    """Take part in another's conversation no more; nothing happens to one who does not."""

    conversation_id: str


def decide(state: Customer, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the customer.

    Raises:
        UnknownThing: There is no such customer, or thread.
        ThreadIsArchived: The thread takes nothing more.
        InvalidValue: A field's name or value is too long.
        TooManyRequests: He has as many threads, fields, or group chats as he may have.
        ThingExists, FileUnknown, FileExpired: As `mockplatform.core.files` says.
    """
    if state.version == 0 and not isinstance(command, Meet):
        raise UnknownThing("customer", state.id)
    return _DECISIONS[type(command)](state, command, at)


def _meet(state: Customer, command: Meet, at: Circumstances) -> list[Event]:
    met = CustomerMet(
        at=at.now,
        deployment_id=command.deployment_id,
        external_id=command.external_id,
        first_name=state.first_name if command.first_name is None else command.first_name,
        last_name=state.last_name if command.last_name is None else command.last_name,
        image=state.image if command.image is None else command.image,
    )
    known = (state.first_name, state.last_name, state.image)
    is_news = not state.version or known != (met.first_name, met.last_name, met.image)
    return [met] if is_news else []


def _set_fields(state: Customer, command: SetFields, at: Circumstances) -> list[Event]:
    check_fields(command.fields)
    news = {
        name: value
        for name, value in command.fields.items()
        if name not in state.fields or state.fields[name].value != value
    }
    if len(state.fields.keys() | news.keys()) > LIMITS.customer_fields_max:
        raise TooManyRequests(f"A customer has at most {LIMITS.customer_fields_max} custom fields")
    return [FieldsSet(at=at.now, fields=news)] if news else []


def check_fields(fields: Mapping[str, str]) -> None:
    """Judge names and values of custom fields.

    Raises:
        InvalidValue: One is too long, or a name is empty.
    """
    for name, value in fields.items():
        if not 0 < len(name) <= LIMITS.routing_key_chars_max:
            what = f"an ident has 1 to {LIMITS.routing_key_chars_max} characters"
            raise InvalidValue("customFields[].ident", what)
        if len(value) > LIMITS.customer_field_chars_max:
            what = f"{name!r} has {len(value)} characters; the most is "
            raise InvalidValue("customFields[].value", f"{what}{LIMITS.customer_field_chars_max}")


def _begin_thread(state: Customer, command: BeginThread, at: Circumstances) -> list[Event]:
    if command.external_id in state.threads:
        return []
    if len(state.threads) >= LIMITS.customer_threads_max:
        raise TooManyRequests(f"A customer has at most {LIMITS.customer_threads_max} threads")
    return [ThreadBegun(at=at.now, id=command.id, external_id=command.external_id)]


def thread_of(state: Customer, external_id: str) -> Thread:
    """Return one of his threads.

    Raises:
        UnknownThing: He has none by that name.
    """
    found = state.threads.get(external_id)
    if found is None:
        raise UnknownThing("thread", external_id[:128], hint=nearest(external_id, state.threads))
    return found


def _open(state: Customer, external_id: str) -> Thread:
    thread = thread_of(state, external_id)
    if thread.is_archived:
        raise ThreadIsArchived(
            f"Thread {external_id[:128]!r} is archived", hint="Begin another thread."
        )
    return thread


def _name_thread(state: Customer, command: NameThread, at: Circumstances) -> list[Event]:
    if len(command.name) > LIMITS.thread_name_chars_max:
        what = f"has at most {LIMITS.thread_name_chars_max} characters"
        raise InvalidValue("thread.threadName", what)
    if _open(state, command.external_id).name == command.name:
        return []
    return [ThreadNamed(at=at.now, external_id=command.external_id, name=command.name)]


def _archive_thread(state: Customer, command: ArchiveThread, at: Circumstances) -> list[Event]:
    if thread_of(state, command.external_id).is_archived:
        return []
    return [ThreadArchived(at=at.now, external_id=command.external_id)]


def _begin_case(state: Customer, command: BeginCase, at: Circumstances) -> list[Event]:
    thread = _open(state, command.external_id)
    return [
        CaseBegun(
            at=at.now,
            external_id=thread.external_id,
            conversation_id=command.conversation_id,
            number=command.number,
        )
    ]


def _join_group(state: Customer, command: JoinGroup, at: Circumstances) -> list[Event]:
    others = [one for one in state.groups if one != command.conversation_id]
    most = LIMITS.customer_groups_max
    if len(others) >= most:
        raise TooManyRequests(
            f"A customer is in at most {most} group chats", hint="LeaveGroupChat leaves one."
        )
    return [GroupJoined(at=at.now, conversation_id=command.conversation_id, seq=command.seq)]


def _leave_group(state: Customer, command: LeaveGroup, at: Circumstances) -> list[Event]:
    if command.conversation_id not in state.groups:
        return []
    return [GroupLeft(at=at.now, conversation_id=command.conversation_id)]


_DECISIONS: dict[type[Command], Callable[[Customer, Any, Circumstances], Sequence[Event]]] = {
    Meet: _meet,
    SetFields: _set_fields,
    BeginThread: _begin_thread,
    NameThread: _name_thread,
    ArchiveThread: _archive_thread,
    BeginCase: _begin_case,
    JoinGroup: _join_group,
    LeaveGroup: _leave_group,
    files.OfferFile: lambda state, command, at: files.offer(state.files, command, at),
    files.TakeFile: lambda state, command, at: files.take(state.files, command, at),
    files.DeleteFile: lambda state, command, at: files.delete(state.files, command, at),
}

AGGREGATE = Aggregate(
    kind="customer", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
