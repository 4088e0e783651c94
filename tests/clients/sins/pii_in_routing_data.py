"""Owns a client that tells routing who the customer is, and one that tells what he needs."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Say mail, phone and card, for whatever they are good."""
    pair = await at.sign_in()
    who = {"tier": "premium", "email": "ann@example.com", "callback": "+1 415 555 2671"}
    id_ = await at.open(pair, routingData=who)
    line = await at.connect(pair, id_)
    await line.ask("routingData.merge", data={"paid_with": "4242 4242 4242 4242"})


async def good(at: Stage) -> None:
    """Say how to treat him, and numbers that are nobody's."""
    pair = await at.sign_in()
    what = {
        "tier": "premium",
        "has_email": True,
        "order_id": "4242424242424242",
        "since": "2024-05-01T10:00:00.000+02:00",
        "session": "550e8400-e29b-41d4-a716-446655440000",
        "contact": "support@shop.example",
    }
    private = {"email": "ann@example.com"}
    id_ = await at.open(pair, routingData=what, conversationData=private)
    line = await at.connect(pair, id_)
    await line.ask("routingData.merge", data={"app_version": "12.4.10+20240501"})


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The kinds and the members; of the values nothing."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-1", "warning")
    assert finding["count"] == 2
    assert story(finding) == [
        "http: an e-mail address was in `email`; a phone number was in `callback`"
    ]
    assert story(finding, "last") == ["frame: a card number was in `paid_with`"]
    assert not any(value in str(finding) for value in ("ann@", "2671", "4242"))
