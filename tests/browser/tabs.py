"""Owns a customer's tabs in which small programs run, and what befalls them meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from playwright.async_api import Page

from tests.browser.timed import TimedPage
from tests.browser.world import World

USER = "user-7"
STEP_S = 10.0
TURNS_MAX = 10
RUN = """async ([path, what, told]) => {
    const [{ Stage }, program] = await Promise.all([import("/programs/stage.js"), import(path)]);
    return program[what](new Stage(told));
}"""
INSTANCE = "JSON.parse(sessionStorage.getItem('instance'))"
LOST = {"phase": "reply", "method": "POST", "path": "*/messages"}
ACK = {"phase": "frame.out", "frame": "ack", "subject": USER}


class Tabs:
    """Up to two tabs of one browser, and a hand for what the programs in them ask for."""

    def __init__(self, world: World, first: TimedPage) -> None:
        self._world = world
        self._first = first
        self._pages = [first.page]
        self._here = first.page

    @classmethod
    async def open(cls, world: World, url: str) -> Self:
        """Open the first tab, in which time stands still."""
        tabs = cls(world, await TimedPage.open(world, url))
        await tabs._here.context.expose_function("hand", tabs._does)
        return tabs

    async def run(self, path: str, what: str) -> None:
        """Run a program, and again for each load or other tab that it asks for."""
        told = {"url": self._world.url, "user": USER, "deployment": self._world.at.deployment_id}
        for turn in range(TURNS_MAX):
            after = await self._here.evaluate(RUN, [path, what, {**told, "turn": turn}])
            if after == "reload":
                await self._here.reload()
            elif after == "other tab":
                await self._goes_to_the_other()
            else:
                return
        raise AssertionError(f"{path} has no end")

    async def instances(self) -> list[str]:
        """Return what the tabs call themselves."""
        return [await page.evaluate(INSTANCE) for page in self._pages]

    async def _goes_to_the_other(self) -> None:
        others: list[Page] = [page for page in self._pages if page is not self._here]
        if not others:
            others = [await self._world.visit(self._here.url, self._here.context)]
            self._pages += others
        self._here = others[0]
        await self._here.bring_to_front()

    async def _does(self, verb: str, *more: Any) -> None:
        if verb == "passes":
            (seconds,) = more
            await self._first.passes(seconds, step=STEP_S)
        elif verb == "presses":
            for key in more:
                await self._here.keyboard.press(key)
        else:
            await asyncio.to_thread(getattr(self, f"_{verb}"), *more)

    def _drop(self, id_: str) -> None:
        for one in self._world.at.channels.list().channels:
            if one["conversationId"] == id_:
                self._world.at.channels.drop(one["id"])

    def _agent_says(self, id_: str, text: str) -> None:
        self._world.at.agent.accept(id_)
        self._world.at.agent.say(id_, text)

    def _tokens_end(self) -> None:
        self._world.at.admin.tokens.expire(user_id=USER)

    def _answers_are_lost(self, is_lost: bool) -> None:
        if is_lost:
            self._world.at.admin.faults.create({"kind": "reset"}, id="lost", where=LOST)
        else:
            self._world.at.admin.faults.remove("lost")

    def _ack_is_lost(self) -> None:
        self._world.at.admin.faults.create({"kind": "lose"}, where=ACK, when={"times": 1})
