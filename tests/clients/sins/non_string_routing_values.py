"""Owns a client that makes a text of each value, and one that gives rules what they compare."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Say `"true"` to a rule that asks for true, true to one that asks for texts; and a number."""
    pair = await at.sign_in()
    id_ = await at.open(pair, routingData={"requires_callback": "true", "tier": "premium"})
    placed = (await at.look(pair, id_)).body["routing"]
    assert placed["queue"] == "general"
    data = {"intent": True, "visits": 3}
    reply = await at.call("PATCH", f"{id_}/routing-data", token=pair.access, json=data)
    assert reply.status == 400


async def good(at: Stage) -> None:
    """Say what the rules compare with; what no rule reads may be of either type."""
    pair = await at.sign_in()
    sample = {"requires_callback": True, "tier": "premium", "returning": "true", "beta": False}
    id_ = await at.open(pair, routingData=sample)
    placed = (await at.look(pair, id_)).body["routing"]
    assert placed["queue"] == "callbacks"
    data = {"requires_callback": False, "tier": None, "visits": "3"}
    reply = await at.call("PATCH", f"{id_}/routing-data", token=pair.access, json=data)
    assert reply.status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Each member, and what is wrong with its type."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-1", "warning")
    assert finding["count"] == 2
    assert story(finding) == [
        (
            "http: `requires_callback` was a string, and all rules that read it compare it with a "
            "boolean"
        )
    ]
    assert story(finding, "last") == [
        (
            "http: `intent` was a boolean, and all rules that read it compare it with a string, "
            "`visits` was a number"
        )
    ]
