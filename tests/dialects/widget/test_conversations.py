"""Conversations over HTTP: opened once, read, listed, closed, forgotten.

Source: guide, section 4 (states; what can be resumed); the shapes are ours.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockplatform.core.commands import Answer, Delete, Offer
from mockplatform.core.events import Person
from mockplatform.core.states import Verb
from mockplatform.durations import format_instant
from tests.support.api import Api
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
CREATE = f"POST {MESSAGING}"
BEA = Person(purpose="agent", id="bea", name="Bea")


async def connect(api: Api, id_: str) -> None:
    """Let an agent take a conversation."""
    await api.act(id_, Offer(agent=BEA))
    await api.act(id_, Answer(verb=Verb.ACCEPT))


async def test_a_conversation_is_opened(ann: Api) -> None:
    """201, its place, its version, and a document that tells all of it."""
    reply = await ann.open(
        routingData={"tier": "premium", "language": "en-US"}, conversationData={"cart": [1]}
    )
    id_ = reply["id"]
    now = format_instant(ann.tenant.clock.now())
    assert reply.headers["Location"] == f"{MESSAGING}/{id_}"
    assert reply.headers["ETag"] == '"2"'
    body = reply.body
    routing = body.pop("routing")
    assert routing.pop("elapsedMs") < 200
    assert routing == {
        "rule": "premium in English",
        "queue": "premium-en",
        "evaluatedNull": [],
        "cache": "miss",
    }
    participants = body.pop("participants")
    assert [(one["purpose"], one["state"]) for one in participants] == [
        ("customer", "connected"),
        ("acd", "connected"),
    ]
    assert len(body.pop("routingHash")) == 64
    assert body == {
        "id": id_,
        "state": "OPEN",
        "createdAt": now,
        "updatedAt": now,
        "userId": "ann",
        "deploymentId": "shop-web",
        "queue": {"id": "premium-en", "name": "Premium, English"},
        "routingData": {"tier": "premium", "language": "en-US"},
        "conversationData": {"cart": [1]},
        "latestSeq": 2,
        "version": 2,
        "inactivityExpiresAt": format_instant(ann.tenant.clock.now() + 900),
        "selfUri": f"{MESSAGING}/{id_}",
    }


async def test_a_body_may_be_left_out(ann: Api) -> None:
    """All of it is optional; what matches no rule goes to the fallback queue."""
    reply = await ann(CREATE)
    assert reply.status == 201
    assert reply["queue"]["id"] == "general"
    assert reply["routing"]["rule"] is None


async def test_a_first_message_comes_with_it(ann: Api) -> None:
    """One step: opened, placed, said."""
    reply = await ann.open(message={"text": "Hi", "clientMessageId": "1"})
    assert reply["latestSeq"] == 3
    page = await ann(f"GET {MESSAGING}/{reply['id']}/messages")
    assert [one["text"] for one in page["entities"]] == ["Hi"]
    again = {"text": "Hi", "clientMessageId": "1"}
    repeat = await ann(f"POST {MESSAGING}/{reply['id']}/messages", again)
    assert (repeat.status, repeat["duplicate"]) == (200, True)


async def test_the_place_of_a_tenant_by_prefix_can_be_followed(ann: Api) -> None:
    """`Location` and `selfUri` are paths below the base URL, as the guide's client joins them."""
    reply = await ann.open()
    assert (await ann("GET " + reply.headers["Location"])).status == 200


