"""The SDK's state in real storages: reloads, tabs that are copies, damage, and no room at all.

Source: Guide, section 1 (tiers), edge case 2 (quota) and edge case 3 (tabs).
"""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from tests.browser.sdk_page import NETWORK_TROUBLE, SdkPage
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

START = "void sdk.start()"
LIVE = "sdk.status === 'live'"
ALL_SENT = "sdk.messages.length > 0 && sdk.messages.every((one) => one.state === 'sent')"
STORED_TOKEN = """Object.entries(sessionStorage)
    .filter(([name]) => name.endsWith('_token')).map(([, text]) => JSON.parse(text).v.refresh)"""
FILL = """() => {
    for (let chars = 2 ** 20; chars >= 1; chars /= 2) {
        try {
            for (let n = 0; ; n += 1) sessionStorage[`page_${chars}_${n}`] = 'x'.repeat(chars);
        } catch {
            continue;
        }
    }
}"""


async def _live(world: World) -> SdkPage:
    world.expected += NETWORK_TROUBLE
    here = await SdkPage.open(world)
    await here.do(START)
    await here.until(LIVE)
    return here


async def _copied(here: SdkPage) -> SdkPage:
    """Have a tab copied, as "duplicate tab" does: with its sessionStorage."""
    async with here.page.expect_popup() as opening:
        await here.do("void window.open(location.href)")
    page: Page = await opening.value
    copy = SdkPage(here.world, page)
    await copy.begin()
    await copy.do(START)
    return copy


async def test_a_copied_tab_shows_the_conversation_with_an_id_and_a_token_of_its_own(
    world: World,
) -> None:
    here = await _live(world)
    await here.do("sdk.send('from the first tab')")
    await here.do("void (sdk.draft = 'half a sen')")
    copy = await _copied(here)
    await copy.until(f"{LIVE} && sdk.messages.length === 1")
    assert await copy.do("sdk.conversation.id") == await here.do("sdk.conversation.id")
    assert await copy.do("sdk.instanceId") != await here.do("sdk.instanceId")
    assert await copy.do("sdk.draft") == ""
    tokens = [await one.do(STORED_TOKEN) for one in (here, copy)]
    assert [len(one) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


async def test_two_tabs_that_are_copies_outlive_their_tokens_side_by_side(world: World) -> None:
    """With one refresh token for both, the second to spend it would end the family of both."""
    world.at.admin.settings.patch({"accessTokenLife": "20s", "refreshGrace": "0ms"})
    here = await _live(world)
    copy = await _copied(here)
    await copy.until(LIVE)
    first = [await one.do("sdk.token.exp") for one in (here, copy)]
    await here.passes(30_000)
    for one in (here, copy):
        await one.do("sdk.send('still here')")
    now = [await one.do("sdk.token.exp") for one in (here, copy)]
    assert all(later - sooner >= 20 for sooner, later in zip(first, now, strict=True))
    statuses = {one["status"] for one in world.at.journal.get(kind="http").entries}
    assert statuses.isdisjoint({400, 401})


async def test_a_reload_keeps_the_tabs_id(world: World) -> None:
    here = await _live(world)
    before = await here.do("sdk.instanceId")
    await here.page.reload()
    await here.begin()
    await here.do(START)
    await here.until(LIVE)
    assert await here.do("sdk.instanceId") == before


async def test_with_no_byte_left_in_the_storage_nothing_is_lost(world: World) -> None:
    """Every write meets QuotaExceededError; what the page cannot keep is in memory."""
    here = await _live(world)
    await here.do(FILL)
    await here.do("void (sdk.draft = 'ä'.repeat(500))")
    await here.do("for (let n = 0; n < 5; n += 1) void sdk.send(`message ${n}`)")
    await here.until(ALL_SENT)
    assert [one["text"] for one in await here.messages()] == [f"message {n}" for n in range(5)]
    assert await here.do("sdk.draft.length") == 500
    assert "storage-full" in await here.notices()
    await here.do(
        "() => { for (const name of Object.keys(sessionStorage))"
        " if (name.startsWith('page_')) sessionStorage.removeItem(name); }"
    )
    await here.do("void (sdk.draft = 'there is room')")
    assert "storage-works" in await here.notices()


async def test_damaged_storage_is_as_good_as_none(world: World) -> None:
    here = await _live(world)
    await here.do(
        "() => { for (const name of Object.keys(sessionStorage))"
        " sessionStorage.setItem(name, '{\"v\":'); }"
    )
    await here.page.reload()
    await here.begin()
    await here.do(START)
    await here.until(LIVE)
    await here.do("sdk.send('still here')")
    assert [one["text"] for one in await here.messages()] == ["still here"]
