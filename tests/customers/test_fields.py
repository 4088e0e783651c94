"""Custom fields: which conversation takes those of a contact, and what becomes of the rest.

Source: `mockplatform.customers.fields`: fields of a contact are its routing data.
"""

from __future__ import annotations

import pytest

from mockplatform.customers import fields
from mockplatform.errors import Conflict, InvalidValue, RoutingDataTooLarge, UnknownThing
from mockplatform.guests.standing import Cause
from tests.support.brands import brand


async def test_the_latest_contact_takes_them_or_the_one_that_is_named() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("one")
        await shop.close()
        await robin.say("two")
        first, second = (one.number for one in shop.thread().cases)
        latest = shop.conversation()
        for number in (None, second):
            assert fields.contact_of(shop.tenant, shop.thread(), number) is latest
        with pytest.raises(Conflict, match="goes on"):
            fields.contact_of(shop.tenant, shop.thread(), first)
        with pytest.raises(UnknownThing, match="12"):
            fields.contact_of(shop.tenant, shop.thread(), "12")
        await shop.delete()
        with pytest.raises(Conflict, match="goes on"):
            fields.contact_of(shop.tenant, shop.thread(), None)


async def test_they_are_merged_or_nothing_is_changed() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        service, cause, after = shop.server.platform.service, Cause(), shop.conversation()
        for given in ({"a": "1", "b": "1"}, {"b": "2"}):
            after = await fields.set_contact(service, shop.tenant, after, given, cause=cause)
        assert after.routing_data.values == {"a": "1", "b": "2"}
        with pytest.raises(RoutingDataTooLarge):
            await fields.set_contact(service, shop.tenant, after, {"c": "x" * 20_000}, cause=cause)
        assert shop.conversation().version == after.version


async def test_the_customer_s_own_are_set_whole_or_not_at_all() -> None:
    async with brand(live=False) as shop, shop.chat():
        service, id_ = shop.server.platform.service, shop.customer().id
        await fields.set_own(service, shop.tenant, id_, {"a": "1"}, cause=Cause())
        bad = {"a": "2", "b": "x" * 1_025}
        with pytest.raises(InvalidValue):
            await fields.set_own(service, shop.tenant, id_, bad, cause=Cause())
        assert {name: one.value for name, one in shop.customer().fields.items()} == {"a": "1"}
