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
    here = await SdkPage.alone(world)
    await here.do(START)
    await here.until(LIVE)
    return here


async def _copied(here: SdkPage) -> SdkPage:
    """Have a tab copied, as "duplicate tab" does: with its sessionStorage."""
    async with here.page.expect_popup() as opening:
        await here.do("void window.open(location.href)")
    page: Page = here.world.watch(await opening.value)
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
    await here.passes(30)
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


async def test_the_next_customer_of_a_tab_finds_nothing_of_the_last(world: World) -> None:
    here = await _live(world)
    await here.do("sdk.send('my PIN is 1234')")
    await here.do("void (sdk.draft = 'a secret')")
    await here.page.reload()
    await here.begin(userId="bob")
    await here.do(START)
    await here.until(LIVE)
    assert await here.messages() == []
    assert await here.do("sdk.draft") == ""
    kept = await here.do("JSON.stringify(Object.entries(sessionStorage))")
    assert "PIN" not in kept
    assert "secret" not in kept


async def test_who_logs_out_leaves_nothing_in_the_tab_and_no_token_that_lives(
    world: World,
) -> None:
    here = await _live(world)
    await here.do("sdk.send('my PIN is 1234')")
    await here.do("void (globalThis.gone = false)")
    await here.do("void sdk.logout().then(() => (gone = true))")
    assert await here.messages() == []
    await here.until("gone")
    left = await here.do("Object.keys(sessionStorage).filter((name) => !/instance/.test(name))")
    assert left == []
    entries = world.at.journal.get(kind="http", path="/api/v2/widget/auth/revoke").entries
    assert [one["status"] for one in entries] == [200]
    await here.do("sdk.configure({ userId: 'bob' }) && void sdk.start()")
    await here.until(LIVE)
    assert await here.messages() == []
    assert "customer-gone" in await here.notices()


async def test_two_widgets_on_one_page_keep_each_their_own_over_a_reload(world: World) -> None:
    here = await _live(world)

    async def second() -> list[str]:
        """Have a second widget on the page, and tell which ids and drafts both have."""
        await here.do("globalThis.one = sdk")
        await here.begin(userId="bob")
        await here.do(START)
        await here.until(LIVE)
        ids: list[str] = await here.do("[one, sdk].map((each) => each.instanceId)")
        return ids

    ids = await second()
    assert len(set(ids)) == 2
    await here.do("void ((one.draft = 'of one'), (sdk.draft = 'of two'))")
    await here.page.reload()
    await here.begin()
    await here.do(START)
    await here.until(LIVE)
    assert await second() == ids
    assert await here.do("[one.draft, sdk.draft]") == ["of one", "of two"]


async def test_a_transcript_that_was_evicted_is_whole_again_after_a_reload(world: World) -> None:
    small = {"quota": {"bytes": 40_000}}
    world.expected += NETWORK_TROUBLE
    here = await SdkPage.alone(world, **small)
    await here.do(START)
    await here.until(LIVE)
    id_ = await here.do("sdk.conversation.id")
    agent = world.at.agent
    agent.accept(id_, "ana")
    for n in range(60):
        agent.say(id_, f"message {n}")
    await here.until("sdk.messages.length === 60")
    # The page has it load all of it, and then its storage, which is too small, makes it do so.
    world.sins = {"whole-transcript"}
    await here.do("sdk.history({ after: 0 })")
    await here.page.reload()
    await here.begin(**small)
    await here.do(START)
    await here.until("sdk.messages.length === 60")
    texts = [one["text"] for one in await here.messages()]
    assert texts == [f"message {n}" for n in range(60)]
    assert await here.do("told.message.length") == 0
