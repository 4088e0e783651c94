"""The journal read and emptied over the admin API. Source: docs/admin.md, Journal."""

from __future__ import annotations

import pytest

from tests.admin.api import Api
from tests.support.server import MESSAGING


async def test_the_journal_tells_of_requests_events_and_acts(people: Api) -> None:
    await people.delete("/journal")
    id_ = await people.conversation(message={"text": "hi"})
    await people.act(id_, "offer", agentId="ana")
    kinds = {one["kind"] for one in (await people.get("/journal"))["entries"]}
    assert {"http", "event", "agent", "admin"} <= kinds


async def test_entries_are_found_by_kind_conversation_and_subject(people: Api) -> None:
    first = await people.conversation("ann")
    await people.conversation("bob")
    of_one = (await people.get(f"/journal?conversationId={first}&kind=event"))["entries"]
    assert [one["type"] for one in of_one] == ["ConversationCreated", "Placed"]
    of_ann = (await people.get("/journal?subject=ann&kind=http"))["entries"]
    assert [(one["path"], one["status"]) for one in of_ann] == [(MESSAGING, 201)]


async def test_what_happens_to_a_users_tokens_is_told_of_the_user(people: Api) -> None:
    """Which token it is, by when it ends; of a family that dies, why."""
    minted = (await people.post("/tokens", {"userId": "ann"})).body
    await people.post("/tokens/revoke", {"userId": "ann"})
    told = (await people.get("/journal?kind=event&subject=ann"))["entries"]
    assert [one["type"] for one in told] == ["FamilyStarted", "PairIssued", "FamilyRevoked"]
    assert (told[1]["jti"], "expiresAt" in told[1]) == (minted["jti"], True)
    assert told[2]["reason"] == "revoked"


async def test_without_since_the_newest_are_shown_and_behind_it_the_next(people: Api) -> None:
    for _ in range(3):
        await people.conversation()
    everything = (await people.get("/journal?limit=10000")).body
    newest = (await people.get("/journal?limit=2")).body
    assert newest["entries"] == everything["entries"][-2:]
    assert newest["lastId"] == everything["entries"][-1]["id"]
    since = everything["entries"][0]["id"]
    behind = (await people.get(f"/journal?since={since}&limit=2"))["entries"]
    assert behind == everything["entries"][1:3]
    assert (await people.get(f"/journal?since={newest['lastId']}"))["entries"] == []


async def test_what_an_entry_led_to_is_found_by_its_id(people: Api) -> None:
    lost = {"where": {"phase": "edge"}, "when": {"times": 1}, "what": {"kind": "status"}}
    assert (await people.post("/faults", lost)).status == 201
    await people.widget("GET", MESSAGING, await people.token())
    (fired,) = (await people.get("/journal?kind=fault"))["entries"]
    (changed,) = (await people.get(f"/journal?causedBy={fired['id']}"))["entries"]
    assert (changed["kind"], changed["causedBy"]) == ("http", fired["id"])


async def test_before_an_id_the_journal_turns_back_page_by_page(people: Api) -> None:
    for name in ("ann", "bob", "ann"):
        await people.conversation(name)
    everything = (await people.get("/journal?limit=10000"))["entries"]
    ids = [one["id"] for one in everything]
    back = (await people.get(f"/journal?before={ids[-1]}&limit=2"))["entries"]
    assert [one["id"] for one in back] == ids[-3:-1]
    last = max(one["id"] for one in everything if one["kind"] == "http")
    (of_ann,) = (await people.get(f"/journal?subject=ann&kind=http&before={last}"))["entries"]
    assert (of_ann["subject"], of_ann["id"] < last) == ("ann", True)
    assert (await people.get(f"/journal?before={ids[0]}"))["entries"] == []


async def test_who_types_and_how_far_somebody_has_read_is_told(people: Api) -> None:
    token = await people.token()
    id_ = await people.conversation()
    await people.widget("POST", f"{MESSAGING}/{id_}/typing", token, {"state": "on"})
    url = f"{people.server.url}{MESSAGING}/{id_}/ws?access_token={token}"
    async with people.server.http.ws_connect(url) as socket:
        await socket.send_json({"type": "typing", "state": "off"})
        await socket.send_json({"type": "seen", "seq": 2})
        waited = await people.post(
            "/journal/wait", {"match": {"kind": "signal", "conversationId": id_, "seq": 2}}
        )
    assert waited["ok"]
    found = (await people.get(f"/journal?kind=signal&conversationId={id_}"))["entries"]
    told = [(one["type"], one.get("state"), one.get("seq")) for one in found]
    assert told == [("typing", "on", None), ("typing", "off", None), ("seen", None, 2)]
    assert {(one["purpose"], one["subject"]) for one in found} == {("customer", "user-7")}


async def test_what_the_ring_has_dropped_is_counted_in_every_answer(people: Api) -> None:
    await people.patch("/settings", {"journalEntries": 100})
    for _ in range(40):
        await people.conversation()
    shown = (await people.get("/journal?limit=1000")).body
    assert len(shown["entries"]) == 100
    assert shown["evicted"] == shown["lastId"] - 100
    assert (await people.delete("/journal")).status == 204
    assert (await people.get("/journal"))["evicted"] == 0


async def test_to_look_at_the_journal_leaves_no_trace_in_it(api: Api) -> None:
    before = (await api.get("/journal")).body
    for path in ("/journal", "/clock", "/conversations", "/tenants"):
        await api.get(path)
    assert (await api.get("/journal")).body == before


async def test_an_emptied_journal_is_empty_and_counts_on(people: Api) -> None:
    await people.conversation()
    last = (await people.get("/journal"))["lastId"]
    await people.delete("/journal")
    assert (await people.get("/journal")).body == {"entries": [], "evicted": 0, "lastId": last}


async def test_an_act_is_told_with_its_correlation_id(api: Api) -> None:
    await api.post("/agents", {"id": "zoe"}, headers={"X-Correlation-Id": "mine"})
    entries = (await api.get("/journal?kind=admin"))["entries"]
    assert [(one["correlationId"], one["what"]) for one in entries] == [
        ("mine", "POST /__admin/agents")
    ]
    event = (await api.get("/journal?kind=event"))["entries"][-1]
    assert (event["type"], event["correlationId"]) == ("AgentPut", "mine")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=htp", "'http'"),
        ("since=-1", "since"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("since=1e3", "since"),
    ],
)
async def test_a_query_that_cannot_be_answered_is_refused(api: Api, query: str, words: str) -> None:
    reply = await api.get(f"/journal?{query}")
    assert reply.refusal == (400, "invalid.value")
    assert words in reply["detail"] + reply["hint"]
