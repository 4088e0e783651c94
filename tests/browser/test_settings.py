"""The view of the settings: explained, changed, refused at the field, put back, searched."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_setting_is_there_with_its_help(world: World) -> None:
    page = await world.console("#/settings")
    for one in world.at.admin.settings.schema().settings:
        setting = page.locator(f'[data-field="{one.name}"]')
        await expect(setting).to_contain_text(one.help)
        await expect(setting).to_contain_text(f"source: {one.source}")


async def test_a_setting_is_changed_marked_and_put_back(world: World) -> None:
    page = await world.console("#/settings")
    setting = page.locator('[data-field="inactivity"]')
    await page.get_by_label("inactivity", exact=True).fill("5m")
    await page.keyboard.press("Enter")
    await expect(setting.get_by_text("changed")).to_be_visible()
    assert world.at.admin.settings.get()["inactivity"] == "5m"
    await page.get_by_role("button", name="Back to default: inactivity").click()
    await expect(setting.get_by_text("changed")).to_be_hidden()
    assert world.at.admin.settings.get()["inactivity"] == "15m"


async def test_a_value_that_is_refused_says_why_at_its_field(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/settings")
    control = page.get_by_label("heartbeat", exact=True)
    await control.fill("9h")
    await control.press("Enter")
    await expect(control).to_have_attribute("aria-invalid", "true")
    await expect(page.locator('[data-field="heartbeat"] .wrong')).to_be_visible()
    await control.fill("30s")
    await control.press("Enter")
    await expect(control).not_to_have_attribute("aria-invalid", "true")
    await expect(page.locator('[data-field="heartbeat"] .wrong')).to_be_hidden()
    assert world.at.admin.settings.get()["heartbeat"] == "30s"


async def test_what_others_change_is_shown_by_itself_and_all_goes_back_at_once(
    world: World,
) -> None:
    page = await world.console("#/settings")
    await expect(page.get_by_text("1 of all changed")).to_be_visible()  # botsAct, by the test
    world.at.admin.settings.patch({"coerce": True, "socketExpiry": "silent"})
    await expect(page.get_by_label("coerce", exact=True)).to_be_checked()
    await expect(page.get_by_label("socketExpiry", exact=True)).to_have_value("silent")
    await page.get_by_role("button", name="All back to default…").click()
    await page.get_by_role("button", name="Put them back").click()
    await expect(page.get_by_text("none of all changed")).to_be_visible()
    assert world.at.admin.settings.get()["socketExpiry"] == "4401"


async def test_a_search_is_part_of_the_link(world: World) -> None:
    page = await world.console("#/settings?q=refresh same answer")
    await expect(page.locator("mp-setting:visible")).to_have_count(1)
    await page.get_by_role("searchbox").fill("no such thing")
    await expect(page.get_by_text("No such setting")).to_be_visible()
    assert "q=no" in page.url
