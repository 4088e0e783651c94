"""Owns where the demo widget is served: at `/widget`, with the SDK beside it.

The page takes the SDK from beside itself and not from the CDN's paths, on which faults act: an
outage is to break what is demonstrated, and not the demonstration.
"""

from __future__ import annotations

from mockplatform.edge.call import Answer, Call
from mockplatform.edge.pages import POLICY_WITH_SOCKETS, Shelf, below, give, page
from mockplatform.sdk.bundle import HERE, bundle

SHELF = Shelf(HERE / "demo")
PATH = "/widget"


async def sdk(call: Call) -> Answer:
    """Give the SDK's module."""
    return give(call, await bundle("widget-sdk.mjs"))


ROUTES = (
    page(f"{PATH}/widget-sdk.mjs", sdk, "The SDK, for the demo widget"),
    *below(PATH, SHELF, "index.html", "Demo widget", policy=POLICY_WITH_SOCKETS),
)
