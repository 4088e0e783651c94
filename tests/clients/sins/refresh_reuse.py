"""Owns a client that spends a refresh token twice, and one that asks for a lost answer again."""

from __future__ import annotations

from typing import Any

from tests.clients.stage import Stage, story


async def sin(at: Stage) -> None:
    """Keep the old refresh token beside the new access token."""
    first = await at.sign_in()
    second = await at.renewed(first)
    await at.passes(30)
    refused = await at.refresh(first, bearer=second.access)
    assert refused.status == 400
    assert refused.body["error"] == "invalid_grant"


async def good(at: Stage) -> None:
    """Within the grace, the same token gives the same pair; afterwards, go on with the new one."""
    first = await at.sign_in()
    await at.refresh(first)
    second = await at.renewed(first)
    await at.passes(30)
    await at.renewed(second)


def shows(finding: dict[str, Any], at: Stage) -> None:
    """Both times."""
    assert finding["subject"] == f"{at.user}/tab-1"
    assert finding["severity"] == "error"
    assert story(finding) == [
        "http: the refresh token was spent, and the next pair given",
        "http: a spent one came again 30 s later; all tokens of the family were revoked",
    ]
