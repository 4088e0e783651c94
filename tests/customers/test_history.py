"""A thread's history: which messages of which conversations a page has, and where the next begins.

Source: `mockplatform.customers.history`: a page ends at a message; only what is asked for is read.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.customers import history
from mockplatform.customers.history import NoPlace, Page, Place
from mockplatform.errors import UnknownThing
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat
from tests.support.logs import WatchedLog


async def said(shop: Brand, robin: Chat, *sizes: int) -> None:
    """Have several conversations in a thread, with so many messages each, a second apart."""
    for nth, size in enumerate(sizes):
        if nth:
            await shop.close()
        for number in range(size):
            await robin.say(f"{nth}.{number}")
            await shop.advance(1)


async def read(shop: Brand, size: int, **more: Any) -> Page:
    """Read a page."""
    service = shop.server.platform.service
    return await history.read(service, shop.tenant, shop.thread(), size, **more)


def texts(page: Page) -> list[str]:
    """Return what a page's messages say."""
    return [one.event.text for span in page.spans for one in span.messages]


async def test_a_page_has_spans_of_its_conversations_that_cover_all_without_overlap() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await said(shop, robin, 2, 3)
        seen: dict[str, list[int]] = {}
        page = await read(shop, 2)
        pages = [page]
        while page.oldest is not None:
            page = await read(shop, 2, before=page.oldest)
            pages.append(page)
        for span in (span for page in pages for span in page.spans):
            seqs = range(span.after + 1, span.upto + 1)
            assert set(span.seqs) <= set(seqs)
            seen.setdefault(span.state.id, []).extend(seqs)
        for case in shop.thread().cases:
            state = shop.tenant.conversations[case.conversation_id]
            assert sorted(seen[state.id]) == list(range(1, state.version + 1))
        assert [texts(page) for page in pages] == [["1.2", "1.1"], ["1.0", "0.1"], ["0.0"]]


async def test_conversations_before_a_full_page_are_looked_at_for_one_message_at_most() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await said(shop, robin, 2, 2)
        page = await read(shop, 2)
        assert [span.state.id for span in page.spans] == [shop.thread().cases[1].conversation_id]
        assert page.spans[0].after == 0
        assert page.oldest is not None
        assert (page.oldest.number, page.oldest.seq) == (
            shop.thread().cases[1].number,
            page.spans[0].seqs[-1],
        )


async def test_the_last_page_names_no_place_even_where_it_is_full() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await said(shop, robin, 1, 1)
        assert (await read(shop, 2)).oldest is None
        assert (await read(shop, 1, only=shop.thread().cases[1].number)).oldest is None


async def test_a_place_is_told_with_its_times_and_another_one_is_refused() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await said(shop, robin, 1, 3)
        place = (await read(shop, 1)).oldest
        assert place is not None
        assert place.sent_at == place.began_at + 2
        wrong = [
            place._replace(number="0"),
            place._replace(seq=1),
            place._replace(seq=place.seq + 1),
            place._replace(seq=0),
            place._replace(sent_at=place.sent_at + 1),
            place._replace(began_at=place.began_at + 1),
            Place("", 0, 0, 0),
        ]
        for one in wrong:
            with pytest.raises(NoPlace):
                await read(shop, 1, before=one)
        assert texts(await read(shop, 9, before=place)) == ["1.1", "1.0", "0.0"]


async def test_a_deleted_conversation_is_not_there() -> None:
    async with brand(live=False) as shop, shop.chat() as robin:
        await said(shop, robin, 1, 1)
        await shop.delete()
        number = shop.thread().cases[1].number
        assert texts(await read(shop, 9)) == ["0.0"]
        with pytest.raises(UnknownThing, match="contact"):
            history.case_in(shop.tenant, shop.thread(), number)
        await shop.advance(24 * 3600)
        assert shop.thread().cases[1].conversation_id not in shop.tenant.conversations
        assert texts(await read(shop, 9)) == ["0.0"]


async def test_conversations_that_are_not_asked_for_are_not_read() -> None:
    log = WatchedLog()
    async with brand(live=False, log=log) as shop, shop.chat() as robin:
        await said(shop, robin, 2, 1, 2, 2)
        first, _, third, last = shop.thread().cases

        async def asked_for(size: int, **more: Any) -> list[str]:
            await robin.beat()
            log.asked.clear()
            await read(shop, size, **more)
            return [id_ for id_, _ in log.asked]

        assert await asked_for(9, only=first.number) == [first.conversation_id]
        assert await asked_for(9, only=third.number) == [third.conversation_id]
        place = (await read(shop, 1)).oldest
        both = [last.conversation_id, first.conversation_id]
        assert await asked_for(9, before=place, only=first.number) == both
        assert await asked_for(1) == [last.conversation_id]
