"""The view of tenants and the menu in the head: make one, go there, put it back, take it away."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from mockplatform.client import AdminError
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_tenant_is_made_opened_and_deleted_by_its_name(world: World) -> None:
    name = f"{world.tenant}-made"
    page = await world.console("#/tenants")
    await page.get_by_role("button", name="Make a tenant…").click()
    await page.get_by_label("Id", exact=True).fill("not a name")
    world.expected.append("400")
    await page.get_by_role("button", name="Make it").click()
    await expect(page.get_by_label("Id", exact=True)).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Id", exact=True).fill(name)
    await page.get_by_label("Seed").fill("7")
    await page.get_by_label("Settings").fill('{"inactivity": "5m"}')
    await page.get_by_role("button", name="Make it").click()
    card = page.locator(f'[data-tenant="{name}"]')
    await expect(card).to_contain_text("seed7")
    await expect(card.get_by_role("link", name=f"Open {name}")).to_be_focused()
    await card.get_by_role("button", name=f"Delete {name}").click()
    delete = page.get_by_role("button", name="Delete it")
    await expect(delete).to_be_disabled()
    await page.get_by_label(f"Type {name} to go on").fill(name)
    await delete.click()
    await expect(card).to_have_count(0)
    with pytest.raises(AdminError):
        world.at.admin.tenants.get(name)


async def test_a_part_of_a_tenant_is_put_back(world: World) -> None:
    world.talk()
    page = await world.console("#/tenants")
    card = page.locator(f'[data-tenant="{world.tenant}"]')
    await expect(card).to_contain_text("1 conversation,")
    await card.get_by_role("combobox").select_option("conversations")
    await card.get_by_role("button", name=f"Reset {world.tenant}").click()
    await page.get_by_role("button", name="Reset", exact=True).click()
    await expect(card).to_contain_text("0 conversations")


async def test_the_environment_lines_are_copied(world: World) -> None:
    context = await world.person()
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await world.page("/console#/tenants", context)
    label = f"Copy {world.tenant}'s environment lines"
    await page.get_by_role("button", name=label).click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    lines = await page.evaluate("navigator.clipboard.readText()")
    assert f"MOCKPLATFORM_URL={world.url}\n" in lines
    assert f"MOCKPLATFORM_CLIENT_SECRET={world.at.client_secret}\n" in lines


async def test_the_menu_in_the_head_leads_to_another_tenant_and_keeps_the_view(
    world: World,
) -> None:
    page = await world.console("#/settings?q=token")
    opener = page.get_by_role("button", name=f"Tenant {world.tenant}")
    await opener.click()
    other = page.get_by_role("link", name="default", exact=True)
    await expect(other).to_be_visible()
    drawn = await other.element_handle()
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await world.quiet(page)
    assert await drawn.evaluate("(one) => one.isConnected")  # what is being clicked is not replaced
    await other.click()
    await expect(page).to_have_url(re.compile(r"^http://[^/]+/console#/settings$"))
