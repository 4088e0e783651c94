"""Of rules in which a browser matters a page that sins is found, and one that does it well is not.

The programs are in `tests/clients/browser`: real sockets, storage, keys, reloads and tabs. Their
siblings in Python, one for each rule there is, are in `tests/clients/sins`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests.browser.origins import origin
from tests.browser.tabs import Tabs
from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROGRAMS = Path(__file__).parents[1] / "clients" / "browser"
RULES = sorted(path.stem for path in PROGRAMS.glob("*.js") if path.stem != "stage")
PAGE = '<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:,"></html>'
LIFE = "10m"
"""Short, so that few steps of the clock lead to a token's end."""
REFUSED = "Failed to load resource"
"""What Chromium says of each answer that is an error, and of each that does not come."""


@asynccontextmanager
async def _shop() -> AsyncIterator[str]:
    """Serve an empty page, and the programs, from an origin that is not the platform's."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    app.router.add_static("/programs", PROGRAMS)
    async with origin(app) as url:
        yield url


async def _found(world: World, rule: str, what: str, sins: Iterable[str] = ()) -> list[str]:
    world.sins = set(sins)
    world.expected.append(REFUSED)
    world.at.admin.settings.patch({"accessTokenLife": LIFE})
    async with _shop() as url:
        tabs = await Tabs.open(world, url)
        await tabs.run(f"/programs/{rule}.js", what)
        subjects = {f"user-7/{one}" for one in await tabs.instances()}
    assert {one.subject for one in world.at.findings} <= subjects
    return [one.rule for one in world.at.findings]


@pytest.mark.parametrize("rule", RULES)
async def test_a_page_that_sins_is_found(world: World, rule: str) -> None:
    assert await _found(world, rule, "sin", [rule]) == [rule]


@pytest.mark.parametrize("rule", RULES)
async def test_a_page_that_does_it_well_is_not(world: World, rule: str) -> None:
    assert await _found(world, rule, "good") == []
