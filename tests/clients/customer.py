"""Owns a customer who counts: he sends 1, 2, 3 … and knows what he was told is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from websockets.exceptions import WebSocketException

from tests.clients.api import Refused
from tests.clients.line import Dropped
from tests.clients.widget import Site, Widget

LOST = (aiohttp.ClientError, Dropped, OSError, EOFError, WebSocketException)
"""How the platform's end looks from outside."""


@dataclass(kw_only=True)
class Customer:
    """A widget that is used without a pause, by socket or by HTTP alone.

    Attributes:
        rotate_every: After how many messages he refreshes his tokens.
        saved: What he last heard to be in his context document.
    """

    widget: Widget
    by_socket: bool
    rotate_every: int = 7
    saved: int = 0

    async def begin(self) -> None:
        """Log in and open a conversation."""
        await self.widget.log_in()
        await self.widget.start()
        if not self.by_socket:
            await self.widget.close()

    @property
    def sent(self) -> list[str]:
        """All that he ever wanted to say, in order."""
        return [str(number) for number in range(1, self.widget.session["sends"] + 1)]

    @property
    def told(self) -> list[str]:
        """What of it he was told is kept: by an acknowledgement, or by its echo."""
        open_ = self.widget.session["outbox"].values()
        return [text for text in self.sent if text not in open_]

    async def talk(self, on_told: Callable[[], None]) -> None:
        """Send, save and rotate until the platform goes."""
        while True:
            await self.say_next()
            on_told()
            sends = self.widget.session["sends"]
            if sends % 5 == 0:
                await self.widget.save_context(count=sends)
                self.saved = sends
            if sends % self.rotate_every == 0:
                await self.widget.rotate()

    async def say_next(self) -> None:
        """Send the next number, or the one that nobody has acknowledged."""
        outbox = self.widget.session["outbox"]
        id_ = next(iter(outbox), None)
        if id_ is None:
            id_ = self.widget.write(str(self.widget.session["sends"] + 1))
        await self.widget.transmit(id_)

    async def kept(self) -> list[str]:
        """Return what the platform has of him, in its order."""
        texts: list[str] = []
        after, more = 0, True
        while more:
            page: dict[str, Any] = await self.widget.api.must(
                "GET",
                f"{self.widget.path}/messages?after={after}&limit=200",
                token=self.widget.token,
            )
            mine = [one for one in page["entities"] if one["direction"] == "inbound"]
            texts += [one["text"] for one in mine]
            after = page["entities"][-1]["seq"] if page["entities"] else after
            more = page["hasMore"]
        return texts

    async def come_back(self, site: Site) -> None:
        """Go on at a platform that was started again: refresh, reconnect, send what is open."""
        self.widget.move_to(site)
        await self.widget.rotate()
        if self.by_socket:
            assert await self.widget.resume(), "the conversation is gone"
        else:
            await self.widget.flush()


def assert_lost(results: list[BaseException | None]) -> None:
    """Every customer was stopped by the platform's end, and by nothing else."""
    for error in results:
        going = isinstance(error, Refused) and error.reply.status == 503
        if error is not None and not going and not isinstance(error, LOST):
            raise error
