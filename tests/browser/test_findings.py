"""Findings in the console: live, with their evidence in the timeline; accepted, taken along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.customer import Customer
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLE = "An access token stood in a URL"


def customer(world: World, user: str = "user-7") -> Customer:
    """Return a customer with a conversation."""
    return Customer(world.at, user).begin()


def keep_asking(one: Customer) -> None:
    """Ask ten times, once a second, whatever the answer is."""
    for _ in range(10):
        one.look()
        one.at.clock.advance("1s")


def cards(page: Page) -> Locator:
    """Return the findings shown."""
    return page.locator("mp-finding-card")


def badge(page: Page) -> Locator:
    """Return the count in the menu."""
    return page.locator("nav mp-finding-badge")


def evidence(page: Page) -> Locator:
    """Return the timeline's entries that are looked for."""
    return page.locator(".events > li[data-evidence]")


async def test_where_nothing_was_found_it_is_said_how_to_see_something(world: World) -> None:
    page = await world.console("#/findings")
    await expect(page.get_by_text("Nothing was found")).to_be_visible()
    await expect(badge(page)).to_be_hidden()
    for name in ("Accept all", "Clear"):
        await expect(page.get_by_role("button", name=name)).to_be_disabled()
    fragile = page.get_by_role("link", name="the fragile widget")
    await expect(fragile).to_have_attribute("href", f"/t/{world.tenant}/widget?fragile=1")
    await page.get_by_role("link", name="what is looked for").click()
    await expect(page.get_by_role("heading", name="Rules")).to_be_visible()


async def test_a_finding_appears_by_itself_with_its_story_its_reason_and_the_remedy(
    world: World,
) -> None:
    page = await world.console("#/findings")
    await expect(page.get_by_text("Nothing was found")).to_be_visible()
    customer(world).sin()
    card = cards(page)
    await expect(page.get_by_role("heading", name="Warnings")).to_be_visible()
    await expect(card).to_contain_text(TITLE)
    await expect(card).to_contain_text("user-7")
    await expect(card).to_contain_text("once, at")
    await expect(badge(page)).to_be_visible()
    await expect(badge(page)).to_have_text("1 warnings and errors")
    await card.locator("summary").click()
    await expect(card.locator(".finding-story li")).to_contain_text("came with the token in its")
    await expect(card).to_contain_text("Proxies, servers and browsers keep URLs")
    await expect(card).to_contain_text("Authorization: Bearer")
    await expect(card).to_contain_text("RFC 6750")
    (found,) = world.at.admin.findings.get().findings
    entry = card.get_by_role("link", name=f"#{found.evidence[0]} in the journal")
    await entry.click()
    await expect(page.locator(".entry[open]")).to_contain_text("/api/v2/conversations/messaging/")


async def test_a_finding_that_is_open_stays_so_when_it_happens_again(world: World) -> None:
    one = customer(world)
    one.sin()
    page = await world.console("#/findings")
    await cards(page).locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("What happened")).to_be_visible()
    one.sin()
    await expect(page.get_by_text("The last of 2 times")).to_be_visible()
    await expect(page.get_by_text("The first time")).to_be_visible()
    await expect(cards(page).locator("summary")).to_be_focused()


