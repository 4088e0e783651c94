"""Owns the files in which the SDK is handed out, by their names on the CDN's paths."""

from __future__ import annotations

import asyncio
from pathlib import Path

from mockplatform.edge.pages import File, Shelf, file
from mockplatform.sdk import assembling

HERE = Path(__file__).parent
SOURCES = Shelf(HERE / "src")
NAMES = ("widget-sdk.js", "widget-sdk.mjs", "widget-sdk.d.ts")
_MADE: dict[str, File] = {}


async def bundle(name: str) -> File:
    """Return one of `NAMES`; they are made of the sources when one is first asked for."""
    if not _MADE:
        sources = {path: one.data.decode() for path, one in (await SOURCES.files()).items()}
        _MADE["widget-sdk.js"] = file(assembling.script(sources), ".js")
        _MADE["widget-sdk.mjs"] = file(assembling.module(sources), ".mjs")
        types = await asyncio.to_thread((HERE / "widget-sdk.d.ts").read_bytes)
        _MADE["widget-sdk.d.ts"] = file(types, ".ts")
    return _MADE[name]
