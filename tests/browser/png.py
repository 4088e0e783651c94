"""Owns pictures as files and as pixels: made small with a palette, and compared block by block.

The browser decodes them: a canvas gives their pixels, and no library is needed.

Source: W3C, Portable Network Graphics (third edition), sections 10 and 11.
"""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

from playwright.async_api import Page

DECODE = """void (globalThis.decode = async (text) => {
    const image = new Image();
    image.src = "data:image/png;base64," + text;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
})"""
PALETTE = """async (text) => {
    const { width, height, data } = await decode(text);
    const words = new Uint32Array(data.buffer);
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([word]) => word);
    const rgb = (word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255];
    const places = new Map(kept.map((word, place) => [word, place]));
    const palette = kept.map(rgb);
    const nearest = (word) => {
        const [r, g, b] = rgb(word);
        let [best, least] = [0, Infinity];
        palette.forEach(([x, y, z], place) => {
            const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
            if (far < least) [best, least] = [place, far];
        });
        return best;
    };
    const pixels = new Uint8Array(words.length);
    words.forEach((word, at) => {
        let place = places.get(word);
        if (place === undefined) places.set(word, (place = nearest(word)));
        pixels[at] = place;
    });
    const texts = [];
    for (let at = 0; at < pixels.length; at += 32768)
        texts.push(String.fromCharCode(...pixels.subarray(at, at + 32768)));
    return { width, height, palette: palette.flat(), pixels: btoa(texts.join("")) };
}"""
"""The 256 colours that are there most; what is left are shades of letters' edges."""
DIFFER = """async ([one, other, side, least]) => {
    const [a, b] = [await decode(one), await decode(other)];
    if (a.width !== b.width || a.height !== b.height) return Infinity;
    let found = 0;
    for (let top = 0; top < a.height; top += side)
        for (let left = 0; left < a.width; left += side) {
            const off = [0, 0, 0];
            for (let y = top; y < Math.min(top + side, a.height); y += 1)
                for (let x = left; x < Math.min(left + side, a.width); x += 1) {
                    const at = 4 * (y * a.width + x);
                    for (const c of [0, 1, 2]) off[c] += a.data[at + c] - b.data[at + c];
                }
            if (Math.max(...off.map(Math.abs)) / side ** 2 > least) found += 1;
        }
    return found;
}"""
BLOCK_PIXELS = 6
"""Letters' edges, drawn by another version, are the same on average over so many pixels."""
SHADE_LEAST = 24
"""So far apart, of 255, must the averages of two blocks be to count as different."""


async def small(page: Page, png: bytes) -> bytes:
    """Return a picture with a palette, and packed as tightly as it goes."""
    await page.evaluate(DECODE)
    told: dict[str, Any] = await page.evaluate(PALETTE, base64.b64encode(png).decode())
    width, height = told["width"], told["height"]
    pixels = base64.b64decode(told["pixels"])
    rows = (b"\0" + pixels[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = {
        b"IHDR": header,
        b"PLTE": bytes(told["palette"]),
        b"IDAT": zlib.compress(b"".join(rows), 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks.items())


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


async def blocks_apart(page: Page, one: Path, other: Path) -> float:
    """Return how many blocks of two pictures differ; infinity if their sizes do."""
    await page.evaluate(DECODE)
    texts = [base64.b64encode(path.read_bytes()).decode() for path in (one, other)]
    found: float = await page.evaluate(DIFFER, [*texts, BLOCK_PIXELS, SHADE_LEAST])
    return found
