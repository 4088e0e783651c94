"""Tenants do not touch, two hundred at once. Source: docs/admin.md, Tenants."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from tests.admin.api import Api
from tests.support.server import MESSAGING

TENANTS = 200
MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Used:
    """A tenant that was used, and what its user knows."""

    api: Api
    id: str
    token: str
    conversation: str


async def use(api: Api, number: int, gate: asyncio.Semaphore) -> Used:
    """Make a tenant, hold a conversation in it under its own name."""
    id_ = f"team-{number}"
    async with gate:
        made = await api.post("/tenants", {"id": id_, "settings": {"agentsAct": False}})
        assert made.status == 201
        own = api.of(id_)
        await own.post("/clock/advance", {"by": number})
        token = await own.token(f"user-{id_}")
        opened = await own.widget("POST", MESSAGING, token, {"routingData": {"team": id_}})
    assert opened.status == 201
    for message in range(MESSAGES):
        async with gate:
            text = f"{id_} says {message}"
            path = f"{MESSAGING}/{opened['id']}/messages"
            # Without the prefix the token names the tenant.
            sent = await api.widget("POST", path, token, {"text": text})
            assert sent.status == 201
    return Used(own, id_, token, opened["id"])


async def look(used: Used, other: Used, gate: asyncio.Semaphore) -> None:
    """See that a tenant holds its own records and that another one's are nowhere in it."""
    api = used.api
    async with gate:
        listed = await api.get("/conversations")
        shown = await api.get(f"/conversations/{used.conversation}")
        journal = await api.get("/journal?limit=1000")
        leases = await api.get("/tokens")
        clock = await api.get("/clock")
        foreign = await api.get(f"/conversations/{other.conversation}")
        path = f"{MESSAGING}/{other.conversation}"
        by_own_token = await api.widget("GET", path, used.token)
        by_foreign_token = await api.widget("GET", path, other.token)
    assert [one["id"] for one in listed["conversations"]] == [used.conversation]
    assert [one["text"] for one in shown["transcript"]] == [
        f"{used.id} says {message}" for message in range(MESSAGES)
    ]
    assert [one["userId"] for one in leases["tokens"]] == [f"user-{used.id}"]
    assert clock["offset"] == int(used.id.partition("-")[2])
    assert (foreign.status, by_own_token.status, by_foreign_token.status) == (404, 404, 401)
    told = json.dumps([listed.body, shown.body, journal.body, leases.body])
    assert other.conversation not in told
    assert f'user-{other.id}"' not in told
    sent = [one for one in journal["entries"] if one["kind"] == "http" and one["status"] == 201]
    assert len(sent) == 1 + MESSAGES


async def test_two_hundred_tenants_used_at_once_keep_to_themselves(api: Api) -> None:
    gate = asyncio.Semaphore(32)
    used = await asyncio.gather(*(use(api, number, gate) for number in range(TENANTS)))
    assert len({one.conversation for one in used}) == TENANTS
    pairs = zip(used, used[1:] + used[:1], strict=True)
    await asyncio.gather(*(look(one, other, gate) for one, other in pairs))
    default = await api.get("/conversations")
    assert default["total"] == 0
    assert len((await api.get("/tenants"))["tenants"]) == TENANTS + 1


async def test_the_same_seed_gives_two_tenants_the_same_ids_and_still_nothing_crosses(
    api: Api,
) -> None:
    for id_ in ("a", "b"):
        await api.post("/tenants", {"id": id_, "seed": 9, "settings": {"agentsAct": False}})
    first = await api.of("a").conversation("ann", message={"text": "in a"})
    second = await api.of("b").conversation("ann", message={"text": "in b"})
    assert first == second
    await api.of("a").act(first, "close", by="supervisor")
    shown = (await api.of("b").get(f"/conversations/{second}")).body
    assert (shown["state"], shown["transcript"][0]["text"]) == ("OPEN", "in b")
    token = await api.of("a").token("ann")
    assert (await api.of("b").widget("GET", f"{MESSAGING}/{second}", token)).status == 401


async def test_agents_keys_and_channels_of_tenants_are_their_own(api: Api) -> None:
    for id_ in ("a", "b"):
        await api.post("/tenants", {"id": id_})
    await api.of("a").put("/agents/zoe", {})
    await api.of("a").post("/keys/rotate")
    assert (await api.of("b").get("/agents/zoe")).status == 404
    kids = [{one["kid"] for one in (await api.of(id_).get("/keys"))["keys"]} for id_ in "ab"]
    assert not kids[0] & kids[1]
    assert (len(kids[0]), len(kids[1])) == (2, 1)
