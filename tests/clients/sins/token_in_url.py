"""Owns a client that puts its token into a socket's URL, and one that offers it beside."""

from __future__ import annotations

from typing import Any

from tests.clients.api import CONVERSATIONS
from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Open the socket the way that the most tutorials show."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.look(pair, id_)
    url = f"{at.url}{CONVERSATIONS}/{id_}/ws?access_token={pair.access}"
    async with at.http.ws_connect(url) as socket:
        await socket.receive_json()


async def good(at: Stage) -> None:
    """Offer it as a subprotocol."""
    pair = await at.sign_in()
    id_ = await at.open(pair)
    await at.look(pair, id_)
    await at.connect(pair, id_)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The handshake shows it."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert story(finding) == [
        "http: GET /api/v2/conversations/messaging/{id}/ws came with the token in its query"
    ]
