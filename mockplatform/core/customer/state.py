"""Owns the state of a customer of a chat channel: what it is, and how events change it."""

from __future__ import annotations

from typing import Any, NamedTuple

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core import files
from mockplatform.core.aggregate import Deadline, Event
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
from mockplatform.core.events import Person
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings


class Field(NamedTuple):
    """The value of a custom field, and when it was set."""

    value: str
    updated_at: float


class Case(NamedTuple):
    """A conversation of a thread, and what agents call it: digits, unique in the tenant."""

    conversation_id: str
    number: str


class Thread(Struct, frozen=True, kw_only=True, gc=False):
    """An address that lasts.

    Attributes:
        id: The platform's name for it.
        external_id: The client's.
        cases: Its conversations; the latest stands last.
        is_archived: Whether nothing more can be said in it.
    """

    id: str
    external_id: str
    name: str = ""
    created_at: float
    updated_at: float
    cases: tuple[Case, ...] = ()
    is_archived: bool = False


class Customer(Struct, frozen=True, kw_only=True):
    """The state of one customer. `version` 0 means that nobody has come by that name.

    Attributes:
        external_id: What his client calls him.
        threads: His threads by the client's name for them, in the order in which they began.
        files: What he has uploaded.
        groups: The conversations of others that he has joined and not left, the latest last.
    """

    id: str
    version: int = 0
    deployment_id: str = ""
    external_id: str = ""
    first_name: str = ""
    last_name: str = ""
    image: str = ""
    met_at: float = 0.0
    fields: Map[str, Field] = Map()
    threads: dict[str, Thread] = {}
    files: files.Files = Map()
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """First and last name, as far as they are known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def person(self) -> Person:
        """Who speaks when he does."""
        return Person(purpose="customer", id=self.external_id, name=self.name)


def place_of(customer_id: str, thread: str) -> str:
    """Return a name for one of a customer's threads that no other thread of a tenant has."""
    return f"{customer_id}/{thread}"


def initial(id_: str) -> Customer:
    """Return the customer who has not come yet."""
    return Customer(id=id_)


def evolve(state: Customer, event: Event) -> Customer:
    """Return the customer after `event`."""
    changes: dict[str, Any] = {}
    match event:
        case CustomerMet():
            changes = {
                "deployment_id": event.deployment_id,
                "external_id": event.external_id,
                "first_name": event.first_name,
                "last_name": event.last_name,
                "image": event.image,
                "met_at": state.met_at or event.at,
            }
        case FieldsSet(fields=values):
            known = state.fields
            for name, value in values.items():
                known = known.set(name, Field(value, event.at))
            changes = {"fields": known}
        case GroupJoined(conversation_id=id_):
            changes = {"groups": (*(one for one in state.groups if one != id_), id_)}
        case GroupLeft(conversation_id=id_):
            changes = {"groups": tuple(one for one in state.groups if one != id_)}
        case files.FileOffered() | files.FileUploaded() | files.FileDeleted():
            changes = {"files": files.after(state.files, event)}
        case _:
            thread = _thread_after(state, event)
            changes = {"threads": {**state.threads, thread.external_id: thread}}
    return replace(state, version=state.version + 1, **changes)


def _thread_after(state: Customer, event: Event) -> Thread:
    match event:
        case ThreadBegun(id=id_, external_id=name):
            return Thread(id=id_, external_id=name, created_at=event.at, updated_at=event.at)
        case ThreadNamed(external_id=id_, name=name):
            return replace(state.threads[id_], name=name, updated_at=event.at)
        case ThreadArchived(external_id=id_):
            return replace(state.threads[id_], is_archived=True, updated_at=event.at)
        case CaseBegun(external_id=id_, conversation_id=conversation_id, number=number):
            thread = state.threads[id_]
            kept = thread.cases[1 - LIMITS.thread_cases_max :]
            cases = (*kept, Case(conversation_id, number))
            return replace(thread, cases=cases, updated_at=event.at)
    raise TypeError(type(event))


def next_deadline(state: Customer, settings: Settings) -> Deadline | None:
    """Return None: a customer is known for as long as the tenant is there."""
    del state, settings
    return None
