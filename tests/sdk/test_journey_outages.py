"""The same conversation under outages of the catalogue: agents by the SDKs, a disciplined guest.

The guest is the one of `tests/clients/guest.py`. The agents do what the SDKs leave to their users:
what was refused, or got no answer, is looked for before it is done again, some of the tenant's
time later. Outages that tell to wait (`Retry-After`) are JavaScript's alone: Python's SDK sleeps
them out in real time, ten times if need be (see `test_journey_limits.py` for one second of it).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.admin.api import Api as Admin
from tests.clients.guest import Guest
from tests.clients.place import Place, Steering
from tests.sdk.desks import LANGUAGES, Desk, desks
from tests.sdk.organization import CLAIMS, FIXTURE, WEBSITE
from tests.sdk.refused import Refused
from tests.sdk.test_journey_limits import TOKEN_S, answered, refusal
from tests.support.faulty import fault, shown
from tests.support.server import Server, serving

PASSING = {0, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
PATIENCE = 40
PAUSE_S = 5.0
SAY = "/api/v2/conversations/messages/*/communications/*/messages"


class Patient:
    """An agent who does nothing twice, and nothing not at all.

    Attributes:
        pause_s: How long he waits after a refusal.
    """

    pause_s = PAUSE_S

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.refused: list[int] = []

    async def surely(
        self, act: Callable[[], Awaitable[Any]], is_done: Callable[[], Awaitable[bool]]
    ) -> None:
        """Do something until it is done; after a refusal look first whether it was."""
        is_first = True
        for _ in range(PATIENCE):
            try:
                if is_first or not await is_done():
                    is_first = False
                    await act()
            except Refused as refused:
                if refused.status not in PASSING:
                    raise
                self.refused.append(refused.status)
                await self.desk.server.advance(self.pause_s)
            else:
                return
        raise AssertionError(f"not done: {self.refused}")

    async def turn(self, id_: str, state: str) -> None:
        """Pick up or put down."""

        async def is_done() -> bool:
            return bool((await self.desk.part(id_))["state"] == state)

        await self.surely(lambda: self.desk.turn(id_, state), is_done)

    async def say(self, id_: str, text: str) -> None:
        """Say something."""
        known = len((await self._part(id_))["messages"])

        async def is_done() -> bool:
            return len((await self.desk.part(id_))["messages"]) > known

        await self.surely(lambda: self.desk.say(id_, text), is_done)

    async def hand_over(self, id_: str, queue: str) -> None:
        """Hand over."""

        async def is_done() -> bool:
            return id_ not in await self.desk.mine()

        await self.surely(lambda: self.desk.hand_over(id_, queue=queue), is_done)

    async def sum_up(self, id_: str, name: str) -> None:
        """Sum up."""

        async def is_done() -> bool:
            return "wrapup" in await self.desk.part(id_)

        await self.surely(lambda: self.desk.sum_up(id_, name), is_done)

    async def _part(self, id_: str) -> Any:
        found: list[Any] = []

        async def look() -> None:
            found.append(await self.desk.part(id_))

        async def never() -> bool:
            return False

        await self.surely(look, never)
        return found[-1]


@asynccontextmanager
async def visiting(server: Server) -> AsyncIterator[Guest]:
    """Give a guest who has begun his session."""
    place = Place(
        url=server.url,
        ws_url=server.ws_url,
        deployment_id=WEBSITE.id,
        client_secret="",
        admin_token="",
        seed=1,
    )
    visitor = Guest(server.http, place, Steering(server.http, place))
    await visitor.begin()
    try:
        yield visitor
    finally:
        await visitor.leave()


async def start(server: Server, outage: str) -> None:
    """Start an outage of the catalogue."""
    reply = await Admin(server).post(f"/outages/{outage}/start", {})
    assert reply.status == 200, reply


CASES = [
    *[(one, "websocket-flap") for one in LANGUAGES],
    *[(one, "ack-loss") for one in LANGUAGES],
    *[(one, "message-duplicates") for one in LANGUAGES],
    ("javascript", "region-failover"),
    ("javascript", "rate-limited"),
]


REFUSED = {"region-failover": {503}, "rate-limited": {429}}
"""What the agents meet; elsewhere only sockets do."""


@pytest.mark.parametrize(("language", "outage"), CASES)
async def test_nothing_is_lost_nor_doubled(language: str, outage: str) -> None:
    async with (
        # Frames that come twice are kept once only where the platform is told to.
        serving(fixture=FIXTURE, settings={"guestDedupe": True}) as server,
        desks(language, server) as both,
        visiting(server) as visitor,
    ):
        ada, ben = map(Patient, both)
        await visitor.say("1")
        await ada.desk.go_on_queue()
        (id_,) = await ada.desk.mine()
        await ada.turn(id_, "connected")
        await ada.desk.go_off_queue()
        await ben.desk.go_on_queue()
        since = server.tenant.journal.last_id
        await start(server, outage)
        await ada.say(id_, "2")
        await visitor.say("3")
        await visitor.say("4")
        await server.advance(60)
        await ada.hand_over(id_, CLAIMS.id)
        await ben.turn(id_, "connected")
        await ben.say(id_, "5")
        await visitor.say("6")
        await ben.say(id_, "7")
        await ben.turn(id_, "disconnected")
        await ben.sum_up(id_, "Resolved")
        await visitor.settle()
        told = ["1", "2", "3", "4", "5", "6", "7"]
        assert visitor.pane == told
        kept = (await Admin(server).get(f"/conversations/{id_}"))["transcript"]
        assert [one["text"] for one in kept] == told
        assert shown(server, "fault", since=since), "the outage met them"
        assert {*ada.refused, *ben.refused} == REFUSED.get(outage, set())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_answer_makes_python_say_it_twice_and_javascript_s_caller_look(
    language: str,
) -> None:
    """Python's urllib3 sends a POST again whose connection broke, and nothing tells it apart."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (desk, _),
        visiting(server) as visitor,
    ):
        ada = Patient(desk)
        await visitor.say("1")
        await desk.go_on_queue()
        (id_,) = await desk.mine()
        await ada.turn(id_, "connected")
        lost = {"phase": "reply", "path": SAY}
        async with fault(server, "reset", where=lost, when={"times": 1}):
            await ada.say(id_, "2")
        await visitor.settle()
        assert ada.refused == ([] if desk.is_python else [0])
        assert visitor.pane == (["1", "2", "2"] if desk.is_python else ["1", "2"])
        assert await desk.texts(id_) == visitor.pane


