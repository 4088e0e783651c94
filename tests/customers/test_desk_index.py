"""The thread of an agent's reply is found by an index: the one that is meant, at the same cost."""

from __future__ import annotations

import cProfile

from mockplatform import customers
from mockplatform.core import customer as core
from mockplatform.customers import desk
from tests.support.brands import CHANNEL, Brand, brand


async def _known(shop: Brand, customer: str, *threads: str) -> None:
    """Have a customer with threads."""
    service, id_ = shop.server.platform.service, customers.customer_id(CHANNEL, customer)
    met = core.Meet(deployment_id=CHANNEL, external_id=customer)
    await service.execute(shop.tenant, "customer", id_, met)
    for name in threads:
        begun = core.BeginThread(id=f"{customer}-{name}", external_id=name)
        await service.execute(shop.tenant, "customer", id_, begun)


def _found(shop: Brand, thread: str, *of: str) -> str:
    channel = customers.find_channel(shop.tenant, CHANNEL)
    return desk.thread_on(shop.tenant, channel, thread, frozenset(of)).customer.external_id


async def test_of_threads_by_one_name_the_one_is_found_that_is_meant_or_was_last() -> None:
    async with brand(live=False) as shop:
        for name in ("ann", "bob"):
            await _known(shop, name, "main", f"of-{name}")
            await shop.advance(1)
        assert _found(shop, "of-ann") == "ann"
        assert _found(shop, "of-ann", "bob") == "ann"
        assert _found(shop, "main") == "bob"
        assert _found(shop, "main", "ann") == "ann"
        assert _found(shop, "main", "ann", "bob") == "bob"
        assert _found(shop, "main", "nobody") == "bob"


async def test_a_thread_is_found_at_the_same_cost_however_many_customers_there_are() -> None:
    """Also where all of them call their thread the same, and it is said who is meant."""
    async with brand(live=False) as shop:

        def calls() -> int:
            with cProfile.Profile() as profile:
                _found(shop, "of-ann")
                _found(shop, "main", "ann")
            return sum(one.callcount for one in profile.getstats())

        await _known(shop, "ann", "main", "of-ann")
        before = calls()
        for number in range(100):
            await _known(shop, f"c-{number}", "main", f"t-{number}")
        assert calls() == before


async def test_a_thread_is_found_after_the_tenant_was_put_back() -> None:
    async with brand(live=False) as shop:
        await _known(shop, "ann", "of-ann")
        url = f"{shop.server.url}/t/{shop.id}/__admin/checkpoints/one"
        for path in ("", "/rewind"):
            async with shop.server.http.post(f"{url}{path}") as answer:
                assert answer.ok, await answer.text()
        assert _found(shop, "of-ann") == "ann"
