"""Owns the agents of a soak: people who are steered by the admin API, ten of them or so."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict

from tests.clients.api import Api, Reply
from tests.soak.pace import Pace

AT_ONCE = 3
QUEUES = ("general", "orders", "billing")
TOO_LATE = (403, 404, 409)
"""The customer, or another act, was quicker; or the offer has gone on to somebody else."""
Told = defaultdict[str, list[str]]
"""What agents were told is kept: the ids of their messages, by conversation."""


class Agent:
    """Somebody who takes offers, answers, transfers and leaves.

    Attributes:
        wrong: What he was answered that he should not be.
        acts: How much he did.
    """

    def __init__(self, api: Api, pace: Pace, name: str, seed: int, told: Told) -> None:
        self.name = name
        self.wrong: list[str] = []
        self.acts = 0
        self._api, self._pace, self._told = api, pace, told
        self._luck = random.Random(f"{seed} {name}")  # noqa: S311 - to be repeatable
        self._numbers = itertools.count(1)
        self._mine: set[str] = set()

    async def appear(self, capacity: int) -> None:
        """Be there for all queues."""
        body = {"name": self.name, "kind": "person", "capacity": capacity}
        await self._api.must("PUT", f"/agents/{self.name}", json=body)

    async def work(self) -> None:
        """Work until nobody waits for it."""
        while True:
            mine = (await self._api.must("GET", f"/agents/{self.name}"))["conversations"]
            for id_ in self._luck.sample(mine, min(AT_ONCE, len(mine))):
                await self._do(id_)
            await self._pace.advance(self._luck.uniform(0.1, 0.25))

    async def _do(self, id_: str) -> None:
        draw = self._luck.random()
        if id_ not in self._mine:
            act = "decline" if draw < 0.05 else "accept"
            if await self._act(id_, act, agentId=self.name) and act == "accept":
                self._mine.add(id_)
        elif draw < 0.8:
            await self._answer(id_)
        elif draw < 0.9:
            await self._act(id_, "typing", state="on")
        else:
            self._mine.discard(id_)
            if draw < 0.95:
                await self._act(id_, "transfer", queue=self._luck.choice(QUEUES))
            else:
                await self._act(id_, "leave")

    async def _answer(self, id_: str) -> None:
        number = next(self._numbers)
        name = f"{self.name}-{number}"
        text = f"{self.name} answers {number}"
        if await self._act(id_, "message", text=text, clientMessageId=name):
            self._told[id_].append(name)

    async def _act(self, id_: str, act: str, **body: str) -> bool:
        reply: Reply = await self._api.call("POST", f"/conversations/{id_}/agent/{act}", json=body)
        self.acts += 1
        if reply.status < 300:
            return True
        self._mine.discard(id_)
        if reply.status not in TOO_LATE:
            self.wrong.append(f"{self.name} {act}: {reply.status} {reply.body}")
        return False
