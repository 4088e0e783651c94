"""The pictures in the docs show what the pages look like now."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser.pictures import DOCS, IN_DOCS, take
from tests.browser.png import blocks_apart, small

pytestmark = pytest.mark.asyncio(loop_scope="session")

BLOCKS_MAX = 8
"""So many of some thirty thousand may differ: letters that another version draws otherwise."""
BYTES_MAX = 80 * 1024
BYTES_OF_ALL_MAX = 1024 * 1024
TEXTS = ("README.md", "docs/console.md", "docs/widget.md")
ROOT = DOCS.parents[1]


async def test_the_docs_pictures_are_as_they_would_be_taken_now(
    tmp_path: Path, chromium: Browser
) -> None:
    await take((tmp_path / f"{name}.png", shot) for name, shot in IN_DOCS.items())
    page = await chromium.new_page()
    apart = {
        name: await blocks_apart(page, DOCS / f"{name}.png", tmp_path / f"{name}.png")
        for name in IN_DOCS
    }
    await page.close()
    stale = {name: blocks for name, blocks in apart.items() if blocks > BLOCKS_MAX}
    assert not stale, f"{stale} are stale; 'python -m tests.browser.pictures docs' takes them anew"


async def test_another_word_makes_a_picture_stale(tmp_path: Path, chromium: Browser) -> None:
    """The comparison can fail: of a page of text one word is another one."""
    page = await chromium.new_page(viewport={"width": 1280, "height": 800})
    pictures = []
    for word in ("live", "late"):
        await page.set_content(f"<p>{'The quick brown fox. ' * 200}<p>13 {word} tokens")
        pictures.append(tmp_path / f"{word}.png")
        pictures[-1].write_bytes(await page.screenshot())
    apart = await blocks_apart(page, *pictures)
    again = await blocks_apart(page, pictures[0], pictures[0])
    await page.close()
    assert (apart > 0, again) == (True, 0)


async def test_a_picture_with_a_palette_looks_like_the_one_that_was_taken(
    tmp_path: Path, chromium: Browser
) -> None:
    page = await chromium.new_page()
    await page.goto("data:text/html,<h1>A heading</h1><p style='color:teal'>A text")
    taken, packed = tmp_path / "taken.png", tmp_path / "packed.png"
    taken.write_bytes(await page.screenshot())
    packed.write_bytes(await small(page, taken.read_bytes()))
    apart = await blocks_apart(page, taken, packed)
    await page.close()
    assert apart == 0
    assert packed.stat().st_size < taken.stat().st_size


async def test_every_picture_is_small_shown_and_told_in_words() -> None:
    text = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in TEXTS)
    sizes = {path.stem: path.stat().st_size for path in DOCS.glob("*.png")}
    assert set(sizes) == set(IN_DOCS)
    assert max(sizes.values()) <= BYTES_MAX
    assert sum(sizes.values()) <= BYTES_OF_ALL_MAX
    for name in IN_DOCS:
        assert f"images/{name}.png)" in text, name
    assert "![](" not in text
