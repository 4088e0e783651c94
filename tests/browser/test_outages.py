"""The console's outages: switched on and off, drawn with their course, ended all at once."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from mockplatform.durations import parse_duration
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS = """async (outage) => {
    const { rowsOf } = await import("./console/lib/course.js");
    return rowsOf(outage).flatMap(({ ids, spans }) => ids.map((id, n) => [id, spans[n].from]));
}"""
SHARE_OFF_MAX = 0.001


def card(page: Page, name: str) -> Locator:
    """Return an outage's card."""
    return page.locator(f'[data-outage="{name}"]')


def switch(page: Page, name: str) -> Locator:
    """Return an outage's switch, as a person finds it."""
    return card(page, name).get_by_role("switch")


async def test_the_catalogue_is_there_as_switches(world: World) -> None:
    page = await world.console("#/outages")
    known = world.at.admin.outages.list().outages
    await expect(page.get_by_role("switch")).to_have_count(len(known))
    for one in known:
        name = re.compile("^" + re.escape(one.title) + "$")
        await expect(page.get_by_role("switch", name=name)).not_to_be_checked()


async def test_a_switch_starts_an_outage_as_its_fields_say_and_stops_it(world: World) -> None:
    page = await world.console("#/outages")
    own = card(page, "token-service-down")
    await own.get_by_label("Intensity, as a number").fill("0.5")
    await own.get_by_label("For", exact=True).fill("10m")
    await own.get_by_label("Seed").fill("7")
    await switch(page, "token-service-down").click()
    await expect(switch(page, "token-service-down")).to_be_checked()
    await expect(own).to_contain_text(re.compile(r"(10 min|9 min 5\d s) left"))
    run = world.at.admin.outages.get("token-service-down")
    assert (run.state, run.intensity, run.seed) == ("running", 0.5, 7)
    await switch(page, "token-service-down").click()
    await expect(own).to_contain_text("Over since")
    assert world.at.admin.outages.get("token-service-down").state == "over"


async def test_an_outage_that_cannot_start_so_says_which_field_is_wrong(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/outages")
    own = card(page, "brownout")
    await own.get_by_label("For", exact=True).fill("soon")
    await switch(page, "brownout").click()
    await expect(own).to_contain_text("for: 'soon' is no duration")
    await expect(switch(page, "brownout")).not_to_be_checked()
    await own.get_by_label("For", exact=True).fill("2m")
    await switch(page, "brownout").click()
    await expect(switch(page, "brownout")).to_be_checked()
    await expect(own).not_to_contain_text("no duration")


async def test_what_an_outage_does_is_counted_while_it_runs(world: World) -> None:
    world.at.admin.outages.start("context-store-down")
    page = await world.console("#/outages/context-store-down")
    line = page.locator(".course-line").first
    await expect(line).to_contain_text("fired 0")
    token = world.at.token(user_id="user-7")
    answer = await page.request.get(
        f"{world.url}/api/v2/widget-context/user-7",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status == 503
    await expect(line.get_by_role("link")).to_have_text("fired 1")
    firings = await line.get_by_role("link").get_attribute("href") or ""
    assert firings.startswith("#/journal?fault=outage%3Acontext-store-down%3A")


async def test_the_now_goes_through_the_course_with_the_tenants_clock(world: World) -> None:
    world.at.clock.pause()
    world.at.admin.outages.start("brownout")
    page = await world.console("#/outages/brownout")
    first = page.locator(".course-bar").first
    await expect(first).to_have_attribute("data-state", "open")
    world.at.clock.advance("2m30s")
    await expect(first).to_have_attribute("data-state", "shut")
    now = page.locator(".course-now")
    await expect(now).to_have_attribute("style", re.compile(r"--at: 0\.5(00\d*)?;"))
    await expect(card(page, "brownout")).to_contain_text("2 min 30 s left")
    world.at.clock.advance("2m30s")
    await expect(card(page, "brownout")).to_contain_text("Over since")
    await expect(now).to_be_hidden()


async def test_the_course_is_drawn_as_the_server_stages_it(world: World) -> None:
    page = await world.console("#/outages")
    admin = world.at.admin
    world.at.clock.pause()
    for one in admin.outages.list().outages:
        answer = await page.request.get(f"{world.url}/__admin/outages/{one.name}")
        whole = await answer.json()
        drawn = dict(await page.evaluate(ROWS, whole))
        run = admin.outages.start(one.name)
        lasts = parse_duration(run.for_)
        staged = {
            fault.id.removeprefix(f"outage:{one.name}:"): float(fault.when.get("after", 0)) / lasts
            for fault in admin.faults.list().faults
        }
        admin.outages.stop(one.name)
        assert drawn.keys() == staged.keys()
        assert all(abs(drawn[id_] - staged[id_]) < SHARE_OFF_MAX for id_ in staged)


async def test_one_button_on_every_view_ends_all(world: World) -> None:
    page = await world.console("#/clock", viewport=NARROW)
    chip = page.locator("mp-trouble-chip")
    await expect(page.get_by_role("heading", name="Clock")).to_be_visible()
    await expect(chip).to_be_hidden()
    world.at.admin.outages.start("no-agents")
    world.at.admin.faults.create({"kind": "reset"})
    world.at.admin.faults.create({"kind": "status"}, when={"after": "1h"})
    await expect(chip).to_contain_text("1 outage, 2 faults active")
    await chip.get_by_role("button", name="End all").click()
    await expect(chip).to_be_hidden()
    assert world.at.admin.faults.list().faults == []
    assert world.at.admin.outages.get("no-agents").state == "over"


async def test_the_chip_follows_windows_that_open_and_end_by_themselves(world: World) -> None:
    page = await world.console()
    world.at.admin.faults.create({"kind": "reset"}, ttl="1h")
    chip = page.locator("mp-trouble-chip")
    await expect(chip).to_contain_text("1 fault active")
    world.at.clock.resume(rate=10_000)
    await expect(chip).to_be_hidden()


async def test_an_outage_of_ones_own_is_started_from_json(world: World) -> None:
    page = await world.console("#/outages/own/new")
    text = page.get_by_label("As JSON")
    await text.fill(
        '{"name": "quiet", "for": "1m", "steps": [{"faults": [{"id": "shut", '
        '"what": {"kind": "hang"}, "where": {"phase": "edge"}}]}]}'
    )
    await expect(page.locator('[data-path="$.name"] input')).to_have_value("quiet")
    await page.get_by_role("button", name="Start the outage").click()
    await expect(switch(page, "quiet")).to_be_checked()
    assert page.url.endswith("#/outages/quiet")
    await page.get_by_role("link", name="All outages and faults").click()
    await expect(switch(page, "quiet")).to_be_checked()


async def test_what_is_wrong_with_an_outage_of_ones_own_stands_at_its_field(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/outages/own/new")
    await page.locator('[data-path="$.steps[0].at"] input').fill("soon")
    await page.get_by_role("button", name="Start the outage").click()
    await expect(page.locator('[data-path="$.steps[0].at"]')).to_contain_text("no duration")
    await page.get_by_role("button", name="Remove steps 2").click()
    await page.locator('[data-path="$.steps[0].at"] input').fill("1m")
    await page.get_by_role("button", name="Start the outage").click()
    await expect(switch(page, "friday-evening")).to_be_checked()
    assert len(world.at.admin.outages.get("friday-evening").faults) == 1


async def test_an_outage_that_is_not_there_is_told_as_such(world: World) -> None:
    world.expected.append("404")
    page = await world.console("#/outages/brownot")
    await expect(page.get_by_role("main")).to_contain_text("Did you mean 'brownout'?")
