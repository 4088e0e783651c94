"""Owns a client that tells routing the whole story, and one that tells it to the agents."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story

NOTE = (
    "Customer called twice about the refund, was promised a call back by the end of the week, "
    "and is angry since nobody did."
)
PROFILE = {f"profile_{number}": "x" * 100 for number in range(12)}

LAST = "`profile_10`, `profile_11`, `profile_0`"
"""The heaviest, since their names are the longest."""
UNREAD = sum(len(f'"{name}":"{value}",') for name, value in PROFILE.items())


async def sin(at: Stage) -> None:
    """Put the CRM's note and then the whole profile into routing data."""
    pair = await at.sign_in()
    id_ = await at.open(pair, routingData={"tier": "premium", "crm_note": NOTE})
    await at.call("PATCH", f"{id_}/routing-data", token=pair.access, json=PROFILE)


async def good(at: Stage) -> None:
    """Say the discriminators and a label, as the guide's sample does; the rest to the agents."""
    pair = await at.sign_in()
    sample = {
        "tier": "premium",
        "language": "en-US",
        "product_interest": "enterprise_api",
        "requires_callback": False,
        "source_channel": "web_widget",
    }
    id_ = await at.open(pair, routingData=sample, conversationData={"crm_note": NOTE})
    reply = await at.call("PATCH", f"{id_}/conversation-data", token=pair.access, json=PROFILE)
    assert reply.status == 200


def shows(finding: dict[str, Any], at: Stage) -> None:
    """How long the prose is, and how much nobody reads; not a word of it."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-1", "warning")
    assert finding["count"] == 2
    assert story(finding) == [f"http: `crm_note` held prose, of up to {len(NOTE)} characters"]
    last = story(finding, "last")
    assert last == [f"http: no rule reads {LAST} and 9 more: {UNREAD:,} of {UNREAD + 1:,} bytes"]
    assert "angry" not in str(finding)
