"""One Chromium and one server for a worker; for a test a tenant, and pages that must not err."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from mockplatform.server import MockPlatform
from tests.browser.world import CHROMIUM, FLAGS, World

_names = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[MockPlatform]:
    """A platform in a thread of its own; each test has a tenant of its own on it."""
    with MockPlatform.start(seed=1) as platform:
        yield platform


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser, once for each worker: it takes a second to start."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def world(server: MockPlatform, chromium: Browser) -> AsyncIterator[World]:
    """A tenant of the test's own, and pages on it; at the end no page may have erred."""
    world = World(chromium, server, f"browser-{next(_names)}")
    yield world
    await world.close()
