"""From nothing to a console that one can use: a server in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE_S = 30
ROOT = Path(__file__).parents[2]
PRINTED = re.compile(r"http://[\w.:]+")


async def test_a_cold_serve_prints_an_address_at_which_the_console_can_be_used(
    chromium: Browser, record_property: Callable[[str, object], None]
) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    command = ("-m", "mockplatform", "serve", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env={**os.environ, "NO_COLOR": "1"}, stdout=PIPE
    )
    page = await chromium.new_page()
    try:
        assert process.stdout
        async with asyncio.timeout(PATIENCE_S):
            while not (told := PRINTED.search((await process.stdout.readline()).decode())):
                continue
        printed = loop.time()
        await page.goto(told[0])
        await expect(page.get_by_text("No conversation yet")).to_be_visible()
        usable = loop.time()
        await page.get_by_role("link", name="Clock").click()
        await expect(page.get_by_role("heading", name="Clock")).to_be_visible()
    finally:
        await page.close()
        process.terminate()
        await process.wait()
    record_property("printed_after_s", round(printed - began, 3))
    record_property("usable_after_s", round(usable - began, 3))
