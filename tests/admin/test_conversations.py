"""Conversations as the admin API shows them. Source: docs/admin.md, Conversations."""

from __future__ import annotations

import pytest

from mockplatform.limits import LIMITS
from tests.admin.api import Api


def ids(page: object) -> list[str]:
    assert isinstance(page, dict)
    return [one["id"] for one in page["conversations"]]


async def test_conversations_are_listed_newest_first_a_page_at_a_time(people: Api) -> None:
    made = [await people.conversation() for _ in range(5)]
    first = (await people.get("/conversations?limit=2")).body
    assert (ids(first), first["total"]) == (made[:2:-1], 5)
    second = (await people.get(f"/conversations?limit=2&cursor={first['nextCursor']}")).body
    assert ids(second) == [made[2], made[1]]
    last = (await people.get(f"/conversations?limit=2&cursor={second['nextCursor']}")).body
    assert (ids(last), "nextCursor" in last) == ([made[0]], False)


async def test_conversations_are_found_by_state_queue_and_user(people: Api) -> None:
    mine = await people.conversation("ann", routingData={"intent": "order"})
    other = await people.conversation("bob")
    await people.act(other, "close", by="supervisor")
    for query, found in (
        ("state=OPEN", [mine]),
        ("state=CLOSED,DELETED", [other]),
        ("queue=orders", [mine]),
        ("userId=bob", [other]),
        ("userId=bob&state=OPEN", []),
        ("userId=nobody", []),
    ):
        assert ids((await people.get(f"/conversations?{query}")).body) == found, query


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("state=OPN", "Did you mean 'OPEN'?"),
        ("queue=order", "Did you mean 'orders'?"),
        ("cursor=gone", "Begin again without one."),
        ("limit=0", "Leave it out for 200, or take a number in between."),
        ("limit=x", "Write it in digits: 25."),
    ],
)
async def test_a_query_that_cannot_be_answered_is_refused(api: Api, query: str, hint: str) -> None:
    reply = await api.get(f"/conversations?{query}")
    assert (reply.refusal, reply["hint"]) == ((400, "invalid.value"), hint)


async def test_one_conversation_is_shown_whole(api: Api) -> None:
    id_ = await api.conversation(
        "ann",
        routingData={"intent": "order"},
        conversationData={"cart": [1, 2]},
        message={"text": "hi", "clientMessageId": "m1"},
    )
    await api.post("/clock/advance", {"by": "2s"})
    shown = (await api.get(f"/conversations/{id_}")).body
    assert (shown["state"], shown["userId"]) == ("ACTIVE", "ann")
    assert shown["queue"] == {"id": "orders", "name": "Orders and delivery"}
    assert shown["agent"] == {"id": "bot-sam", "name": "Sam"}
    assert (shown["routing"]["rule"], shown["routingData"]) == ("orders", {"intent": "order"})
    assert shown["conversationData"] == {"cart": [1, 2]}
    assert [one["purpose"] for one in shown["participants"]] == ["customer", "acd", "bot"]
    assert shown["transcript"][0]["clientMessageId"] == "m1"
    assert (shown["bot"]["id"], shown["channels"]) == ("bot-sam", [])
    assert shown["messageCount"] == len(shown["transcript"])
    assert shown["inactivityExpiresAt"] > shown["activeAt"]


async def test_a_conversations_events_are_shown_behind_a_seq(people: Api) -> None:
    id_ = await people.conversation(routingData={"some_key": "x"}, message={"text": "hi"})
    page = (await people.get(f"/conversations/{id_}/events")).body
    assert [(one["seq"], one["event"]) for one in page["events"]] == [
        (1, "ConversationCreated"),
        (2, "Placed"),
        (3, "MessageSent"),
    ]
    assert page["events"][0]["routingData"]["values"] == {"some_key": "x"}
    assert page["events"][0]["at"] == "2023-11-14T22:13:20.000Z"
    assert page["events"][2]["sender"]["id"] == "user-7"
    behind = (await people.get(f"/conversations/{id_}/events?after=1&limit=1")).body
    assert [one["seq"] for one in behind["events"]] == [2]
    assert (behind["latestSeq"], behind["hasMore"]) == (3, True)


async def test_a_deleted_conversation_says_so_and_cannot_be_deleted_again(people: Api) -> None:
    id_ = await people.conversation()
    assert (await people.delete(f"/conversations/{id_}")).status == 204
    assert (await people.get(f"/conversations/{id_}"))["state"] == "DELETED"
    assert (await people.delete(f"/conversations/{id_}")).refusal == (409, "illegal.transition")
    await people.post("/clock/advance", {"by": "25h"})
    assert (await people.get(f"/conversations/{id_}")).refusal == (404, "not.found")
    assert ids((await people.get("/conversations?userId=user-7")).body) == []


@pytest.mark.parametrize("id_", ["nope", "%00", "a%0Ab", "%F0%9F%98%80", "a" * 2000, "'", "%2F"])
async def test_an_unknown_id_is_not_found_whatever_it_looks_like(api: Api, id_: str) -> None:
    for method, path in (("GET", ""), ("GET", "/events"), ("DELETE", ""), ("POST", "/agent/leave")):
        reply = await api.call(method, f"/__admin/conversations/{id_}{path}")
        assert reply.refusal == (404, "not.found"), (method, path)


async def test_an_id_with_a_slip_is_answered_with_the_nearest(people: Api) -> None:
    id_ = await people.conversation()
    reply = await people.get(f"/conversations/{id_[:-1]}")
    assert reply["hint"] == f"Did you mean {id_!r}?"


async def test_one_conversation_tells_its_datas_sizes_and_what_they_may_be(people: Api) -> None:
    """Of the canonical form, which is what is measured; a list does not measure them all."""
    id_ = await people.conversation(routingData={"a": "b"}, conversationData={"c": [1, 2]})
    whole = (await people.get(f"/conversations/{id_}")).body
    assert (whole["routingDataBytes"], whole["conversationDataBytes"]) == (9, 11)
    assert whole["bytesMax"] == {
        "routingData": LIMITS.routing_data_bytes_max,
        "conversationData": LIMITS.conversation_data_bytes_max,
    }
    listed = (await people.get("/conversations")).body["conversations"][0]
    assert "bytesMax" not in listed


async def test_a_conversation_is_shown_without_its_transcript_if_asked(people: Api) -> None:
    """Who follows it knows what was said; all else is the same."""
    id_ = await people.conversation(message={"text": "hi"})
    whole = (await people.get(f"/conversations/{id_}")).body
    short = (await people.get(f"/conversations/{id_}?transcript=false")).body
    assert [one["text"] for one in whole.pop("transcript")] == ["hi"]
    assert short == whole
    assert (await people.get(f"/conversations/{id_}?transcript=no")).refusal == (
        400,
        "invalid.value",
    )
