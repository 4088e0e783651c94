"""The console's frame: it opens quickly, keeps to its policy, and shows what there is."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from mockplatform.client import Admin
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_new_conversation_appears_in_the_list_by_itself(world: World) -> None:
    page = await world.console()
    await expect(page.get_by_text("No conversation yet")).to_be_visible()
    made = world.talk()
    line = page.locator(f'[data-id="{made}"]')
    await expect(line).to_contain_text("OPEN")
    world.at.agent.accept(made)
    await expect(line).to_contain_text("ACTIVE")


async def test_the_page_is_served_under_a_policy_that_runs_no_inline_script(world: World) -> None:
    page = await world.person()
    answer = await page.request.get(f"{world.url}/console")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_a_part_that_is_put_back_elsewhere_is_seen_in_every_view(world: World) -> None:
    made = world.talk()
    listed = await world.console()
    line = listed.locator(f'[data-id="{made}"]')
    await expect(line).to_contain_text("OPEN")
    shown = await world.console(f"#/conversations/{made}", context=listed.context)
    await expect(shown.get_by_text("OPEN").first).to_be_visible()
    desk = await world.console("#/desk", context=listed.context)
    await expect(desk.locator(f'[data-id="{made}"]')).to_be_visible()
    world.expected.append("status of 404")
    Admin(world.server.url).tenants.reset(world.tenant, "conversations")
    await expect(desk.locator(f'[data-id="{made}"]')).to_have_count(0)
    await expect(shown.get_by_text("There is no such conversation")).to_be_visible()
    await expect(line).to_have_count(0)


async def test_title_and_menu_say_what_is_shown(world: World) -> None:
    made = world.talk("user-8")
    page = await world.console(f"#/conversations/{made}")
    await expect(page).to_have_title(re.compile("^Ines Costa"))
    await page.evaluate("location.hash = '#/conversations'")
    await expect(page).to_have_title(re.compile("^Conversations"))
    await page.evaluate("location.hash = '#/nope'")
    await expect(page.get_by_text("There is no view nope")).to_be_visible()
    await expect(page).to_have_url(re.compile("#/conversations$"))
    await expect(page.locator("nav [aria-current=page]")).to_have_text("Conversations")
