"""Owns where the console is served: at `/console`, and from the root of every tenant."""

from __future__ import annotations

from pathlib import Path

from mockplatform.edge.call import Answer, Call
from mockplatform.edge.pages import Shelf, below, page

SHELF = Shelf(Path(__file__).parent / "static")
PATH = "/console"


async def lead(call: Call) -> Answer:
    """Lead whoever opens the printed address to the console."""
    here = call.request.rel_url.raw_path.rstrip("/")
    return Answer(303, None, {"Location": here + PATH, "Cache-Control": "no-cache"})


# Whoever was sent a link into a tenant that is gone is told so by the page itself.
ROUTES = (
    page("/", lead, "The way to the console", stands_alone=True),
    *below(PATH, SHELF, "index.html", "Console", stands_alone=True),
)