async def test_a_repeat_with_its_key_gives_the_first_answer(ann: Api) -> None:
    """`Idempotency-Key`: same body, same answer, though the conversation has gone on."""
    key = {"Idempotency-Key": "key-1"}
    body = {"routingData": {"b": "1", "a": True}, "message": {"text": "Hi"}}
    first = await ann(CREATE, body, headers=key)
    await connect(ann, first["id"])
    again = await ann(CREATE, body, headers=key)
    assert (again.status, again.data) == (201, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len((await ann(f"GET {MESSAGING}"))["entities"]) == 1


async def test_a_key_with_another_body_is_refused(ann: Api) -> None:
    """422, and nothing is opened."""
    key = {"Idempotency-Key": "key-1"}
    await ann(CREATE, {}, headers=key)
    refused = await ann(CREATE, {"conversationData": {"a": 1}}, headers=key)
    assert refused.refusal == (422, "idempotency.key.reused")
    assert len((await ann(f"GET {MESSAGING}"))["entities"]) == 1


async def test_a_key_is_its_users_own(ann: Api, api: Api) -> None:
    """Two users may think of one key."""
    key = {"Idempotency-Key": "key-1"}
    bob = await api.user("bob")
    first, other = await ann(CREATE, {}, headers=key), await bob(CREATE, {}, headers=key)
    assert first["id"] != other["id"]


async def test_repeats_at_once_open_one_conversation(ann: Api) -> None:
    """The retry may overtake the first."""
    key = {"Idempotency-Key": "key-1"}
    replies = await asyncio.gather(*(ann(CREATE, {}, headers=key) for _ in range(8)))
    assert {reply.status for reply in replies} == {201}
    assert len({reply["id"] for reply in replies}) == 1


@pytest.mark.parametrize("key", ["x" * 129, "tab\there", "ü"])
async def test_an_odd_key_is_refused(ann: Api, key: str) -> None:
    """A key goes into a hash and a store: at most 128 visible ASCII characters."""
    refused = await ann(CREATE, {}, headers={"Idempotency-Key": key})
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == "Idempotency-Key"


async def test_it_is_read_by_its_owner_alone(ann: Api, api: Api) -> None:
    """Another user's: 403. Unknown: 404. Another tenant's looks unknown."""
    id_ = (await ann.open())["id"]
    assert (await ann(f"GET {MESSAGING}/{id_}"))["id"] == id_
    bob = await api.user("bob")
    for verb in ("GET", "DELETE"):
        refused = await bob(f"{verb} {MESSAGING}/{id_}")
        assert refused.refusal == (403, "not.authorized")
        assert "Drop the id" in refused.hint
        assert (await ann(f"{verb} {MESSAGING}/unknown")).refusal == (404, "not.found")
    other = await api.server.add_tenant(f"{api.tenant.id}-other")
    stranger = Api(api.server, other, f"/t/{other.id}")
    stranger = await stranger.user("ann")
    assert (await stranger(f"GET {MESSAGING}/{id_}")).refusal == (404, "not.found")
    await api.server.platform.drop(other.id)


async def test_a_version_that_is_known_is_not_sent_again(ann: Api) -> None:
    """`ETag` and `If-None-Match`: 304 without a body."""
    reply = await ann.open()
    path = f"GET {MESSAGING}/{reply['id']}"
    for tag in ('"2"', 'W/"2"', '"1", "2"', "*"):
        known = await ann(path, headers={"If-None-Match": tag})
        assert (known.status, known.data, known.headers["ETag"]) == (304, b"", '"2"')
    assert (await ann(path, headers={"If-None-Match": '"1"'})).status == 200


async def test_an_agent_stands_in_the_document_while_it_is_alerted_or_connected(ann: Api) -> None:
    """RINGING and ACTIVE name the agent."""
    id_ = (await ann.open())["id"]
    await ann.act(id_, Offer(agent=BEA))
    ringing = await ann(f"GET {MESSAGING}/{id_}")
    assert (ringing["state"], ringing["agent"]) == ("RINGING", {"id": "bea", "name": "Bea"})
    await ann.act(id_, Answer(verb=Verb.ACCEPT))
    active = await ann(f"GET {MESSAGING}/{id_}")
    assert active["state"] == "ACTIVE"
    assert [one["purpose"] for one in active["participants"]] == ["customer", "acd", "agent"]
    assert active["participants"][1]["leftAt"]


async def test_the_customer_closes_it_and_to_close_again_changes_nothing(ann: Api) -> None:
    """204 both times."""
    id_ = (await ann.open())["id"]
    path = f"{MESSAGING}/{id_}"
    assert (await ann(f"DELETE {path}")).status == 204
    closed = (await ann(f"GET {path}")).body
    assert (closed["state"], closed["closeReason"]) == ("CLOSED", "customer")
    assert closed["endedAt"] == format_instant(ann.tenant.clock.now())
    assert "inactivityExpiresAt" not in closed
    assert (await ann(f"DELETE {path}")).status == 204
    assert (await ann(f"GET {path}")).body == closed


async def test_silence_closes_it(ann: Api) -> None:
    """15 minutes without a message or a typing signal; reading is no activity."""
    id_ = (await ann.open())["id"]
    await ann.advance(899)
    assert (await ann(f"GET {MESSAGING}/{id_}"))["state"] == "OPEN"
    assert (await ann(f"GET {MESSAGING}/{id_}/messages")).status == 200
    assert ("conversation.inactive", id_) in await ann.advance(1)
    closed = await ann(f"GET {MESSAGING}/{id_}")
    assert (closed["state"], closed["closeReason"]) == ("CLOSED", "inactivity")


async def test_typing_is_activity(ann: Api) -> None:
    """And so the document tells a later end."""
    id_ = (await ann.open())["id"]
    await ann.advance(600)
    assert (await ann(f"POST {MESSAGING}/{id_}/typing", {"state": "on"})).status == 204
    reply = await ann(f"GET {MESSAGING}/{id_}")
    assert reply["inactivityExpiresAt"] == format_instant(ann.tenant.clock.now() + 900)
    assert reply["latestSeq"] == 2
    await ann.advance(899)
    assert (await ann(f"GET {MESSAGING}/{id_}"))["state"] == "OPEN"
    await ann.advance(1)
    assert (await ann(f"GET {MESSAGING}/{id_}"))["state"] == "CLOSED"


async def test_a_deleted_one_tells_its_state_for_a_day(ann: Api) -> None:
    """DELETED: 200 until 24 h after, then 404; and it is no longer listed."""
    id_ = (await ann.open())["id"]
    await ann.act(id_, Delete())
    ann = await ann.user("ann", life_s=200_000)
    assert (await ann(f"GET {MESSAGING}/{id_}"))["state"] == "DELETED"
    assert (await ann(f"DELETE {MESSAGING}/{id_}")).status == 204
    await ann.advance(86_399)
    assert (await ann(f"GET {MESSAGING}/{id_}")).status == 200
    await ann.advance(1)
    assert (await ann(f"GET {MESSAGING}/{id_}")).refusal == (404, "not.found")
    assert (await ann(f"GET {MESSAGING}"))["entities"] == []


async def test_the_callers_own_are_listed_newest_first(ann: Api, api: Api) -> None:
    """And nobody else's."""
    ids = [(await ann.open())["id"] for _ in range(3)]
    await (await api.user("bob")).open()
    reply = await ann(f"GET {MESSAGING}")
    assert [one["id"] for one in reply["entities"]] == ids[::-1]
    assert reply["pageSize"] == 25
    assert "nextCursor" not in reply.body


async def test_pages_follow_each_other_by_their_cursors(ann: Api) -> None:
    """Whatever is opened meanwhile, each older one is listed once."""
    ids = [(await ann.open())["id"] for _ in range(5)]
    seen: list[str] = []
    query = "?pageSize=2"
    while True:
        reply = await ann(f"GET {MESSAGING}{query}")
        seen += [one["id"] for one in reply["entities"]]
        if "nextCursor" not in reply.body:
            break
        assert len(reply["entities"]) == 2
        query = f"?pageSize=2&cursor={reply['nextCursor']}"
        await ann.open()
    assert seen == ids[::-1]


async def test_a_list_may_be_of_certain_states(ann: Api) -> None:
    """`?state=OPEN,RINGING,ACTIVE` is what can be resumed."""
    opened, ringing, closed = [(await ann.open())["id"] for _ in range(3)]
    await ann.act(ringing, Offer(agent=BEA))
    await ann(f"DELETE {MESSAGING}/{closed}")

    async def listed(states: str) -> list[Any]:
        reply = await ann(f"GET {MESSAGING}?state={states}")
        return [one["id"] for one in reply["entities"]]

    assert await listed("OPEN,RINGING,ACTIVE") == [ringing, opened]
    assert await listed("CLOSED") == [closed]
    assert await listed("DELETED") == []


@pytest.mark.parametrize(
    "query",
    [
        "state=OPENED",
        "state=OPEN,",
        "state=%FF",
        "pageSize=0",
        "pageSize=201",
        "pageSize=x",
        "pageSize=%D9%A3",
        "pageSize=1e1",
        "pageSize=99999999999999999999",
        "cursor=-1",
        "cursor=7",
        "cursor=",
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(ann: Api, query: str) -> None:
    """400, naming the parameter."""
    refused = await ann(f"GET {MESSAGING}?{query}")
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == query.partition("=")[0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"routingData": []}, "$.routingData"),
        ({"routingData": None}, "$.routingData"),
        ({"conversationData": "x"}, "$.conversationData"),
        ({"instanceId": 7}, "$.instanceId"),
        ({"message": "Hi"}, "$.message"),
        ({"message": {}}, "$.message"),
        ({"message": {"text": 7}}, "$.message.text"),
        ({"message": {"text": "x" * 8001}}, "$.message.text"),
        ({"message": {"text": ""}}, "text"),
        ({"message": {"text": "x", "attachments": [{"name": "y"}]}}, "$.message.attachments[0]"),
        ({"message": {"text": "x", "type": "event"}}, "$.message.type"),
    ],
)
async def test_a_wrong_member_is_named(ann: Api, body: dict[str, Any], field: str) -> None:
    """400 with the JSON path, and nothing is opened."""
    refused = await ann(CREATE, body)
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == field
    assert not ann.tenant.conversations


async def test_unknown_members_are_ignored_and_noted(ann: Api) -> None:
    """Wherever they stand."""
    body = {"x": 1, "message": {"text": "Hi", "y": 2, "attachments": [{"url": "u", "z": 3}]}}
    reply = await ann(CREATE, body)
    assert reply.status == 201
    (note,) = ann.told(reply)["notes"]
    assert note == "unknown members ignored: message.attachments[0].z, message.y, x"
