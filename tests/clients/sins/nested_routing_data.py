"""Owns a client that says to routing what it has as it has it, and one that flattens it."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Pass the customer's object on."""
    pair = await at.sign_in()
    customer = {"customer": {"tier": "premium"}, "interests": ["api", "sso"], "language": "en-US"}
    reply = await at.api.call(
        "POST", "/api/v2/conversations/messaging", token=pair.access, json={"routingData": customer}
    )
    assert reply.status == 400
    id_ = await at.open(pair, routingData={"tier": "premium"})
    line = await at.connect(pair, id_)
    answer = await line.ask("routingData.merge", data={"customer": {"tier": "premium"}})
    assert answer["code"] == "routing.data.not.flat"


async def good(at: Stage) -> None:
    """Say one key for each thing; what is nested by nature goes with the transcript."""
    pair = await at.sign_in()
    flat = {"customer_tier": "premium", "interest_api": True, "language": "en-US"}
    kept = {"customer": {"interests": ["api", "sso"]}}
    id_ = await at.open(pair, routingData=flat, conversationData=kept)
    line = await at.connect(pair, id_)
    answer = await line.ask("routingData.merge", data={"interest_api": None})
    assert answer["type"] == "ack"


def shows(finding: dict[str, Any], at: Stage) -> None:
    """The request and the frame show it, by the members' names."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-1", "error")
    assert finding["count"] == 2
    assert story(finding) == [
        "http: routing data came with an object or an array in `customer`, `interests`"
    ]
    assert story(finding, "last") == [
        "frame: routing data came with an object or an array in `customer`"
    ]
