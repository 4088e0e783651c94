"""Owns a customer at the demo widget: what he does there, and what he sees of it."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.world import World

OPEN = "/widget?user=user-7&open=1"


class Shop:
    """The demo widget's page.

    Attributes:
        page: The page itself.
    """

    def __init__(self, world: World, page: Page) -> None:
        self.world = world
        self.page = page

    @classmethod
    async def open(
        cls, world: World, path: str = OPEN, context: BrowserContext | None = None
    ) -> Shop:
        """Open the page, and wait until the chat is connected."""
        here = cls(world, await world.page(path, context))
        await here.live()
        return here

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_test_id("composer")

    @property
    def lines(self) -> Locator:
        """The texts of the messages."""
        return self.page.get_by_test_id("message").locator(".text")

    async def live(self) -> None:
        """Wait until the chat is connected."""
        await expect(self.page.get_by_test_id("chat")).to_have_attribute("data-status", "live")

    async def say(self, *texts: str) -> None:
        """Write messages, and send each."""
        for text in texts:
            await self.field.fill(text)
            await self.field.press("Enter")

    async def arrived(self) -> None:
        """Wait until all that was written is stored."""
        unsent = self.page.locator('[data-testid="message"]:not([data-state="sent"])')
        await expect(unsent).to_have_count(0)

    async def id(self) -> str:
        """Return the conversation's id."""
        return str(await self.page.evaluate("widgetSDK.conversation.id"))

    async def notice(self, code: str) -> None:
        """Wait until the chat says this of how things are."""
        line = self.page.get_by_test_id("notice")
        await expect(line).to_have_attribute("data-notice", code)

    def stored(self, id_: str) -> list[str]:
        """Return what the platform has of a conversation."""
        return [one.text for one in self.world.at.conversations.get(id_).transcript or []]
