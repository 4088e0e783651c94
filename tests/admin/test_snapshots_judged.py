"""Snapshots that are well formed and yet none: refused with the place, and nothing is changed.

Source: the admin API's contract: what is wrong with a snapshot is told when it is put, not in
somebody's request later.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mockplatform.limits import LIMITS
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


async def grown(api: Api, kind: str, event: str, count: int) -> tuple[Document, str]:
    """Return a snapshot in which an event stands so many times more, and its stream's path."""
    document = await busy(api)
    number = next(
        n
        for n, one in enumerate(document["streams"])
        if one["kind"] == kind and any(each["event"] == event for each in one["events"])
    )
    events = document["streams"][number]["events"]
    like = next(one for one in events if one["event"] == event)
    pair = like.get("pair", {})
    events += [
        {**like, "pair": {**pair, "access_id": str(n)}} if pair else like for n in range(count)
    ]
    return document, f"$.streams[{number}].events[{len(events) - 1}]"


@pytest.mark.parametrize(
    ("kind", "event", "most"),
    [
        ("family", "PairIssued", LIMITS.snapshot_live_tokens_max),
        ("conversation", "Placed", LIMITS.snapshot_participants_max),
    ],
)
async def test_what_each_event_makes_a_copy_of_is_bounded(
    api: Api, kind: str, event: str, most: int
) -> None:
    """Live tokens and participants; the place of the first that is one too many is told."""
    document, _ = await grown(api, kind, event, most + 1)
    reply = await api.put("/snapshot", document)
    assert reply.status == 400
    assert str(most) in reply["detail"]
    assert (await api.put("/snapshot", (await grown(api, kind, event, 50))[0])).status == 200


async def test_what_is_remembered_is_bounded(api: Api) -> None:
    """What falls due, and what was placed."""
    document = await busy(api)
    due = [{"kind": "bot", "subject": "x", "at": 1.0}] * (LIMITS.snapshot_due_max + 1)
    body = io.BytesIO(json.dumps({**document, "due": due}).encode())
    headers = {"Content-Type": "application/json"}
    reply = await api.call("PUT", "/__admin/snapshot", headers=headers, data=body)
    assert (reply.status, reply["errors"][0]["path"]) == (400, "$.due")
    (placement, *_) = document["placements"].values()
    many = {str(number): placement for number in range(LIMITS.placement_cache_max + 1)}
    assert await refusal_of(api, document, "placements", many) == "$.placements"


async def test_a_long_stream_is_read_and_written_in_pieces(api: Api) -> None:
    """It comes back as it was, and what is wrong in a later piece is told at its place."""
    document, _ = await grown(api, "conversation", "MessageSent", 0)
    stream = next(one for one in document["streams"] if one["kind"] == "conversation")
    number = document["streams"].index(stream)
    like = next(one for one in stream["events"] if one["event"] == "MessageSent")
    unique = [{**like, "message_id": f"m{n}", "client_message_id": f"m{n}"} for n in range(1_200)]
    stream["events"] += unique
    assert (await api.put("/snapshot", document)).status == 200
    again = (await taken(api))["streams"][number]["events"]
    assert again == stream["events"]
    last = len(again) - 1
    wrong = f"streams/{number}/events/{last}/text"
    document = await taken(api)
    place = f"$.streams[{number}].events[{last}].text"
    assert await refusal_of(api, document, wrong, 7) == place
    wrong = f"streams/{number}/events/{last}"
    unknown = {**like, "event": "Nothing"}
    assert (await refusal_of(api, document, wrong, unknown)).startswith(place.removesuffix(".text"))
