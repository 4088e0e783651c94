"""Who types is there: silence ends nothing meanwhile, on whichever side it is."""

from __future__ import annotations

from mockplatform import customers
from mockplatform.customers import desk
from tests.support.brands import Brand, brand


async def _outlasts(shop: Brand) -> None:
    """Check that what was typed a second before silence counts as anything that was said."""
    await shop.advance(2)
    assert shop.conversation().is_live
    await shop.advance(shop.tenant.settings.inactivity - 3)
    assert shop.conversation().is_live
    await shop.advance(1)
    assert shop.conversation().close_reason == "inactivity"


async def test_a_customer_who_types_is_there() -> None:
    async with brand(live=True) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.advance(shop.tenant.settings.inactivity - 1)
        customers.type_(shop.tenant, shop.customer(), shop.conversation(), on=True)
        await _outlasts(shop)


async def test_an_agent_who_types_is_there() -> None:
    async with brand(live=True) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.advance(shop.tenant.settings.inactivity - 1)
        desk.show_typing(shop.tenant, shop.conversation(), shop.agent, on=True)
        await _outlasts(shop)


async def test_without_a_word_or_typing_silence_ends_it() -> None:
    async with brand(live=True) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.advance(shop.tenant.settings.inactivity)
        assert shop.conversation().close_reason == "inactivity"
