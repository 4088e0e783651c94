"""A tenant whose customers chat is put back as it was, and nothing of it fails when time goes on.

What customers are has no end of its own: nothing falls due for it, whoever asks for all deadlines.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.support.chats_cxone import chat
from tests.support.server import Server, serving

Json = dict[str, Any]
CHECKPOINT = "/checkpoints/asked"
QUIET = {"agentsAct": False, "botsAct": False}


async def _admin(server: Server, method: str, path: str, body: Json | None = None) -> Json:
    """Call the admin API, which does not fail; time goes on by a second behind it."""
    url = f"{server.url}/__admin{path}"
    async with server.http.request(method, url, json=body) as answer:
        assert answer.status < 300, await answer.text()
        told: Json = await answer.json() if answer.content_type == "application/json" else {}
    await server.advance(1)
    return told


async def _rewind(server: Server) -> None:
    await _admin(server, "POST", CHECKPOINT)
    await _admin(server, "POST", f"{CHECKPOINT}/rewind")


async def _put(server: Server) -> None:
    snapshot = await _admin(server, "GET", "/snapshot")
    await _admin(server, "PUT", "/snapshot", snapshot)


async def _set(server: Server) -> None:
    await _admin(server, "PATCH", "/settings", {"inactivity": "10m"})


@pytest.mark.parametrize("act", [_rewind, _put, _set])
async def test_nothing_fails_where_customers_are(
    act: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in the log nor in the journal, and the customer goes on."""
    async with serving(settings=QUIET) as server:
        async with chat(server, "chat_messaging", "c-1") as before:
            await before.say("Hello")
        await act(server)
        await _admin(server, "POST", "/clock/advance", {"by": "1h"})
        notes = (await _admin(server, "GET", "/journal?kind=note"))["entries"]
        assert "due.dropped" not in str(notes)
        async with chat(server, "chat_messaging", "c-1") as after:
            told = await after.do("RecoverThread", {"thread": {"idOnExternalPlatform": "t-1"}})
        assert [one["messageContent"]["text"] for one in told["messages"]] == ["Hello"]
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