async def test_findings_are_filtered_and_the_link_says_so(world: World) -> None:
    customer(world).sin()
    customer(world, "user-8").sin()
    page = await world.console("#/findings")
    await expect(cards(page)).to_have_count(2)
    await page.get_by_role("searchbox").fill("USER-8")
    await expect(cards(page)).to_have_count(1)
    await expect(page).to_have_url(re.compile(r"#/findings\?q=USER-8$"))
    await page.get_by_role("button", name="Error").click()
    await expect(page.get_by_text("No finding fits")).to_be_visible()
    await page.get_by_role("link", name="Show all new findings").click()
    await expect(cards(page)).to_have_count(2)
    await page.get_by_label("Rule").select_option("token-in-url")
    await page.get_by_role("button", name="Warning").click()
    await expect(page).to_have_url(re.compile(r"rule=token-in-url&severity=warning$"))
    colleague = await world.page(f"/console{page.url.partition('/console')[2]}")
    await expect(cards(colleague)).to_have_count(2)
    await expect(colleague.get_by_label("Rule")).to_have_value("token-in-url")
    await expect(colleague.get_by_role("button", name="Warning")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_the_evidence_of_a_finding_stands_out_in_the_timeline(world: World) -> None:
    one = customer(world)
    one.sin()
    one.sin()
    page = await world.console("#/findings/f1")
    await page.get_by_role("link", name="Show it in the timeline").click()
    await expect(page).to_have_url(re.compile(rf"#/conversations/{one.id}\?evidence=f1$"))
    await expect(evidence(page)).to_have_count(2)
    await expect(evidence(page).first).to_contain_text("Evidence of f1: GET")
    await expect(evidence(page).first.locator("summary")).to_be_focused()
    bar = page.locator("mp-evidence")
    await expect(bar).to_contain_text(f"Evidence of f1: {TITLE}")
    await expect(bar.get_by_role("status")).to_have_text("1 of 2")
    await page.get_by_role("button", name="Requests").click()
    await expect(evidence(page)).to_have_count(2)
    await bar.get_by_role("button", name="Next evidence").click()
    await expect(evidence(page).last.locator("summary")).to_be_focused()
    await expect(bar.get_by_role("status")).to_have_text("2 of 2")
    await bar.get_by_role("link", name="Leave the evidence").click()
    await expect(bar).to_be_hidden()
    await expect(evidence(page)).to_have_count(0)
    await expect(page).to_have_url(re.compile(rf"#/conversations/{one.id}(\?hide=request)?$"))


async def test_evidence_of_long_ago_is_read_and_scrolled_to(world: World) -> None:
    one = customer(world)
    one.sin()
    world.at.agent.accept(one.id)
    for number in range(150):
        world.at.agent.say(one.id, f"line {number}.")
    page = await world.console(f"#/conversations/{one.id}?evidence=f1")
    await expect(evidence(page)).to_have_count(1)
    await expect(evidence(page)).to_be_in_viewport()


async def test_evidence_that_the_journal_has_dropped_is_said_to_be_so(world: World) -> None:
    one = customer(world)
    one.sin()
    world.at.admin.settings.patch({"journalEntries": 100})
    world.at.agent.accept(one.id)
    for number in range(60):
        world.at.agent.say(one.id, f"line {number}.")
    page = await world.console(f"#/conversations/{one.id}?evidence=f1")
    bar = page.locator("mp-evidence")
    await expect(bar).to_contain_text("1 entry of it dropped by the journal.")
    await expect(bar.get_by_role("button", name="Next evidence")).to_be_disabled()


async def test_a_finding_that_is_gone_is_told_in_the_timeline_and_on_its_page(world: World) -> None:
    one = customer(world)
    page = await world.console(f"#/conversations/{one.id}?evidence=f9")
    await expect(page.get_by_text("There is no finding f9: it was cleared")).to_be_visible()
    await page.get_by_role("link", name="The whole timeline").click()
    await expect(page.locator("mp-evidence")).to_be_hidden()
    other = await world.console("#/findings/f9")
    await expect(other.get_by_text("There is no finding f9")).to_be_visible()


async def test_a_conversation_tells_of_findings_about_it_as_they_come(world: World) -> None:
    one = customer(world)
    customer(world, "user-8")
    page = await world.console(f"#/conversations/{one.id}")
    await expect(page.get_by_role("heading", name="Routing decision")).to_be_visible()
    await expect(page.get_by_role("heading", name="Findings")).to_have_count(0)
    one.sin()
    panel = page.locator(".panel", has=page.get_by_role("heading", name="Findings"))
    await expect(panel).to_contain_text(TITLE)
    marked = page.locator(".event .event-marks")
    await expect(marked).to_have_text("Evidence of f1")
    await panel.get_by_role("link", name="Show its evidence").click()
    await expect(evidence(page)).to_have_count(1)
    await page.get_by_role("link", name="1 finding").click()
    await expect(cards(page)).to_have_count(1)
    await page.get_by_role("link", name=f"Conversation {one.id[:8]}").click()
    await expect(page).to_have_url(re.compile("#/findings$"))


async def test_a_finding_in_the_journal_is_told_in_a_line_and_leads_to_its_page(
    world: World,
) -> None:
    customer(world).sin()
    page = await world.console("#/journal?kind=finding")
    entry = page.locator(".entries .entry")
    await expect(entry).to_contain_text(f"warning: {TITLE} (token-in-url, f1)")
    await entry.locator("summary").click()
    await entry.get_by_role("link", name="f1").click()
    await expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


async def test_present_findings_are_accepted_and_only_new_ones_counted(world: World) -> None:
    customer(world).sin()
    page = await world.console("#/findings")
    await expect(cards(page)).to_have_count(1)
    await page.get_by_role("button", name="Accept all").click()
    await page.get_by_role("button", name="Accept them").click()
    await expect(page.get_by_text("Nothing new was found")).to_be_visible()
    await expect(badge(page)).to_be_hidden()
    await page.get_by_role("link", name="Show what is accepted").click()
    await expect(cards(page)).to_contain_text("known")
    await cards(page).locator("summary").click()
    await expect(cards(page)).to_contain_text("it is in the baseline")
    customer(world, "user-8").sin()
    await expect(cards(page)).to_have_count(2)
    await expect(badge(page)).to_have_text("1 warnings and errors")
    await page.get_by_label("Accepted or not").select_option("accepted")
    await expect(cards(page)).to_have_count(1)


async def test_what_a_setting_suppresses_is_marked_and_not_counted(world: World) -> None:
    customer(world).sin()
    page = await world.console("#/findings?which=all")
    await expect(badge(page)).to_have_text("1 warnings and errors")
    world.at.admin.settings.patch({"suppressFindings": ["token-in-url:user-*"]})
    await expect(cards(page)).to_contain_text("suppressed")
    await expect(badge(page)).to_be_hidden()


async def test_findings_are_cleared_after_a_question(world: World) -> None:
    customer(world).sin()
    page = await world.console("#/findings")
    await page.get_by_role("button", name="Clear").click()
    await page.get_by_role("button", name="Cancel").click()
    await expect(cards(page)).to_have_count(1)
    await page.get_by_role("button", name="Clear").click()
    await page.get_by_role("dialog").get_by_role("button", name="Clear them").click()
    await expect(page.get_by_text("Nothing was found")).to_be_visible()
    assert world.at.admin.findings.get().findings == []


async def test_while_the_review_is_off_it_is_said(world: World) -> None:
    world.at.admin.settings.patch({"findings": False})
    page = await world.console("#/findings")
    await expect(page.get_by_text("The review is switched off")).to_be_visible()
    world.at.admin.settings.patch({"findings": True})
    await expect(page.get_by_text("Nothing was found")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "suffix", "told"),
    [
        ("SARIF", "sarif", '"2.1.0"'),
        ("JUnit", "xml", "<testsuite"),
        ("Markdown", "md", "# "),
        ("JSON", "json", '"findings"'),
    ],
)
async def test_findings_are_taken_along_as_a_file(
    world: World, tmp_path: Path, label: str, suffix: str, told: str
) -> None:
    customer(world).sin()
    page = await world.console("#/findings")
    await page.get_by_text("Download").click()
    async with page.expect_download() as saved:
        await page.get_by_role("button", name=label, exact=True).click()
    file = await saved.value
    assert re.fullmatch(
        rf"{world.tenant}-findings-[\d-]+T[\d-]+\.{suffix}", file.suggested_filename
    )
    await file.save_as(tmp_path / "saved")
    text = (tmp_path / "saved").read_text(encoding="utf-8")
    assert told in text
    assert "token-in-url" in text
    if suffix in {"sarif", "json"}:
        json.loads(text)
    await expect(page.get_by_role("button", name=label, exact=True)).to_be_hidden()


