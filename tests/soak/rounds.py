"""Owns one round of traffic on a tenant: everybody comes, talks under faults, and goes."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.clients.api import Api
from tests.clients.place import Place
from tests.soak.agents import Agent, Told
from tests.soak.customer import Customer
from tests.soak.pace import Pace
from tests.soak.plan import TENANT, Plan, faults, settings
from tests.soak.transcripts import judge

GRACE_S = 90.0
"""How much longer than asked a round may take, to bring what goes on to its end."""


@dataclass(kw_only=True)
class Round:
    """What came of a round.

    Attributes:
        customers: With all that they saw.
        agents: With all that they did.
        wrong: What is wrong with transcripts, and what ended customers.
        talks: How many conversations were talked to their end.
    """

    customers: list[Customer] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    talks: int = 0


class Stage:
    """A tenant on which rounds take place."""

    def __init__(self, http: aiohttp.ClientSession, plan: Plan, made: dict[str, Any]) -> None:
        self.admin = Api(http, made["adminUrl"])
        self._http, self._plan = http, plan
        self._place = Place(
            url=made["url"],
            ws_url=made["wsUrl"],
            deployment_id=made["deploymentId"],
            client_secret=made["client"]["secret"],
            admin_token="",
            seed=plan.seed,
        )

    async def play(self, seconds: float, tag: str, ahead_s: float = 0.0) -> Round:
        """Have everybody come, talk for so long, and go; judge each conversation.

        Args:
            seconds: How long customers go on.
            tag: Tells this round's customers from those of another.
            ahead_s: How far the tenant's clock is ahead of real time.
        """
        pace, told = Pace(seconds, ahead_s), Told(list)
        done = Round()
        kept: dict[str, list[str]] = defaultdict(list)
        done.agents = [
            Agent(self.admin, pace, f"agent-{number}", self._plan.seed, told)
            for number in range(self._plan.agents)
        ]
        capacity = self._plan.customers // self._plan.agents + 2
        await asyncio.gather(*(one.appear(capacity) for one in done.agents))
        await self.admin.must("PUT", "/faults", json={"faults": faults(self._plan.seed)})
        done.customers = [
            Customer(self._http, self._place, pace, f"user-{number}", tag)
            for number in range(self._plan.customers)
        ]
        working = [asyncio.create_task(one.work()) for one in done.agents]
        async with asyncio.timeout(seconds + GRACE_S):
            await asyncio.gather(*(self._be(one, pace, done, kept) for one in done.customers))
        await self._dismiss(working, done)
        await self.admin.must("PUT", "/faults", json={"faults": []})
        done.wrong += [f"{id_}: agents' messages differ" for id_ in differing(told, kept)]
        return done

    async def _be(
        self, customer: Customer, pace: Pace, done: Round, kept: dict[str, list[str]]
    ) -> None:
        """Be a customer: one conversation after the other, each judged and then deleted."""
        try:
            while not pace.is_over:
                talk = await customer.converse()
                wrong, kept[talk.id] = await judge(self.admin, talk)
                done.wrong += wrong
                done.talks += 1
                await self.admin.must("DELETE", f"/conversations/{talk.id}")
        except Exception as error:  # noqa: BLE001 - whatever ended a customer is what went wrong
            done.wrong.append(f"{customer.name} was ended by {error!r}")

    async def _dismiss(self, working: list[asyncio.Task[None]], done: Round) -> None:
        for task in working:
            task.cancel()
        for ended in await asyncio.gather(*working, return_exceptions=True):
            if not isinstance(ended, asyncio.CancelledError):
                done.wrong.append(f"an agent was ended by {ended!r}")
        done.wrong += [wrong for agent in done.agents for wrong in agent.wrong]


def differing(told: dict[str, list[str]], kept: dict[str, list[str]]) -> list[str]:
    """Return the conversations in which agents' messages are lost, doubled or strange."""
    return [id_ for id_ in kept if sorted(kept[id_]) != sorted(told.get(id_, []))]


async def stage(http: aiohttp.ClientSession, url: str, plan: Plan, journal_entries: int) -> Stage:
    """Make the tenant, with nobody at work yet."""
    body = {"id": TENANT, "seed": plan.seed, "settings": settings(journal_entries)}
    made = Stage(http, plan, await Api(http, url).must("POST", "/__admin/tenants", json=body))
    for one in (await made.admin.must("GET", "/agents"))["agents"]:
        await made.admin.must("DELETE", f"/agents/{one['id']}")
    return made
