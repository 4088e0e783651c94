"""Snapshots of guests' sessions and of staff's channels: put back whole, or refused with the place.

Source: docs/snapshots.md: a document that is wrong is refused with its path, and changes nothing.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from mockplatform.limits import LIMITS
from tests.admin.api import Api
from tests.admin.test_snapshots import Document, stream_of, taken
from tests.support.guests import guest

NOW = 1_700_000_000.0
STARTED = {
    "event": "SessionStarted",
    "at": NOW,
    "deployment_id": "shop-web",
    "customer": {"purpose": "customer", "id": "guest-1"},
}
ENDED = {"event": "SessionEnded", "at": NOW, "reason": "cleared"}
EXPIRED = {**ENDED, "reason": "expired"}
RENEWED = {"event": "SessionRenewed", "at": NOW}
SET = {
    "event": "FeedSet",
    "at": NOW,
    "secret": "s",
    "user_id": "ana",
    "client_id": "",
    "token": {"id": "j.1", "key_id": "k", "issued_at": 1, "expires_at": 2},
    "opened_at": NOW,
}
OVER = {"event": "FeedEnded", "at": NOW, "reason": "expired"}
FILE = {"id": "f", "name": "a.png", "mime": "image/png", "size": 1, "offered_at": NOW}


def offered(number: int) -> Document:
    """Return the event of a file that was announced."""
    return {"event": "FileOffered", "at": NOW, "file": {**FILE, "id": str(number)}}


GOOD: list[tuple[str, list[Document]]] = [
    ("session", [STARTED, RENEWED, ENDED, STARTED]),
    ("session", [STARTED, *map(offered, range(LIMITS.session_files_max)), ENDED]),
    ("session", [STARTED, EXPIRED]),
    ("feed", [SET, SET, OVER]),
]
WRONG: list[tuple[str, list[Document], int]] = [
    ("session", [RENEWED], 0),
    ("session", [STARTED, STARTED], 1),
    ("session", [STARTED, ENDED, RENEWED], 2),
    ("session", [STARTED, EXPIRED, STARTED], 2),
    ("session", [STARTED, *map(offered, range(LIMITS.session_files_max + 1))], -1),
    ("session", [STARTED, {"event": "FileUploaded", "at": NOW, "file_id": "f", "size": 1}], 1),
    ("session", [STARTED, {"event": "Placed"}], 1),
    ("feed", [OVER], 0),
    ("feed", [SET, OVER, SET], 2),
]


async def with_stream(api: Api, kind: str, events: list[Document]) -> tuple[Document, str]:
    """Return the tenant's snapshot with a stream more, and that stream's path."""
    document = await taken(api)
    document["streams"].append({"kind": kind, "id": "more", "events": events})
    return document, f"$.streams[{len(document['streams']) - 1}]"


@pytest.mark.parametrize(("kind", "events"), GOOD)
async def test_a_subject_may_begin_afresh(api: Api, kind: str, events: list[Document]) -> None:
    await api.post("/clock/pause")
    document, _ = await with_stream(api, kind, events)
    assert (await api.put("/snapshot", document)).status == 200
    if kind == "session":  # a channel whose token is none ends at once
        assert stream_of(await taken(api), kind)["id"] == "more"


@pytest.mark.parametrize(("kind", "events", "wrong"), WRONG)
async def test_events_that_cannot_follow_each_other_are_refused(
    api: Api, kind: str, events: list[Document], wrong: int
) -> None:
    document, path = await with_stream(api, kind, events)
    reply = await api.put("/snapshot", document)
    place = f"{path}.events[{wrong % len(events)}]"
    assert (reply.status, reply["errors"][0]["path"].startswith(place)) == (400, True), reply


async def test_windows_of_rates_are_taken_back_and_judged(api: Api) -> None:
    await api.post("/clock/pause")
    async with guest(api.server) as visitor:
        await visitor.configure()
        await visitor.text("one")
        document = await taken(api)
    (window,) = document["rates"]
    assert window["taken"] == 1
    assert (await api.put("/snapshot", document)).status == 200
    async with guest(api.server) as visitor:
        await visitor.configure()
        await visitor.text("two")
        await visitor.send_text("three")
        await visitor.hear_class("TooManyRequestsErrorMessage")
    bad: list[tuple[Any, str]] = [
        ([{**window, "since": 9e9}], "$.rates[0].since"),
        ([{**window, "taken": -1}], "$.rates[0].taken"),
        ([window] * (LIMITS.rates_remembered_max + 1), "$.rates"),
    ]
    for rates, path in bad:
        body = io.BytesIO(json.dumps({**document, "rates": rates}).encode())
        headers = {"Content-Type": "application/json"}
        reply = await api.call("PUT", "/__admin/snapshot", headers=headers, data=body)
        assert (reply.status, reply["errors"][0]["path"]) == (400, path)


async def test_a_document_of_before_there_were_rates_is_taken(api: Api) -> None:
    document = await taken(api)
    del document["rates"]
    assert (await api.put("/snapshot", document)).status == 200
