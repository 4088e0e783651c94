"""Owns the table of calls that are known and not emulated: each answers 501."""

from __future__ import annotations

from mockplatform.dialects.genesys.beyond import PATHS
from mockplatform.dialects.genesys.platform.table import route
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Route
from mockplatform.errors import UnknownRoute


def _beyond(path: str, nearest: str) -> Route:
    async def refuse(call: Call) -> Answer:
        raise UnknownRoute(
            f"Nothing answers {call.request.method} {path}", hint=f"Nearest: GET {nearest}."
        )

    return route("GET", path, refuse, "Not emulated")


ROUTES = tuple(_beyond(path, nearest) for path, nearest in PATHS.items())
