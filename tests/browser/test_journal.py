"""The journal in the console: live, filtered, turned back, opened, explained."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
MESSAGING = "/api/v2/conversations/messaging"
LINES_MAX = 150
CHUNK, CHUNKS = 60, 6


def lines(page: Page, kind: str = "") -> Locator:
    """Return the entries shown, of a kind if one is given."""
    of = f'[data-kind="{kind}"]' if kind else ""
    return page.locator(f".entries .entry{of}")


async def test_entries_appear_as_they_come_the_newest_first(world: World) -> None:
    page = await world.console("#/journal")
    await expect(page.get_by_role("heading", name="Journal")).to_be_visible()
    world.talk()
    await expect(lines(page, "http").first).to_contain_text(f"POST {MESSAGING}")
    await expect(lines(page, "event").first).to_contain_text("Placed")


async def test_filters_narrow_down_and_stand_in_the_link(world: World) -> None:
    id_ = world.talk()
    other = world.talk("user-8")
    page = await world.console("#/journal")
    await page.get_by_label("Kind").select_option("event")
    await page.get_by_label("Conversation").fill(id_)
    await expect(lines(page)).to_have_count(2)
    await expect(page).to_have_url(f"{world.url}/console#/journal?kind=event&conversationId={id_}")
    world.at.agent.offer(other, "ben")
    world.at.agent.offer(id_, "ben")
    await expect(lines(page)).to_have_count(3)
    colleague = await world.page(f"/console{page.url.partition('/console')[2]}")
    await expect(lines(colleague)).to_have_count(3)
    await expect(colleague.get_by_label("Kind")).to_have_value("event")
    await colleague.get_by_role("button", name="All entries").click()
    await expect(lines(colleague, "http").first).to_be_visible()
    await page.get_by_label("Subject").fill("nobody")
    await expect(page.get_by_text("Nothing fits these filters")).to_be_visible()


async def test_filters_that_do_not_go_together_are_told_as_such(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/journal?kind=event&status=503")
    await expect(page.get_by_text("These filters do not go together")).to_be_visible()
    await expect(page.locator(".empty")).to_contain_text("unknown member 'status'")
    await page.get_by_role("link", name="Show all entries").click()
    await expect(lines(page).first).to_be_visible()


async def test_a_paused_journal_stands_still_and_counts_until_it_goes_on(world: World) -> None:
    id_ = world.talk()
    world.at.agent.offer(id_, "ben")
    page = await world.console("#/journal?kind=agent")
    await expect(lines(page)).to_have_count(1)
    await page.get_by_role("button", name="Pause").click()
    world.at.agent.decline(id_)
    await expect(page.get_by_role("button", name="Continue (")).to_be_visible()
    await expect(lines(page)).to_have_count(1)
    await page.get_by_role("button", name="Continue (").click()
    await expect(lines(page)).to_have_count(2)


async def test_very_many_entries_are_told_in_pages_and_never_all_in_the_document(
    world: World,
) -> None:
    page = await world.console("#/journal?kind=signal")
    id_ = world.talk()
    world.at.agent.accept(id_, "ben")
    newest = 0
    for _ in range(CHUNKS):
        for _ in range(CHUNK):
            world.at.agent.typing(id_)
        newest = world.at.journal.get(kind="signal", limit=1).entries[0]["id"]
        await expect(page.locator(f'[data-id="{newest}"]')).to_be_visible()
    await expect(page.get_by_text(f"{LINES_MAX} entries shown")).to_be_visible()
    assert await lines(page).count() == LINES_MAX
    first = int(await lines(page).last.get_attribute("data-id") or 0)
    await page.get_by_role("link", name="Older entries").click()
    await expect(page.locator(f'[data-id="{newest}"]')).to_have_count(0)
    await expect(lines(page)).to_have_count(LINES_MAX)
    assert int(await lines(page).first.get_attribute("data-id") or 0) < first
    await page.get_by_role("link", name="To the newest").click()
    await expect(page.locator(f'[data-id="{newest}"]')).to_be_visible()


async def test_what_the_ring_has_dropped_is_told(world: World) -> None:
    world.at.admin.settings.patch({"journalEntries": 100})
    for _ in range(60):
        world.at.clock.advance("1s")
    page = await world.console("#/journal")
    await expect(page.get_by_role("status").filter(has_text="the ring has dropped")).to_be_visible()


async def test_an_entry_opens_to_its_members_its_cause_and_what_it_led_to(world: World) -> None:
    with world.at.fault("status", status=503, where={"path": "*/messaging"}):
        page = await world.console("#/journal")
        answer = await page.request.get(
            f"{world.url}{MESSAGING}", headers={"Authorization": f"Bearer {world.at.token()}"}
        )
        assert answer.status == 503
    changed = lines(page, "http").filter(has_text="503")
    await changed.locator("summary").click()
    await expect(changed).to_contain_text("elapsedMs")
    await changed.get_by_role("link", name="entry #").click()
    fired = lines(page, "fault")
    await expect(fired).to_have_count(1)
    await expect(fired).to_have_attribute("open", "")
    await expect(fired.locator("dd ul")).to_contain_text("GET")


async def test_an_answer_is_explained(world: World) -> None:
    page = await world.console("#/journal")
    answer = await page.request.post(
        f"{world.url}{MESSAGING}",
        data={"message": {"text": "hi"}},
        headers={"Authorization": f"Bearer {world.at.token()}", "X-Correlation-Id": "why-this"},
    )
    assert answer.status == 201
    entry = lines(page, "http").filter(has_text="201").first
    await entry.locator("summary").click()
    await entry.get_by_role("link", name="explain").click()
    await expect(page).to_have_url(f"{world.url}/console#/journal/explain/why-this")
    await expect(page.locator(".journal-story")).to_contain_text("was answered 201")
    await expect(page.locator(".journal-story")).to_contain_text("ConversationCreated happened")
    await expect(page.get_by_role("heading", name="Events (3)")).to_be_visible()
    await expect(page.locator("mp-journal")).to_contain_text("Judged good")
    await page.get_by_role("link", name="To the journal").click()
    await expect(lines(page, "http").first).to_be_visible()


async def test_an_id_that_nobody_knows_is_told_with_the_next_step(world: World) -> None:
    world.expected.append("404")
    page = await world.console("#/journal/explain/nobody")
    await expect(page.locator(".empty")).to_contain_text("X-Correlation-Id")


async def test_entries_are_copied_as_json(world: World) -> None:
    id_ = world.talk()
    person = await world.person(permissions=["clipboard-read", "clipboard-write"])
    page = await world.page(f"/console#/journal?kind=event&conversationId={id_}", person)
    await expect(lines(page)).to_have_count(2)
    await page.get_by_role("button", name="Copy as JSON").first.click()
    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText().then(JSON.parse)")
    assert [one["type"] for one in copied] == ["Placed", "ConversationCreated"]


async def test_the_journal_is_cleared(world: World) -> None:
    id_ = world.talk()
    page = await world.console(f"#/journal?conversationId={id_}")
    await expect(lines(page).first).to_be_visible()
    await page.get_by_role("button", name="Clear").click()
    await expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    assert world.at.journal.get(conversation_id=id_).entries == []


async def test_the_journal_fits_a_narrow_screen(world: World) -> None:
    world.talk()
    page = await world.console("#/journal", viewport=NARROW)
    await lines(page, "http").first.locator("summary").click()
    assert await page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
