"""A page of another origin takes the SDK from the CDN's paths, and does what the Guide says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Locator, Page, expect

from tests.browser.origins import origin
from tests.browser.timed import TimedPage
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent
LIFE, SOON_S = "10m", 5 * 60 + 10
"""By then less than five minutes of a token's life are left."""
STEP_S = 10.0
LIVE = "widgetSDK.status === 'live'"


@asynccontextmanager
async def _shop(world: World) -> AsyncIterator[str]:
    """Serve the shop's page from a port of its own, which makes it another origin."""
    text = (HERE / "elsewhere.html").read_text(encoding="utf-8")
    text = text.replace("{platform}", world.url).replace("{deployment}", world.at.deployment_id)

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    async def script(_: web.Request) -> web.FileResponse:
        return web.FileResponse(HERE / "elsewhere.js")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_get("/shop.js", script)
    async with origin(app) as url:
        yield url


def _lines(page: Page) -> Locator:
    return page.locator("#said li")


async def test_the_guides_functions_hold_a_conversation_and_come_back_to_it(world: World) -> None:
    async with _shop(world) as url:
        page = await world.visit(url)
        await page.wait_for_function(LIVE)
        (one,) = world.at.conversations.list().conversations
        world.at.journal.wait({"kind": "event", "type": "ConversationDataChanged"})
        kept = world.at.conversations.get(one.id)
        assert kept.routing_data == {
            "tier": "premium",
            "language": "en-US",
            "requires_callback": "false",
        }
        assert kept.conversation_data == {"crm": "CR-7"}
        assert kept.queue is not None
        await page.get_by_label("Message").fill("Good day")
        await page.keyboard.press("Enter")
        await expect(_lines(page)).to_have_text(["Good day"])
        world.at.agent.accept(one.id)
        world.at.agent.say(one.id, "What can I do for you?")
        await expect(_lines(page)).to_have_text(["Good day", "What can I do for you?"])
        await page.reload()
        await expect(_lines(page)).to_have_text(["Good day", "What can I do for you?"])
        assert len(world.at.conversations.list().conversations) == 1


async def test_a_token_that_the_page_renews_itself_is_taken_without_a_new_socket(
    world: World,
) -> None:
    world.at.admin.settings.patch({"accessTokenLife": LIFE, "heartbeat": "1h"})
    async with _shop(world) as url:
        here = await TimedPage.open(world, url)
        await here.until(LIVE)
        exp = await here.page.evaluate("widgetSDK.token.exp")
        await here.passes(SOON_S, step=STEP_S)
        await here.until(f"widgetSDK.token.exp > {exp}")
        assert len(world.at.channels.list().channels) == 1
        journal = world.at.journal
        asked = journal.get(kind="http", path="/api/v2/widget/auth/refresh").entries
        assert [one["status"] for one in asked if one["method"] == "POST"] == [200]
        assert journal.get(kind="http", status=401).entries == []
