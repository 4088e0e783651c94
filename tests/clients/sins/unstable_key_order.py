"""Owns a client whose keys come as they were set, and one that sorts them."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Set the language first here, and the tier first on the other device."""
    pair = await at.sign_in()
    await at.open(pair, routingData={"language": "en-US", "tier": "premium"})
    other = await at.sign_in("tab-2")
    await at.open(other, routingData={"tier": "premium", "language": "en-US"})


async def good(at: Stage) -> None:
    """Sort the keys, whichever was set first; another content is another order's matter."""
    for instance, set_as in (("tab-1", ("tier", "language")), ("tab-2", ("language", "tier"))):
        pair = await at.sign_in(instance)
        await at.open(pair, routingData=dict.fromkeys(sorted(set_as), "premium"))
        await at.open(pair := await at.sign_in(f"{instance}b"), routingData={"tier": "x", "a": "b"})


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Both writings, of two widgets of the customer."""
    assert (finding["subject"], finding["severity"]) == (f"{at.user}/tab-2", "note")
    assert finding["count"] == 1
    assert story(finding) == [
        "http: 2 members of routing data came",
        "http: the same ones came with the same values, in another order",
    ]
