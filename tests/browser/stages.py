"""Owns what pictures are taken of: each view of the console and each page of the demo, in a state.

A view is busy, empty, lost (its server does not answer any more) or refused (it refuses to).
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import BrowserContext, Page, Route, expect

from mockplatform import console
from tests.browser.quiet import Quiet
from tests.browser.scene import Scene
from tests.browser.studio import Studio

TABLE = (Path(console.__file__).parent / "static" / "views.js").read_text(encoding="utf-8")
VIEWS: list[str] = re.findall(r'^ {4}name: "([\w-]+)"', TABLE, re.MULTILINE)
REFUSAL = {
    "type": "about:blank#store.failed",
    "title": "The store does not answer",
    "status": 503,
    "detail": "The store does not answer",
    "code": "store.failed",
    "hint": "Look at the server's log; try again when its disk is back.",
}
Act = Callable[[Studio, Page], Awaitable[None]]


async def _nothing(there: Studio, page: Page) -> None:
    del there, page


class Stage(NamedTuple):
    """What is on a picture.

    Attributes:
        path: The page; `{talk}` stands for the conversation that there is most to see of.
        is_busy: Whether the scene has been played before.
        ready: What is there when the page is up.
        is_refused: Whether the admin API refuses everything.
        then: What happens before the picture is taken.
    """

    path: str
    is_busy: bool
    ready: str = "main > *"
    is_refused: bool = False
    then: Act = _nothing


async def _lose(there: Studio, page: Page) -> None:
    """Have the server be gone, and the page look after its stream as it does on coming back."""
    del there
    await page.context.route("**/__admin/**", lambda route: route.abort())
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("mp-banner")).to_be_visible()


async def _chat(there: Studio, page: Page) -> None:
    """Hold a short conversation in the widget."""
    at = there.at
    id_ = await page.evaluate("widgetSDK.conversation.id")
    field = page.get_by_test_id("composer")
    await field.fill("Hello! Can I still change the colour of the fern's pot?")
    await field.press("Enter")
    last = page.get_by_test_id("message").last
    await expect(last).to_have_attribute("data-state", "sent")
    at.agent.accept(id_, "ben")
    at.agent.say(id_, "As long as it has not left our house: yes. Which one would you like?")
    await expect(page.get_by_test_id("message")).to_have_count(2)
    await field.fill("The green one, please")


async def _offline(there: Studio, page: Page) -> None:
    await _chat(there, page)
    await page.context.set_offline(offline=True)
    await expect(page.get_by_test_id("notice")).to_have_attribute("data-notice", "offline")


async def _over(there: Studio, page: Page) -> None:
    await _chat(there, page)
    there.at.agent.close(await page.evaluate("widgetSDK.conversation.id"))
    await expect(page.get_by_test_id("over")).to_be_visible()


async def _fragile(there: Studio, page: Page) -> None:
    """Have both say something while messages come twice."""
    for side in ("chat", "fragile"):
        await expect(page.get_by_test_id(side)).to_have_attribute("data-status", "live")
    there.at.admin.outages.start("message-duplicates", seed=7)
    for text in ("Where is my parcel?", "It was to come on Friday."):
        await page.get_by_test_id("say").fill(text)
        await page.get_by_test_id("say").press("Enter")
        for side in ("left", "right"):
            await expect(page.get_by_test_id(f"{side}-waiting")).to_have_text("0")
    await expect(page.get_by_test_id("right-doubled")).to_have_text("2")
    await expect(page.get_by_test_id("left-stored")).to_have_text("2")
    there.at.admin.outages.stop("message-duplicates")


async def _running(there: Studio, page: Page) -> None:
    del there
    card = page.locator('[data-outage="token-service-down"]')
    await card.evaluate("(one) => one.scrollIntoView({ block: 'center' })")


async def _opened(there: Studio, page: Page) -> None:
    """Open the first finding."""
    del there
    card = page.locator("mp-finding-card").first
    await card.locator("summary").click()
    await expect(card.locator(".finding-story").first).to_be_visible()


async def _evidence(there: Studio, page: Page) -> None:
    """Go to the evidence of a finding about the conversation."""
    del there
    line = page.locator(".talk-findings li", has_text="An access token stood in a URL")
    link = line.get_by_text("Show its evidence")
    await page.evaluate("(to) => (location.hash = to)", await link.get_attribute("href"))
    await expect(page.locator(".events > li[data-evidence] summary").first).to_be_focused()


def _views() -> dict[str, Stage]:
    pages = {name: f"#/{name}" for name in VIEWS}
    pages |= {
        "conversation": "#/conversations/{talk}",
        "desk-talk": "#/desk/{talk}?agent=ana",
        "herd": "#/herd?clock=tenant",
        "rules": "#/findings/rules",
    }
    found = {f"{name}-busy": Stage(f"/console{link}", is_busy=True) for name, link in pages.items()}
    found["findings-open"] = found["findings-busy"]._replace(then=_opened)
    found["evidence-busy"] = found["conversation-busy"]._replace(then=_evidence)
    found["outages-running"] = found["outages-busy"]._replace(then=_running)
    for name in VIEWS:
        path = f"/console#/{name}"
        found[f"{name}-empty"] = Stage(path, is_busy=False)
        found[f"{name}-lost"] = Stage(path, is_busy=True, then=_lose)
        found[f"{name}-refused"] = Stage(path, is_busy=False, is_refused=True)
    return found


WIDGET = "/widget?user=mia"
STAGES: dict[str, Stage] = {
    **_views(),
    "widget-closed": Stage(WIDGET, is_busy=False, ready="[data-testid=launcher]"),
    "widget-open": Stage(f"{WIDGET}&open=1", False, "[data-status=live]", then=_chat),
    "widget-offline": Stage(f"{WIDGET}&open=1", False, "[data-status=live]", then=_offline),
    "widget-over": Stage(f"{WIDGET}&open=1", False, "[data-status=live]", then=_over),
    "widget-fragile": Stage(
        "/widget?fragile=1&pair=docs", False, "[data-testid=fragile]", then=_fragile
    ),
}


async def open_stage(
    there: Studio, context: BrowserContext, stage: Stage, scene: Scene | None
) -> Page:
    """Open a page, and have happen on it what is to be on the picture."""
    if stage.is_refused:
        await context.route("**/__admin/**", _refuse)
    page = await context.new_page()
    quiet = Quiet(page)
    await there.go(page, stage.path.format(talk=scene.talk if scene else ""))
    await expect(page.locator(stage.ready).first).to_be_visible()
    await quiet.wait()
    await stage.then(there, page)
    return page


async def _refuse(route: Route) -> None:
    await route.fulfill(
        status=503, body=json.dumps(REFUSAL), content_type="application/problem+json"
    )
