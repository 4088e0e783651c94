"""The frame in trouble: a lost server, another one, no tenant, no token, no leave to call."""

from __future__ import annotations

import json
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.async_api import expect

from mockplatform.client import Admin
from mockplatform.server import MockPlatform
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOST = "net::ERR"
GONE = "status of 404"
ASKED = "status of 401"


def conversation_on(server: MockPlatform, user: str) -> str:
    """Open a conversation on a server; return its id."""
    headers = {
        "Authorization": f"Bearer {server.admin.tokens.mint(user).access_token}",
        "Content-Type": "application/json",
    }
    request = Request(f"{server.url}/api/v2/conversations/messaging", b"{}", headers)  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server
        return str(json.load(answer)["id"])


async def test_a_lost_server_is_told_and_what_was_shown_stays_until_one_is_back(
    world: World,
) -> None:
    world.expected.append(LOST)
    with MockPlatform.start(seed=1, settings={"botsAct": False}) as first:
        port = urlsplit(first.url).port or 0
        before = conversation_on(first, "ann")
        page = await world.visit(f"{first.url}/console")
        await expect(page.locator(f'[data-id="{before}"]')).to_contain_text("ann")
    banner = page.locator("mp-banner")
    await expect(banner).to_contain_text("The server does not answer")
    await expect(page.locator(f'[data-id="{before}"]')).to_contain_text("ann")
    with MockPlatform.start(seed=2, port=port, settings={"botsAct": False}) as second:
        after = conversation_on(second, "bob")
        await expect(banner).to_be_hidden(timeout=10_000)
        await expect(page.locator(f'[data-id="{after}"]')).to_contain_text("bob")
        await expect(page.locator(f'[data-id="{before}"]')).to_have_count(0)
        later = conversation_on(second, "cy")
        await expect(page.locator(f'[data-id="{later}"]')).to_contain_text("cy")
        await page.close()


async def test_a_tenant_that_is_gone_is_told_with_a_way_out(world: World) -> None:
    world.expected += (GONE, LOST)
    name = f"{world.tenant}-brief"
    root = Admin(world.server.url)
    root.tenants.create(name)
    page = await world.visit(f"{world.server.url}/t/{name}/console#/settings")
    await expect(page.get_by_label("inactivity", exact=True)).to_be_visible()
    root.tenants.delete(name)
    await expect(page.get_by_text(f"There is no tenant {name} any more")).to_be_visible()
    await expect(page.get_by_label("inactivity", exact=True)).to_be_visible()
    await page.get_by_role("link", name="To the default tenant").click()
    await expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


async def test_a_link_into_a_tenant_that_was_never_made_leads_to_those_there_are(
    world: World,
) -> None:
    world.expected.append(GONE)
    page = await world.visit(f"{world.server.url}/t/never/console#/tenants")
    await expect(page.get_by_text("There is no tenant never.")).to_be_visible()
    there = page.get_by_role("link", name=f"Open {world.tenant}", exact=True)
    await expect(there).to_be_visible()
    await page.locator("mp-banner").get_by_role("link", name="All tenants").click()
    await there.click()
    await expect(page.get_by_text("No conversation yet")).to_be_visible()


async def test_the_admin_token_is_asked_for_and_goes_with_every_call_of_the_tab(
    world: World,
) -> None:
    world.expected.append(ASKED)
    with MockPlatform.start(seed=1, admin_token="s3cret") as guarded:
        page = await world.visit(f"{guarded.url}/console")
        field = page.get_by_label("Admin token", exact=True)
        await expect(field).to_be_focused()
        await field.fill("wrong")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("The token that was given is wrong")).to_be_visible()
        await page.get_by_label("Admin token", exact=True).fill("s3cret")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("No conversation yet")).to_be_visible()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        made = conversation_on(guarded, "ann")
        await expect(page.locator(f'[data-id="{made}"]')).to_contain_text("ann")
        await page.reload()
        await expect(page.locator(f'[data-id="{made}"]')).to_contain_text("ann")
        other = await world.visit(f"{guarded.url}/console", page.context)
        await expect(other.get_by_label("Admin token", exact=True)).to_be_visible()
        await page.context.close()


