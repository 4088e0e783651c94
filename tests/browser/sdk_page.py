"""Owns a page on which the SDK runs alone, and time that passes for it and the platform at once.

Waits cost nothing: the tenant's clock and the page's timers stand still, and a test moves both in
small steps until what it waits for holds. Between two steps the network has real time to answer.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Page

from tests.browser.world import World

SDK = "/widget/widget-sdk.mjs"
STEP_MS = 500
"""Shorter than any wait of the SDK, so that no bound is over before an answer could come."""
PATIENCE_MS = 15 * 60 * 1000
USER = "user-7"
NETWORK_TROUBLE = ["Failed to load resource", "WebSocket connection"]
"""What Chromium itself writes of calls and handshakes that fail, however well that is taken."""
BEGIN = """async (options) => {
    const { createWidgetSDK } = await import(location.href);
    globalThis.sdk = createWidgetSDK(options);
    globalThis.told = { notice: [], status: [], message: [], error: [], typing: [] };
    for (const name of Object.keys(told)) sdk.on(name, (detail) => told[name].push(detail));
}"""
Shown = list[dict[str, Any]]


def kept(world: World, conversation_id: str) -> list[str]:
    """Return the texts that the platform has of a conversation, in its order."""
    transcript = world.at.conversations.get(conversation_id).transcript
    assert transcript is not None  # it is left out of lists only
    return [one.text for one in transcript]


class SdkPage:
    """One page, one customer, one SDK.

    Attributes:
        page: The page itself.
    """

    def __init__(self, world: World, page: Page) -> None:
        self.world = world
        self.page = page

    @classmethod
    async def open(cls, world: World, **options: Any) -> SdkPage:
        """Open it, with the tenant's clock and its own standing still."""
        world.at.clock.pause()
        context = await world.person()
        await context.clock.install()
        # The module's own text is the emptiest page that there is below the tenant's prefix.
        here = cls(world, await world.page(SDK, context))
        await here.page.clock.pause_at(await here.page.evaluate("Date.now() / 1000 + 1"))
        await here.begin(**options)
        return here

    async def begin(self, **options: Any) -> None:
        """Load the SDK, as the page does each time that it is loaded."""
        given = {"deploymentId": self.world.at.deployment_id, "userId": USER, **options}
        await self.page.evaluate(BEGIN, given)

    async def do(self, expression: str, argument: Any = None) -> Any:
        """Evaluate something in the page."""
        return await self.page.evaluate(expression, argument)

    async def messages(self) -> Shown:
        """Return what the widget shows."""
        shown: Shown = await self.do("sdk.messages")
        return shown

    async def notices(self) -> list[str]:
        """Return the codes of what the customer was told."""
        codes: list[str] = await self.do("told.notice.map((one) => one.code)")
        return codes

    async def passes(self, by_ms: int) -> None:
        """Let time pass for both."""
        for _ in range(0, by_ms, STEP_MS):
            await asyncio.to_thread(self.world.at.clock.advance, STEP_MS / 1000)
            await self.page.clock.run_for(STEP_MS)

    async def until(self, expression: str, argument: Any = None) -> None:
        """Let time pass until something holds in the page; fail if it never does."""
        for _ in range(0, PATIENCE_MS, STEP_MS):
            if await self.do(expression, argument):
                return
            await self.passes(STEP_MS)
        shown = await self.do("JSON.stringify([sdk.status, sdk.messages, told.notice, told.error])")
        raise AssertionError(f"never: {expression}; {shown}")
