"""The console's frame: it opens quickly, keeps to its policy, and shows what there is."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

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
