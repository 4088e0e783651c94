"""Owns what happens in a transcript without the client: time passes, agents and tests act."""

from __future__ import annotations

from typing import Any

from tests.support.server import Server


async def perform(server: Server, frame: Any) -> Any:
    """Do what a transcript says: move the clock, or call the admin API; return what came."""
    if frame["do"] == "advance":
        return await server.advance(frame["seconds"])
    method, path = frame["do"].split(" ")
    async with server.http.request(method, server.url + path, json=frame.get("body")) as answer:
        text = await answer.text()
        assert answer.ok, text
        return await answer.json() if text else None
