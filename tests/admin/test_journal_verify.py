"""Verifying by the journal: counts, near misses, nothing else. Source: docs/journal.md."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.api import Api, Reply
from tests.support.server import MESSAGING

CREATED = {"kind": "event", "type": "ConversationCreated"}


async def verify(api: Api, match: dict[str, Any], **more: Any) -> Reply:
    """Verify, and fail if that is refused."""
    reply = await api.post("/journal/verify", {"match": match, **more})
    assert reply.status == 200, reply
    return reply


@pytest.mark.parametrize(
    ("times", "ok"),
    [
        (None, True),
        ({"exactly": 2}, True),
        ({"exactly": 1}, False),
        ({"exactly": 3}, False),
        ({"atLeast": 2}, True),
        ({"atLeast": 3}, False),
        ({"atMost": 2}, True),
        ({"atMost": 1}, False),
        ({"between": [1, 2]}, True),
        ({"between": [3, 9]}, False),
    ],
)
async def test_a_count_is_verified(people: Api, times: Any, ok: bool) -> None:
    await people.conversation()
    await people.conversation()
    more = {} if times is None else {"times": times}
    told = await verify(people, CREATED, **more)
    assert (told["ok"], told["count"], told["evicted"]) == (ok, 2, 0)
    assert [one["type"] for one in told["entries"]] == ["ConversationCreated"] * 2
    assert ("hint" in told.body) == (not ok)


async def test_since_leaves_out_what_came_before(people: Api) -> None:
    await people.conversation()
    last = (await people.get("/journal"))["lastId"]
    await people.conversation()
    told = await verify(people, CREATED, times={"exactly": 1}, since=last)
    assert (told["ok"], told["count"]) == (True, 1)
    assert told["lastId"] > last


async def test_a_since_from_before_a_reset_makes_nothing_ok(people: Api) -> None:
    await people.conversation()
    last = (await people.get("/journal"))["lastId"]
    await people.post("/reset")
    await people.conversation()
    newest = (await people.get("/journal"))["lastId"]
    assert newest < last + 9
    for times in ({"exactly": 0}, {"exactly": 1}, {"atLeast": 0}):
        told = await verify(people, CREATED, times=times, since=last + 9)
        assert (told["ok"], told["count"], told["lastId"]) == (False, 1, newest)
        assert "`since` is from before a reset" in told["hint"]
    assert (await verify(people, CREATED, times={"exactly": 0}, since=newest))["ok"]


async def test_a_near_miss_tells_what_differs_the_nearest_first(people: Api) -> None:
    id_ = await people.conversation("ann")
    token = await people.token("ann")
    await people.widget("GET", f"{MESSAGING}/{id_}", token)
    await people.widget("POST", f"{MESSAGING}/{id_}/messages", token, {"text": ""})
    path = f"{MESSAGING}/{id_}/messages"
    told = await verify(people, {"kind": "http", "method": "POST", "path": path, "status": 201})
    assert (told["ok"], told["count"]) == (False, 0)
    first, second, *_ = told["nearMisses"]
    assert first["differs"] == [{"field": "status", "expected": 201, "actual": 400}]
    assert first["entry"]["path"] == path
    # The creation differs in its path alone as well, and that is less like than a number.
    assert [one["field"] for one in second["differs"]] == ["path"]
    assert len(told["nearMisses"]) == 3
    assert "nearMisses" in told["hint"]


async def test_what_has_nothing_in_common_is_no_near_miss(people: Api) -> None:
    await people.conversation()
    told = await verify(people, {"kind": "note", "code": "never"})
    assert told["nearMisses"] == []


async def test_a_member_that_an_entry_lacks_is_left_out_of_what_differs(people: Api) -> None:
    await people.conversation("ann")
    told = await verify(people, {"kind": "http", "subject": "ann", "fault": "f-1"})
    assert told["nearMisses"][0]["differs"] == [{"field": "fault", "expected": "f-1"}]


async def test_nothing_else_forbids_the_others_of_that_kind_and_subject(people: Api) -> None:
    await people.conversation("ann")
    await people.conversation("bob")
    match = {"kind": "http", "subject": "ann", "path": MESSAGING}
    alone = await verify(people, match, nothingElse=True)
    assert (alone["ok"], alone["count"], alone["otherCount"]) == (True, 1, 0)
    await people.widget("GET", "/api/v2/users/me", await people.token("ann"))
    told = await verify(people, match, nothingElse=True)
    assert (told["ok"], told["count"], told["otherCount"]) == (False, 1, 1)
    assert [one["path"] for one in told["others"]] == ["/api/v2/users/me"]
    assert "others" in told["hint"]
    # Without a subject it is about everybody's requests.
    everybody = await verify(people, {"kind": "http", "path": MESSAGING}, nothingElse=True)
    assert (everybody["ok"], everybody["count"]) == (False, 2)


async def test_a_count_that_cannot_be_known_is_never_ok(people: Api) -> None:
    await people.patch("/settings", {"journalEntries": 100})
    for _ in range(40):
        await people.conversation()
    match = {"kind": "note", "code": "never"}
    told = await verify(people, match, times={"exactly": 0})
    assert (told["ok"], told["count"]) == (False, 0)
    assert told["evicted"] > 0
    assert f"{told['evicted']} entries that may have mattered" in told["hint"]
    assert not (await verify(people, match, times={"atMost": 5}))["ok"]
    # What is there is there, whatever was dropped.
    assert (await verify(people, CREATED, times={"atLeast": 2}))["ok"]
    assert not (await verify(people, CREATED, nothingElse=True))["ok"]
    # And what was dropped before `since` does not matter.
    since = told["lastId"] - 50
    assert (await verify(people, match, times={"exactly": 0}, since=since))["ok"]


async def test_to_verify_leaves_no_trace(people: Api) -> None:
    before = (await people.get("/journal")).body
    await verify(people, {})
    assert (await people.get("/journal")).body == before


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({}, "invalid.value", "match"),
        ({"match": {"kind": "htp"}}, "invalid.value", "'http'"),
        ({"match": {"status": "503"}, "times": {"exactly": 0}}, "invalid.value", "Write 503."),
        ({"match": {"stats": 1}}, "unknown.member", "'status'"),
        ({"match": {}, "times": {}}, "invalid.value", "exactly"),
        ({"match": {}, "times": {"exactly": 1, "atMost": 2}}, "invalid.value", "one of"),
        ({"match": {}, "times": {"between": [2, 1]}}, "invalid.value", "least"),
        ({"match": {}, "times": {"between": [2]}}, "invalid.value", "between"),
        ({"match": {}, "times": {"exact": 1}}, "unknown.member", "'exactly'"),
        ({"match": {}, "nothingelse": True}, "unknown.member", "'nothingElse'"),
        ({"match": {}, "since": -1}, "invalid.value", "since"),
    ],
)
async def test_what_cannot_be_verified_is_refused(
    api: Api, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await api.post("/journal/verify", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]
