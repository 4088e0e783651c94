"""What agents find of customers' threads by their names."""

from __future__ import annotations

import pytest

from mockplatform import customers
from mockplatform.customers import desk
from mockplatform.errors import UnknownThing
from tests.support.brands import CHANNEL, Brand, brand


def found(shop: Brand, of: frozenset[str] = frozenset()) -> str:
    """Return whose thread an agent finds."""
    channel = customers.find_channel(shop.tenant, CHANNEL)
    return desk.thread_on(shop.tenant, channel, "t-1", of).customer.external_id


async def test_of_threads_by_one_name_the_one_is_found_in_which_something_happened_last() -> None:
    async with (
        brand(live=False) as shop,
        shop.chat("c-1") as robin,
        shop.chat("c-2") as kim,
        shop.chat("c-3") as lou,
    ):
        for one in (robin, kim, lou):
            await one.say("Hello")
            await shop.advance(1)
        assert found(shop) == "c-3"
        for name, one in (("c-1", robin), ("c-2", kim)):
            id_ = shop.thread("t-1", name).cases[-1].conversation_id
            await one.do("EndContact", {"contact": {"id": _number(shop, id_)}})
            await one.say("Once more")
            await shop.advance(1)
            assert found(shop) == name
        assert found(shop, frozenset({"c-1", "c-3"})) == "c-1"
        assert found(shop, frozenset({"nobody"})) == "c-2"


def _number(shop: Brand, conversation_id: str) -> str:
    at = shop.tenant.cases.at(conversation_id)
    assert at is not None
    return at.number


async def test_a_thread_that_nobody_has_is_not_found() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        with pytest.raises(UnknownThing):
            found(shop)
        await robin.say("Hello", thread="t-2")
        with pytest.raises(UnknownThing):
            found(shop)
