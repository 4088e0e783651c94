"""Owns the server's admin routes: whether it lives, what it is, how it ends."""

from __future__ import annotations

import asyncio
import platform as machine

from mockplatform.admin.bodies import View
from mockplatform.admin.context import context
from mockplatform.edge.answers import JSON_TYPE
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import NotReady
from mockplatform.version import __version__


class StatusView(View, kw_only=True):
    """How the server is."""

    status: str


class VersionView(View, kw_only=True):
    """What the server is."""

    name: str
    version: str
    python: str
    store: str
    seed: int


async def live(call: Call) -> Answer:
    """Tell that the server answers."""
    del call
    return Answer(200, StatusView(status="live"))


async def ready(call: Call) -> Answer:
    """Tell that the server is ready: fixtures are loaded, and it is not stopping."""
    stage = context(call).stage
    if stage != "ready":
        raise NotReady(f"The server is {stage}", headers={"Retry-After": "1"})
    return Answer(200, StatusView(status="ready"))


async def version(call: Call) -> Answer:
    """Tell what the server is."""
    return Answer(
        200,
        VersionView(
            name="mockplatform",
            version=__version__,
            python=machine.python_version(),
            store=context(call).store.partition(":")[0],
            seed=call.platform.around.seed,
        ),
    )


async def openapi(call: Call) -> Answer:
    """Describe the HTTP API."""
    return Answer(200, context(call).document("openapi"), {"Content-Type": JSON_TYPE})


async def asyncapi(call: Call) -> Answer:
    """Describe the widget's socket."""
    return Answer(200, context(call).document("asyncapi"), {"Content-Type": JSON_TYPE})


async def shutdown(call: Call) -> Answer:
    """End the server, once this is answered."""
    admin = context(call)
    admin.stage = "stopping"
    asyncio.get_running_loop().call_soon(admin.on_shutdown)
    return Answer(202, StatusView(status="stopping"))
