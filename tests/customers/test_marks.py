"""A read mark is about the last message of the other side, found from the end on."""

from __future__ import annotations

import math

from mockplatform.core.events import MessageSent
from mockplatform.customers.marks import READ, SEEN, newest, see
from mockplatform.guests.standing import Cause
from mockplatform.limits import LIMITS
from tests.support.brands import Brand, brand
from tests.support.logs import WatchedLog

MANY = 3 * LIMITS.socket_events_at_once


async def last(shop: Brand, whose: str, upto: float = math.inf) -> str | None:
    """Return what the last message says that a side sees."""
    service, state = shop.server.platform.service, shop.conversation()
    found = await newest(service, shop.tenant, state, whose, upto)
    if found is None:
        return None
    seq, event = found
    assert (await service.events(shop.tenant, "conversation", state.id))[seq - 1] is event
    return event.text


async def test_each_side_sees_what_the_other_one_said_up_to_a_time() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        assert (await last(shop, READ), await last(shop, SEEN)) == ("Hello", None)
        await shop.join()
        times = []
        for number in range(MANY):
            await shop.say(f"answer {number}")
            await shop.advance(1)
            times.append(shop.conversation().told_at)
        assert await last(shop, SEEN) == f"answer {MANY - 1}"
        assert await last(shop, READ) == "Hello"
        for number in (0, 1, MANY // 2, MANY - 2):
            assert await last(shop, SEEN, times[number]) == f"answer {number}"
        assert await last(shop, SEEN, times[0] - 0.5) is None


async def test_for_a_mark_the_end_of_a_long_conversation_is_read_and_no_more() -> None:
    log = WatchedLog()
    async with brand(live=False, log=log) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        for number in range(MANY):
            await shop.say(f"answer {number}")
        async with shop.chat() as tab:
            for one in (robin, tab):
                await one.beat()
            log.asked.clear()
            state = shop.conversation()
            await see(shop.server.platform.service, shop.tenant, state, cause=Cause())
            for one in (robin, tab):
                told = await one.push("MessageSeenByEndUser")
                assert told["message"]["messageContent"]["text"] == f"answer {MANY - 1}"
            read = [after for id_, after in log.asked if id_ == state.id]
            assert read
            assert min(read) >= state.version - LIMITS.socket_events_at_once


async def test_what_came_behind_a_state_is_not_looked_at() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await robin.say("Hello")
        await shop.join()
        await shop.say("one")
        before = shop.conversation()
        await shop.say("two")
        found = await newest(shop.server.platform.service, shop.tenant, before, SEEN)
        assert found is not None
        assert isinstance(found[1], MessageSent)
        assert found[1].text == "one"
