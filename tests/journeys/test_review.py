"""What the platform finds about the sample clients, on their errand under each outage.

About the good one nothing, and about the fragile one what it was built to do, and no more.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator

import aiohttp
import pytest

from mockplatform.client import Admin, TenantUnderTest
from mockplatform.client.findings_under_test import message
from mockplatform.server import MockPlatform
from tests.clients import errand
from tests.clients.fragile import Fragile
from tests.clients.good import BOUND_S, Good
from tests.clients.place import Place, Steering

SECRET = "widget-secret"
SETTINGS = {"accessTokenLife": "4m"}
HANGS_S = 6.0
"""By then it is where it waits for ever."""
Client = type[Good] | type[Fragile]

ALWAYS = {"missing-instance-id", "duplicate-send"}
"""It says of no message and of no tab which one it is."""
IGNORES = {"retry-after-ignored"}
"""It tries once more, at once, and gives up."""
LOADS = {"whole-transcript"}
"""It does so after each message, from which on there is one of some length."""
DIES = {"no-refresh"}
"""It uses its token until that is refused …"""
COMES_BACK = {"refresh-after-expiry", "blind-reconnect"}
"""… and then gets another one, and a socket without a look at the conversation."""
TO_THE_END = LOADS | DIES | COMES_BACK
FOUND: dict[str, set[str]] = {
    "ack-loss": TO_THE_END,
    "brownout": set(),  # it hangs
    "clock-skew": set(),  # it gives up at the first refusals
    "context-store-down": IGNORES,
    "edge-401-storm": set(),  # as for the skew
    "half-open-sockets": DIES | COMES_BACK,  # the transcript lacks what it lost, and is short
    "key-rotation": set(),  # it gives up
    "message-duplicates": TO_THE_END,
    "no-agents": TO_THE_END,
    "rate-limited": IGNORES,
    "refresh-slow": LOADS | DIES,  # it hangs in the renewal
    "region-failover": IGNORES,
    "reordering": TO_THE_END,
    "routing-down": TO_THE_END,
    "thundering-herd": set(),  # it hangs
    "token-service-down": LOADS | DIES,  # the renewal fails, and with it everything
    "websocket-flap": set(),  # it gives up
}
"""What is found about the fragile client beside `ALWAYS`, as far as it comes."""
HANGS = {"brownout", "refresh-slow", "thundering-herd"}
_names = itertools.count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[MockPlatform]:
    """A platform; each errand has a tenant of its own on it."""
    with MockPlatform.start(seed=1) as platform:
        yield platform


def went(
    server: MockPlatform, client: Client, outage: str, bound_s: float
) -> tuple[TenantUnderTest, list[str]]:
    """Send a client on its errand on a tenant of its own; return that, and what went wrong."""
    root = Admin(server.url)
    name = f"errand-{next(_names)}"
    made = root.tenants.create(name, settings=SETTINGS)
    at = TenantUnderTest(root.of(name), made)
    at.clock.pause()
    at.admin.outages.start(outage, after="5s")
    place = Place(
        url=at.url,
        ws_url=at.url.replace("http", "ws", 1),
        deployment_id=at.deployment_id,
        client_secret=SECRET,
        admin_token="",
        seed=1,
    )
    try:
        return at, asyncio.run(_go(client, place, bound_s))
    except Exception as error:  # noqa: BLE001 - whatever ended it is what went wrong
        return at, [repr(error)]


async def _go(client: Client, place: Place, bound_s: float) -> list[str]:
    unbounded = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=unbounded) as http:
        steering = Steering(http, place)
        one = client(http, place, steering)
        try:
            async with asyncio.timeout(bound_s):
                await steering.stop_clock()
                return await errand.run(one, steering)
        finally:
            await one.leave()


@pytest.mark.parametrize("outage", FOUND)
def test_the_good_client_is_found_to_do_nothing_wrong(server: MockPlatform, outage: str) -> None:
    at, wrong = went(server, Good, outage, BOUND_S)
    assert wrong == []
    assert not at.findings.list(), message(at.findings.list())


@pytest.mark.parametrize("outage", FOUND)
def test_the_fragile_client_is_found_to_do_what_it_was_built_for(
    server: MockPlatform, outage: str
) -> None:
    at, _ = went(server, Fragile, outage, HANGS_S if outage in HANGS else BOUND_S)
    assert {one.rule for one in at.findings} == ALWAYS | FOUND[outage]


def test_no_outage_of_the_catalogue_is_left_out(server: MockPlatform) -> None:
    assert {one.name for one in server.admin.outages.list().outages} == set(FOUND)