async def reconnected(server: Server, uri: str) -> ClientConnection:
    """Return a new socket of a channel as soon as there is one."""
    for _ in range(PATIENCE):
        try:
            return await connect(uri)
        except InvalidStatus as refused:
            if refused.response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            await server.advance(1)
    raise AssertionError("no socket")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_channel_whose_socket_flaps_goes_on_where_a_look_fills_the_gap(
    language: str,
) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, _),
        visiting(server) as visitor,
    ):
        await visitor.say("1")
        await ada.go_on_queue()
        (id_,) = await ada.mine()
        await ada.turn(id_, "connected")
        uri = await ada.begin_channel(ada.topic)
        async with connect(uri) as socket:
            await start(server, "websocket-flap")
            await socket.wait_closed()
            assert socket.close_code == 1006
        with pytest.raises(InvalidStatus) as refused:
            await connect(uri)
        assert refused.value.response.status_code == 503
        await visitor.say("2")  # with a socket of its own, once it gets one
        assert await ada.texts(id_) == ["1", "2"], "what was missed is not told again"
        async with await reconnected(server, uri) as socket:
            await ada.say(id_, "3")
            frame = json.loads(await socket.recv())
            told = [
                one["message"]["id"] for one in frame["eventBody"]["participants"][-1]["messages"]
            ]
            assert told == [one["messageId"] for one in (await ada.part(id_))["messages"]]
        assert len(told) == 1


async def test_a_token_that_ends_while_none_is_issued_is_refreshed_as_soon_as_one_is() -> None:
    """By JavaScript alone: the token route tells to wait, which Python's SDK sleeps out."""
    async with (
        serving(fixture=FIXTURE) as server,
        desks("javascript", server) as (_, ben),
        visiting(server) as visitor,
    ):
        await visitor.say("1")
        await ben.go_on_queue()
        (id_,) = await ben.mine()
        await ben.turn(id_, "connected")
        await server.advance(TOKEN_S - 60)
        await start(server, "token-service-down")
        await ben.say(id_, "2")  # The token that he has is good until its end.
        await server.advance(60)
        since = server.tenant.journal.last_id
        refused = await refusal(ben.mine())
        assert (refused.status, refused.code) == (401, "credentials.expired")
        await answered(server, since, "POST", "/oauth/token", 503)
        await visitor.say("3")
        await server.advance(300)
        since = server.tenant.journal.last_id
        assert (await refusal(ben.mine())).status == 401
        await answered(server, since, "GET", "/api/v2/conversations/messages", 200)
        assert await ben.mine() == [id_]
        await ben.say(id_, "4")
        await visitor.settle()
        assert visitor.pane == ["1", "2", "3", "4"] == await ben.texts(id_)
