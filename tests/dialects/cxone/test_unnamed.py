"""A socket of the legacy model, of which nobody has said yet whose it is, is the tenant's as well.

Source: [C] nice-cxone-chat-web-sdk 1.20.0 opens its socket without a token, and an idle page says
nothing on it but signs of life.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat
from tests.support.faulty import fault
from tests.support.talk import End

RESTART = 1012


def idle(shop: Brand, customer: str = "c-1") -> AbstractAsyncContextManager[Chat]:
    """Open a page's socket, which says no more than whose it is in the handshake."""
    return shop.chat(customer, secured=False)


async def admin(shop: Brand, method: str, path: str, body: Any = None, own: bool = True) -> Any:
    """Steer the tenant, or the server."""
    prefix = f"/t/{shop.id}" if own else ""
    url = f"{shop.server.url}{prefix}/__admin{path}"
    async with shop.server.http.request(method, url, json=body) as answer:
        assert answer.status < 300, await answer.text()
        return await answer.json() if answer.content_type == "application/json" else None


async def listed(shop: Brand) -> list[tuple[str | None, str]]:
    """Return of each socket for whom it speaks, and with which others it stands."""
    told = (await admin(shop, "GET", "/channels"))["channels"]
    return [(one["userId"], one["group"]) for one in told]


async def test_it_is_listed_from_its_handshake_on_and_not_when_it_is_over() -> None:
    async with brand() as shop:
        async with idle(shop) as page:
            await page.beat()
            assert await listed(shop) == [(None, "")]
            await page.say("Hello")
            assert await listed(shop) == [("c-1", shop.customer().id)]
        async with idle(shop) as page:
            await page.beat()
            (one,) = (await admin(shop, "GET", "/channels"))["channels"]
            await admin(shop, "POST", f"/channels/{one['id']}/drop", {})
            await page.end()
        assert await listed(shop) == []


async def test_a_fault_drops_it_though_its_page_is_idle() -> None:
    async with brand() as shop, idle(shop) as page:
        await page.beat()
        where = {"phase": "frame.out", "dialect": "cxone"}
        what = {"atOnce": True}
        async with fault(shop.server, "drop", f"/t/{shop.id}", where=where, what=what):
            assert (await page.end()).code == 1006


async def test_an_outage_of_sockets_flaps_it() -> None:
    async with brand() as shop, idle(shop) as page:
        await page.beat()
        await admin(shop, "POST", "/outages/websocket-flap/start", {})
        for _ in range(3):
            await shop.advance(60)
        await page.end()


@pytest.mark.parametrize(
    ("method", "path", "own"),
    [
        ("POST", "/reset", True),
        ("POST", "/reset/conversations", True),
        ("DELETE", "/tenants/brand", False),
    ],
)
async def test_it_ends_with_what_the_tenant_had(method: str, path: str, own: bool) -> None:
    async with brand() as shop, idle(shop) as page:
        await page.beat()
        await admin(shop, method, path, own=own)
        assert (await page.end()).code == RESTART


async def test_a_rewind_ends_it() -> None:
    async with brand() as shop, idle(shop) as page:
        await page.beat()
        await admin(shop, "POST", "/checkpoints/before")
        await admin(shop, "POST", "/checkpoints/before/rewind")
        assert (await page.end()).code == RESTART


async def test_the_server_says_goodbye_to_it() -> None:
    async with brand() as shop, idle(shop) as page:
        await page.beat()
        shop.server.platform.say_goodbye()
        assert await page.end() == End(1001, "server going away")


async def test_a_customers_sockets_are_numbered_without_those_of_which_nothing_is_known() -> None:
    async with brand() as shop, idle(shop) as first, idle(shop) as other:
        await first.beat()
        await other.beat()
        async with idle(shop) as page:
            await page.say("Hello")
            (of_page,) = (one for one in shop.tenant.channels.values() if one.group)
            assert of_page.occasion().channel == 1
        await other.say("Hello")
        assert shop.tenant.reconnects == {shop.customer().id: 1}


async def test_an_idle_page_breaks_no_rule() -> None:
    async with brand() as shop:
        for _ in range(3):
            async with idle(shop) as page:
                await page.beat()
            await shop.advance(60)
        told = await admin(shop, "GET", "/findings")
        assert (told["findings"], told["broken"]) == ([], {})
