"""Owns how the Digital API tells customers, and what else only agents are told of."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform.core.configuration import Agent
from mockplatform.core.customer import Customer
from mockplatform.dialects.cxone.shapes import agent_api as shapes
from mockplatform.dialects.cxone.translate import cases, people, times
from mockplatform.dialects.cxone.translate.house import About, House


def end_user(customer: Customer) -> shapes.EndUser:
    """Return a customer."""
    return shapes.EndUser(
        id=customer.id,
        first_name=customer.first_name,
        surname=customer.last_name,
        full_name=customer.name,
        image=customer.image,
        channel_id=customer.deployment_id,
        identities=[people.identity(customer)],
        custom_fields=people.fields(customer),
        created_at=times.seconds(customer.met_at),
    )


def detail(about: About) -> shapes.ContactDetail:
    """Return a contact, and what belongs to it."""
    contact = cases.case(about)
    return shapes.ContactDetail(
        contact=contact,
        thread=cases.thread(about.thread, about.channel),
        channel=people.channel(about.channel),
        customer=end_user(about.customer),
        inbox_assignee=contact.inbox_assignee_user,
        owner_assignee=contact.owner_assignee_user,
    )


def me(house: House, agent: Agent) -> shapes.Me:
    """Return an agent as he is told of himself."""
    user, brand = people.user_of(agent, is_bot=agent.kind == "bot"), people.brand(house)
    members = {name: getattr(user, name) for name in user.__struct_fields__}
    return shapes.Me(**members, tenant_id=brand.tenant_id, business_unit_id=brand.business_unit_id)


def named(kind: str, known: Iterable[str], wanted: object) -> str | None:
    """Return the id of what goes by that id, or by that number; None where nothing does."""
    ids = list(known)
    text = str(wanted)
    if text in ids:
        return text
    return next((one for one in ids if str(people.number_of(kind, one)) == text), None)
