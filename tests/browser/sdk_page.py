"""Owns a page with nothing on it but the SDK; its time is its tenant's, and a test moves it."""

from __future__ import annotations

from typing import Any, Self

from tests.browser.timed import TimedPage
from tests.browser.world import World

SDK = "/widget/widget-sdk.mjs"
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


class SdkPage(TimedPage):
    """One page, one customer, one SDK."""

    @classmethod
    async def alone(cls, world: World, **options: Any) -> Self:
        """Open it, with the tenant's clock and its own standing still."""
        # The module's own text is the emptiest page that there is below the tenant's prefix.
        here = await cls.open(world, SDK)
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

    async def notices(self) -> set[str]:
        """Return the codes of what the customer was told."""
        return set(await self.do("told.notice.map((one) => one.code)"))
