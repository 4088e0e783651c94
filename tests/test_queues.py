"""Who waits in a queue is known in order, and those who watch are told of each change of it."""

from __future__ import annotations

from mockplatform import queues
from mockplatform.core.aggregate import StreamId
from mockplatform.core.commands import Close, Offer
from mockplatform.core.configuration import Agent
from mockplatform.core.events import Person
from mockplatform.core.signals import Moved, Notice
from mockplatform.core.tenancy import PutAgent
from mockplatform.queues import Place
from tests.support.server import Server, serving

ANA = Person(purpose="agent", id="ana")
QUIET = {"agentsAct": False}


class Ear:
    """Watches a queue."""

    def __init__(self) -> None:
        self.heard: list[Moved] = []

    def grown(self, stream: StreamId) -> None:
        """Nothing grows."""
        raise AssertionError(stream)

    def signalled(self, stream: StreamId, signal: Notice) -> None:
        """Keep what is told."""
        assert isinstance(signal, Moved)
        self.heard.append(signal)


async def waiting(server: Server, number: int) -> list[str]:
    """Have people wait."""
    token = await server.token()
    return [await server.conversation(token) for _ in range(number)]


async def test_a_place_counts_from_one_and_moves_up_as_others_go() -> None:
    async with serving(settings=QUIET) as server:
        tenant, service = server.tenant, server.platform.service
        first, second, third = await waiting(server, 3)
        served = queues.place(tenant, first)
        assert served == Place("general", 1, is_served=True)
        await service.execute(tenant, "conversation", first, Close(by="customer"))
        await service.execute(tenant, "conversation", second, Offer(agent=ANA))
        assert [queues.place(tenant, one) for one in (first, second)] == [None, None]
        assert queues.place(tenant, third) == Place("general", 1, is_served=True)


async def test_who_watches_is_told_all_places_but_of_one_who_comes_last() -> None:
    async with serving(settings=QUIET) as server:
        tenant, service, ear = server.tenant, server.platform.service, Ear()
        first, second = await waiting(server, 2)
        stop = tenant.hub.watch(queues.stream(tenant, "general"), ear)
        (third,) = await waiting(server, 1)
        assert ear.heard == []
        await service.execute(tenant, "conversation", first, Offer(agent=ANA))
        assert [one.places for one in ear.heard] == [{second: 1, third: 2}]
        stop()
        await service.execute(tenant, "conversation", second, Offer(agent=ANA))
        assert len(ear.heard) == 1


async def test_who_watches_is_told_that_nobody_serves_a_queue_any_more() -> None:
    async with serving(settings=QUIET) as server:
        tenant, service, ear = server.tenant, server.platform.service, Ear()
        (first,) = await waiting(server, 1)
        tenant.hub.watch(queues.stream(tenant, "general"), ear)
        gone = PutAgent(agent=Agent(id="bot-sam", kind="bot", present=False))
        await service.execute(tenant, "tenant", "tenant", gone)
        assert ear.heard == [Moved({first: 1}, is_served=False)]
        assert not queues.is_served(tenant, "general")
