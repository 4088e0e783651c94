"""Owns what of a tenant its objects are told with: its brand, its people, its queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mockplatform.core.channels import Channel
from mockplatform.core.configuration import Agent
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread


class House(NamedTuple):
    """A tenant, as far as it is told.

    Attributes:
        name: What people call it.
        origin: Where it is, for URLs that are kept as a path.
    """

    tenant_id: str
    brand_id: int
    name: str
    agents: Mapping[str, Agent]
    queue_names: Mapping[str, str]
    origin: str = ""


class About(NamedTuple):
    """A conversation of a thread, and all that is told with it; `number` is the case's.

    `guests` are all who ever joined it as a group chat.
    """

    house: House
    channel: Channel
    customer: Customer
    thread: Thread
    number: str
    state: Conversation
    guests: tuple[Customer, ...] = ()
