"""Owns how agents, customers, channels and queues are told."""

from __future__ import annotations

from mockplatform.core.channels import Channel
from mockplatform.core.configuration import Agent
from mockplatform.core.customer import Customer
from mockplatform.core.events import Person
from mockplatform.dialects.cxone.shapes import objects as shapes
from mockplatform.dialects.cxone.translate import times
from mockplatform.dialects.cxone.translate.house import House
from mockplatform.ids import derive_seed, derive_uuid

_NUMBERS = 9_000_000
_FROM = 1_000


def number_of(kind: str, id_: str) -> int:
    """Return the number by which CXone would know what the platform knows by a text."""
    return _FROM + derive_seed(kind, id_) % _NUMBERS


def user(house: House, person: Person | None) -> shapes.User | None:
    """Return an agent or a bot; None for anybody else."""
    if person is None or person.purpose not in {"agent", "bot"}:
        return None
    agent = house.agents.get(person.id)
    return user_of(agent or Agent(id=person.id, name=person.name), is_bot=person.purpose == "bot")


def user_of(agent: Agent, *, is_bot: bool) -> shapes.User:
    """Return an agent; `incontactId` is the platform's own id for him."""
    first, _, last = (agent.name or agent.id).partition(" ")
    email = agent.email or f"{agent.id}@agents.example.com"
    return shapes.User(
        id=number_of("agent", agent.id),
        incontact_id=agent.id,
        agent_id=str(number_of("agent", agent.id)),
        first_name=first,
        surname=last,
        nickname=None,
        email_address=email,
        login_username=email,
        is_bot_user=is_bot,
    )


def identity(customer: Customer) -> shapes.Identity:
    """Return a customer."""
    return shapes.Identity(
        id=f"chat_{customer.external_id}",
        id_on_external_platform=customer.external_id,
        first_name=customer.first_name,
        last_name=customer.last_name,
        full_name=customer.name,
        image=customer.image,
    )


def fields(customer: Customer) -> list[shapes.CustomField]:
    """Return a customer's custom fields."""
    return [
        shapes.CustomField(ident=name, value=one.value, updated_at=times.seconds(one.updated_at))
        for name, one in sorted(customer.fields.items())
    ]


def brand(house: House) -> shapes.Brand:
    """Return the tenant as a brand."""
    return shapes.Brand(
        id=house.brand_id,
        tenant_id=derive_uuid("brand", house.tenant_id),
        business_unit_id=house.brand_id,
        friendly_name=house.name,
    )


def channel(found: Channel) -> shapes.ChannelRef:
    """Return a channel as pushes have it."""
    return shapes.ChannelRef(
        id=found.id,
        id_on_external_platform=found.id,
        name=found.name,
        is_live_chat=found.digital.live,
    )


def queue(house: House, id_: str) -> shapes.RoutingQueue:
    """Return a queue."""
    name = house.queue_names.get(id_, id_)
    return shapes.RoutingQueue(id=id_, name=name, skill_id=number_of("queue", id_))
