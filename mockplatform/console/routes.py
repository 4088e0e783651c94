"""Owns where the console is served: at `/console`, and from the root of every tenant."""

from __future__ import annotations

from pathlib import Path

from mockplatform.edge.call import Answer, Call
from mockplatform.edge.pages import Shelf, below, page

SHELF = Shelf(Path(__file__).parent / "static")
PATH = "/console"


async def lead(call: Call) -> Answer:
    """Lead whoever opens the printed address to the console."""
    prefix = f"/t/{call.tenant.id}" if call.prefixed else ""
    return Answer(303, None, {"Location": prefix + PATH, "Cache-Control": "no-cache"})


ROUTES = (page("/", lead, "The way to the console"), *below(PATH, SHELF, "index.html", "Console"))
