"""Owns in which conversations of others a customer takes part, and who takes part in his.

His own stream says which he has joined, theirs who their guests are: only what both say is so.
"""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread
from mockplatform.core.group import group_of
from mockplatform.customers.standing import case_of
from mockplatform.tenant import Tenant


class Part(NamedTuple):
    """A conversation in which somebody takes part, whose thread it is in, and its number."""

    state: Conversation
    thread: Thread
    number: str


def parts(tenant: Tenant, customer: Customer) -> list[Part]:
    """Return the conversations of others that go on and have a customer as their guest."""
    found = []
    for id_ in customer.groups:
        state, case = tenant.conversations.get(id_), case_of(tenant, id_)
        if state is None or case is None or not state.is_live:
            continue
        if group_of(state).guests.get(customer.id):
            found.append(Part(state, case[1], case[2]))
    return found


def part_in(tenant: Tenant, customer: Customer, thread: str) -> Part | None:
    """Return the part that a customer takes in another's thread, by the client's name for it.

    Of several by one name, the one that he joined last. It goes before a thread of his own.
    """
    found = (one for one in parts(tenant, customer) if one.thread.external_id == thread)
    return max(found, key=lambda one: customer.groups.index(one.state.id), default=None)


def own_or_joined(tenant: Tenant, customer: Customer, thread: str) -> Thread | None:
    """Return a thread by the client's name for it: one that he has joined, else his own."""
    part = part_in(tenant, customer, thread)
    return customer.threads.get(thread) if part is None else part.thread


def guests(tenant: Tenant, state: Conversation) -> tuple[Customer, ...]:
    """Return all who ever joined a conversation, in that order."""
    known = (tenant.customers.get(id_) for id_ in group_of(state).guests)
    return tuple(one for one in known if one is not None)


def hears(tenant: Tenant, customer_id: str, before: Conversation, state: Conversation) -> bool:
    """Whether a customer is told of what has led from `before` to `state`: his own, or a guest's.

    A guest hears as the last thing that he has left, or that the conversation is over.
    """
    at = tenant.cases.at(state.id)
    if at is not None and at.customer_id == customer_id:
        return True
    is_guest = group_of(before).guests.get(customer_id) or group_of(state).guests.get(customer_id)
    return bool(is_guest) and (before.is_live or state.is_live)
