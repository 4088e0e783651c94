"""Owns how something that was said on a chat channel is found by its id."""

from __future__ import annotations

from typing import NamedTuple

from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer
from mockplatform.core.events import MessageSent
from mockplatform.core.states import State
from mockplatform.customers.parts import parts
from mockplatform.errors import UnknownThing
from mockplatform.service import Service
from mockplatform.tenant import Tenant


class Found(NamedTuple):
    """A message, and the conversation in which it was said."""

    state: Conversation
    event: MessageSent


async def message_of(service: Service, tenant: Tenant, customer: Customer, id_: str) -> Found:
    """Return a message of one of a customer's conversations, the newest of which come first.

    Those of others in which he takes part are his as well.

    Raises:
        UnknownThing: None of them has it.
    """
    threads = sorted(customer.threads.values(), key=lambda one: one.updated_at, reverse=True)
    own = [case.conversation_id for thread in threads for case in reversed(thread.cases)]
    for place in (*own, *(one.state.id for one in parts(tenant, customer))):
        state = tenant.conversations.get(place)
        if state is None or state.state is State.DELETED:
            continue
        for event in await service.events(tenant, "conversation", state.id):
            if isinstance(event, MessageSent) and event.message_id == id_:
                return Found(state, event)
    raise UnknownThing("message", id_[:128], hint="Take the `id` of a message of this customer.")
