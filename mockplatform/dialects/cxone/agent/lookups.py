"""Owns what else is looked up: threads, customers, channels, queues, agents.

Source: the vendor's OpenAPI operations (paths).
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.channels import Channel
from mockplatform.core.configuration import Agent
from mockplatform.core.customer import Customer
from mockplatform.customers import desk
from mockplatform.dialects.cxone.agent import scrolling, staff
from mockplatform.dialects.cxone.chat.standing import house_of
from mockplatform.dialects.cxone.translate import agent_views, cases, people
from mockplatform.edge.call import Answer, Call


async def threads(call: Call) -> Answer:
    """Give all customers' threads, those that began last first."""

    def place(one: desk.Found) -> scrolling.Place:
        return -one.thread.created_at, one.thread.id, 0

    def view(one: desk.Found) -> object:
        channel = customers.channel_of(call.tenant, one.customer)
        return cases.thread(one.thread, channel)

    return Answer(200, scrolling.part(call, desk.threads(call.tenant), place, view))


async def end_users(call: Call) -> Answer:
    """Give all channels' customers, those who came last first."""

    def place(one: Customer) -> scrolling.Place:
        return -one.met_at, one.id, 0

    known = call.tenant.customers.values()
    return Answer(200, scrolling.part(call, known, place, agent_views.end_user))


async def channels(call: Call) -> Answer:
    """Give the channels, in the fixture's order."""
    known = [
        (number, Channel(one, one.digital))
        for number, one in enumerate(call.tenant.tenancy.deployments.values())
        if one.digital is not None
    ]

    def place(one: tuple[int, Channel]) -> scrolling.Place:
        return float(one[0]), one[1].id, 0

    return Answer(200, scrolling.part(call, known, place, lambda one: people.channel(one[1])))


async def queues(call: Call) -> Answer:
    """Give the queues, in the fixture's order."""
    house = house_of(call.tenant)

    def place(one: tuple[int, str]) -> scrolling.Place:
        return float(one[0]), one[1], 0

    known = list(enumerate(house.queue_names))
    return Answer(200, scrolling.part(call, known, place, lambda one: people.queue(house, one[1])))


async def users(call: Call) -> Answer:
    """Give the agents, bots among them, in their order."""
    tenancy = call.tenant.tenancy
    known = [(number, tenancy.agents[id_]) for number, id_ in enumerate(tenancy.agent_order)]

    def place(one: tuple[int, Agent]) -> scrolling.Place:
        return float(one[0]), one[1].id, 0

    def view(one: tuple[int, Agent]) -> object:
        return people.user_of(one[1], is_bot=one[1].kind == "bot")

    return Answer(200, scrolling.part(call, known, place, view))


async def me(call: Call) -> Answer:
    """Give the agent for whom the token speaks."""
    return Answer(200, agent_views.me(house_of(call.tenant), staff.user(call)))
