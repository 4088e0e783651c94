"""Snapshots that are well formed and yet none: refused with the place, and nothing is changed.

Source: the admin API's contract: what is wrong with a snapshot is told when it is put, not in
somebody's request later.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.api import Api
from tests.admin.test_snapshots import Document, busy, change, taken

WAIT: dict[str, Any] = {"wait": "0s"}
SAY: dict[str, Any] = {"say": "Something that the script does not say."}


async def refusal_of(api: Api, document: Document, path: str, value: Any) -> str:
    """Put a document that is changed at a path; return the path that is refused."""
    before = await taken(api)
    reply = await api.put("/snapshot", change(document, path, value))
    assert reply.status == 400, (path, value, reply)
    assert await taken(api) == before
    told: str = reply["errors"][0]["path"]
    return told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due": 1_800_000_000.0, "pending": []}, "due"),
        ({"due": None, "pending": [SAY]}, "due"),
        ({"due": 1_800_000_000.0, "pending": [WAIT] * 3}, "pending[0]"),
        ({"due": 1_800_000_000.0, "pending": [SAY]}, "pending[0]"),
        ({"due": 1_800_000_000.0, "pending": [SAY] * 10_001}, "pending"),
        ({"handlers": [{"on": "*", "steps": [SAY]}]}, "handlers[0]"),
        ({"handlers": [SAY]}, "handlers[0]"),
        ({"idle": {"idle": "1s", "steps": [SAY]}}, "idle"),
        ({"first_idle": SAY}, "first_idle"),
        ({"heard_at": 9_000_000_000.0}, "heard_at"),
    ],
)
async def test_a_bots_run_is_one_of_its_script(
    api: Api, changes: dict[str, Any], told: str
) -> None:
    """What is due is an act, and stands in the script; else a later request would fail."""
    document = await busy(api)
    assert document["bots"][0]["run"]["ringing"] is False
    run = {**document["bots"][0]["run"], **changes}
    assert await refusal_of(api, document, "bots/0/run", run) == f"$.bots[0].run.{told}"


async def test_a_bots_act_is_not_due_before_its_conversation(api: Api) -> None:
    """Nothing happens in a conversation before it began."""
    await api.post("/clock/pause")
    await api.server.conversation(await api.server.token())
    document = await taken(api)
    assert document["bots"][0]["run"]["ringing"] is True
    place = "bots/0/run"
    assert await refusal_of(api, document, f"{place}/due", 1e6) == "$.bots[0].run.due"
    assert await refusal_of(api, document, f"{place}/due", None) == "$.bots[0].run.due"
    ringing = {**document["bots"][0]["run"], "pending": [SAY]}
    assert await refusal_of(api, document, place, ringing) == "$.bots[0].run"