async def test_a_view_that_was_never_open_opens_while_the_server_is_lost(world: World) -> None:
    world.expected.append(LOST)
    with MockPlatform.start(seed=1) as first:
        port = urlsplit(first.url).port or 0
        context = await world.person()
        await context.route("**/views/clock.js", lambda route: route.abort())
        page = await world.visit(f"{first.url}/console", context)
        async with page.expect_request_finished(lambda one: "/views/rewind.js" in one.url):
            await expect(page.get_by_text("No conversation yet")).to_be_visible()
    await expect(page.locator("mp-banner")).to_contain_text("The server does not answer")
    await page.get_by_role("link", name="Journal").click()
    await expect(page.get_by_role("heading", name="Journal")).to_be_visible()
    await page.get_by_role("link", name="Clock").click()
    await expect(page.get_by_text("This view could not be loaded")).to_be_visible()
    await expect(page.get_by_role("heading", name="Journal")).to_have_count(0)
    await context.unroute("**/views/clock.js")
    with MockPlatform.start(seed=1, port=port):
        await expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        await page.close()


async def test_the_token_can_be_put_off_and_what_cannot_be_one_is_told_at_its_field(
    world: World,
) -> None:
    world.expected.append(ASKED)
    with MockPlatform.start(seed=1, admin_token="s3cret") as guarded:
        page = await world.visit(f"{guarded.url}/console#/tenants")
        field = page.get_by_label("Admin token", exact=True)
        await field.fill("   ")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Nothing is given")).to_be_visible()
        await field.fill("schön✓")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("This has signs that no token has")).to_be_visible()
        await expect(field).to_be_focused()
        for _ in range(2):
            await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        banner = page.locator("mp-banner")
        await expect(banner).to_contain_text("The admin token is asked for")
        await banner.get_by_role("button", name="Give it…").click()
        await field.fill("s3cret")
        await page.keyboard.press("Enter")
        await expect(page.locator('[data-tenant="default"]')).to_be_visible()
        await expect(banner).to_be_hidden()
        await page.close()


async def test_a_token_that_no_header_takes_is_asked_for_anew(world: World) -> None:
    world.expected.append(ASKED)
    with MockPlatform.start(seed=1, admin_token="s3cret") as guarded:
        page = await world.visit(f"{guarded.url}/console")
        await page.evaluate("sessionStorage.setItem('mockplatform.adminToken', '“s3cret”')")
        await page.reload()
        await expect(page.get_by_label("Admin token", exact=True)).to_be_focused()
        await page.close()


async def test_a_host_that_is_refused_is_told_with_the_names_that_are_not(world: World) -> None:
    world.expected.append("status of 403")
    port = urlsplit(world.server.url).port
    page = await world.visit(f"http://elsewhere.localhost:{port}/console")
    banner = page.locator("mp-banner")
    await expect(banner).to_contain_text("The admin API does not go by the Host")
    await expect(banner).to_contain_text("Call it by one of")


async def test_escape_closes_the_menu_of_a_narrow_page_and_the_focus_returns(world: World) -> None:
    page = await world.console("#/settings", viewport=NARROW)
    menu = page.get_by_role("button", name="Menu")
    await menu.click()
    await expect(page.get_by_role("link", name="Tokens")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="Tokens")).to_be_hidden()
    await expect(menu).to_be_focused()


async def test_a_question_mark_lists_the_keys_and_they_can_be_switched_off(world: World) -> None:
    page = await world.console("#/settings")
    await expect(page.get_by_label("inactivity", exact=True)).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("?1")
    await expect(page.get_by_role("searchbox")).to_have_value("?1")
    await page.get_by_role("heading", name="Settings").click()
    await page.keyboard.press("?")
    await page.get_by_label("Use the keys but for ?").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("1")
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    await page.keyboard.press("?")
    await page.get_by_label("Use the keys but for ?").check()
    await page.keyboard.press("Escape")
    await page.keyboard.press("1")
    await expect(page.get_by_role("heading", name="Conversations")).to_be_visible()
