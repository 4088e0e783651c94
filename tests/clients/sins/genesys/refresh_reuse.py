"""Owns a site that keeps the old refresh token of a known user, and one that keeps the new."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import story
from tests.clients.visit import Visit


async def sin(at: Visit) -> None:
    """Spend the first one twice."""
    tokens = await at.sign_in()
    assert (await at.refresh(tokens)).status == 200
    await at.passes(30)
    assert (await at.refresh(tokens)).status == 400


async def good(at: Visit) -> None:
    """Refresh when the JWT has ended, as its clients do: it opens sockets, and keeps none open."""
    tokens = await at.sign_in()
    guest = await at.connect_as(tokens)
    await guest.text("Hello", "m-1")
    for _ in range(2):
        await at.passes(1700)
        await guest.text("Hello?", "m-2")
        await at.passes(200)
        again = await at.refresh(tokens)
        assert again.status == 200
        tokens = again.body
        await at.drop(guest)
        guest = await at.connect_as(tokens)
        await at.history(guest)


def shows(finding: dict[str, Any], at: Visit) -> None:
    """Both times."""
    assert finding["subject"] == at.user
    assert story(finding) == [
        "http: the refresh token was spent, and the next pair given",
        "http: a spent one came again 30 s later; all tokens of the family were revoked",
    ]