async def test_each_rule_has_a_page_that_tells_who_broke_it(world: World) -> None:
    customer(world).sin()
    page = await world.console("#/findings/rules")
    told = world.at.admin.findings.get()
    await expect(page.locator(".rules-list > li")).to_have_count(len(told.rules))
    line = page.locator(".rules-list > li").filter(has_text="token-in-url")
    await expect(line).to_contain_text("1 finding")
    await line.get_by_role("link", name="token-in-url").click()
    await expect(page).to_have_url(re.compile("#/findings/rules/token-in-url$"))
    (rule,) = [one for one in told.rules if one.id == "token-in-url"]
    article = page.get_by_role("article")
    for name, text in (("When it is found", rule.when), ("Why it matters", rule.why)):
        await expect(article.get_by_role("heading", name=name)).to_be_visible()
        await expect(article).to_contain_text(text.replace("`", ""))
    await page.get_by_role("link", name="user-7").click()
    await expect(page).to_have_url(re.compile("#/findings/f1$"))


async def test_a_rule_that_there_is_not_is_told_as_such(world: World) -> None:
    page = await world.console("#/findings/rules/nope")
    await expect(page.get_by_text("There is no rule nope")).to_be_visible()
    await page.get_by_role("link", name="All rules").click()
    await expect(page.get_by_role("heading", name="Rules")).to_be_visible()


async def test_when_calls_came_is_drawn_and_told(world: World) -> None:
    one = customer(world)
    world.at.admin.faults.create({"kind": "status", "status": 503}, where={"phase": "edge"})
    keep_asking(one)
    page = await world.console("#/findings?rule=no-backoff")
    await cards(page).locator("summary").click()
    told = "10 calls, 1 of them in the fullest"
    await expect(page.get_by_role("img", name=f"When the calls came: {told}")).to_be_visible()
    await expect(page.locator("figcaption")).to_contain_text(told)
    await expect(page.locator(".coming-bar")).to_have_count(10)


async def test_findings_and_their_evidence_fit_a_narrow_screen(world: World) -> None:
    one = customer(world)
    one.sin()
    page = await world.console("#/findings", viewport=NARROW)
    await cards(page).locator("summary").click()
    width = "document.documentElement.scrollWidth"
    assert await page.evaluate(width) == NARROW["width"]
    await page.get_by_role("link", name="Show it in the timeline").click()
    await expect(evidence(page)).to_be_in_viewport()
    assert await page.evaluate(width) == NARROW["width"]
