"""Checkpoints: a tenant's states by name, to go back to as often as one likes.

Source: the admin API's contract, tenants.
"""

from __future__ import annotations

import asyncio
import base64
import random
from pathlib import Path

import pytest

from mockplatform.limits import LIMITS
from mockplatform.snapshots.kept import Checkpoint
from tests.admin.api import Api
from tests.support.server import MESSAGING, serving


async def test_a_checkpoint_is_made_listed_replaced_and_taken_away(api: Api) -> None:
    """201 for a new name, 200 where it replaces."""
    await api.post("/clock/pause")
    assert (await api.post("/checkpoints/a")).status == 201
    await api.server.conversation(await api.server.token())
    assert (await api.post("/checkpoints/b")).headers["Location"] == "/__admin/checkpoints/b"
    assert [one["conversations"] for one in (await api.get("/checkpoints"))["checkpoints"]] == [
        0,
        1,
    ]
    again = await api.post("/checkpoints/a")
    assert (again.status, again["conversations"]) == (200, 1)
    assert [one["name"] for one in (await api.get("/checkpoints"))["checkpoints"]] == ["b", "a"]
    assert (await api.delete("/checkpoints/b")).status == 204
    assert (await api.delete("/checkpoints/b")).refusal == (404, "not.found")
    assert (await api.post("/checkpoints/b/rewind")).refusal == (404, "not.found")


async def test_a_rewind_takes_back_what_happened_since(api: Api) -> None:
    """Conversations, settings, agents, faults, the clock."""
    await api.post("/clock/pause")
    await api.post("/checkpoints/start")
    token = await api.server.token()
    id_ = await api.server.conversation(token)
    await api.patch("/settings", {"ring": "7s"})
    await api.post("/faults", {"what": {"kind": "status"}})
    await api.delete("/agents/ana")
    before = (await api.get("/clock"))["now"]
    await api.post("/clock/advance", {"by": "1h"})
    reply = await api.post("/checkpoints/start/rewind")
    assert (reply.status, reply["conversations"], reply["now"]) == (200, 0, before)
    assert (await api.get(f"/conversations/{id_}")).status == 404
    assert (await api.get("/faults"))["faults"] == []
    assert (await api.get("/agents/ana")).status == 200
    headers = {"Authorization": f"Bearer {token}"}
    answer = await api.call("GET", f"{MESSAGING}/{id_}", headers=headers)
    assert answer.status == 404  # the token is still good: its family's id will come again


async def test_checkpoints_survive_rewinds_and_resets(api: Api) -> None:
    """But not the tenant."""
    await api.post("/checkpoints/first")
    await api.server.conversation(await api.server.token())
    await api.post("/checkpoints/second")
    await api.post("/checkpoints/first/rewind")
    await api.post("/reset")
    assert (await api.post("/checkpoints/second/rewind"))["conversations"] == 1
    await api.post("/tenants", {"id": "other"})
    assert (await api.of("other").get("/checkpoints"))["checkpoints"] == []
    await api.of("other").post("/checkpoints/mine")
    await api.delete("/tenants/other")
    await api.post("/tenants", {"id": "other"})
    assert (await api.of("other").get("/checkpoints"))["checkpoints"] == []


async def test_their_number_and_names_are_bounded(api: Api) -> None:
    """A new one over the limit is refused; a known one is replaced."""
    for number in range(LIMITS.checkpoints_per_tenant_max):
        assert (await api.post(f"/checkpoints/c{number}")).status == 201
    assert (await api.post("/checkpoints/more")).refusal == (429, "too.many.requests")
    assert (await api.post("/checkpoints/c0")).status == 200
    assert (await api.post(f"/checkpoints/{'x' * 65}")).refusal == (400, "invalid.value")


async def fill(api: Api, size: int, *, packs: bool) -> None:
    """Give the tenant so many bytes of context documents, which are easily packed or not."""
    luck, each = random.Random(1), 250_000  # noqa: S311 - the same bytes in each run
    for number in range(size // each):
        text = "x" * each if packs else base64.b64encode(luck.randbytes(each * 3 // 4)).decode()
        token = await api.server.token(f"user-{number}")
        path = f"/api/v2/widget-context/ctx_user-{number}"
        assert (await api.widget("PUT", path, token, {"a": text})).status < 300


async def test_the_bytes_of_a_tenants_checkpoints_are_bounded(api: Api) -> None:
    """What would be too much is refused with the next step; to replace one takes no more room."""
    await fill(api, LIMITS.checkpoints_per_tenant_bytes_max // 2, packs=False)
    assert (await api.post("/checkpoints/a")).status == 201
    assert (await api.post("/checkpoints/b")).status == 201
    refused = await api.post("/checkpoints/c")
    assert refused.refusal == (429, "too.many.requests")
    assert "DELETE /__admin/checkpoints" in refused["hint"]
    assert (await api.post("/checkpoints/a")).status == 200
    assert (await api.post("/checkpoints/a/rewind")).status == 200


async def test_the_bytes_of_all_tenants_checkpoints_are_bounded(api: Api) -> None:
    """One tenant's checkpoints leave no more room to the others than there is."""
    other = await api.server.add_tenant("other")
    packed = bytes(LIMITS.checkpoints_bytes_max)
    other.checkpoints["large"] = Checkpoint(packed, at=0.0, conversations=0, events=0)
    refused = await api.post("/checkpoints/a")
    assert refused.refusal == (429, "too.many.requests")
    assert "Other tenants" in refused["hint"]
    assert (await api.of("other").delete("/checkpoints/large")).status == 204
    assert (await api.post("/checkpoints/a")).status == 201


async def test_what_is_too_large_for_a_snapshot_is_no_checkpoint(api: Api) -> None:
    """Though it is small when packed: it could not be put back."""
    await fill(api, LIMITS.snapshot_bytes_max + 250_000, packs=True)
    assert (await api.get("/snapshot")).refusal == (413, "payload.too.large")
    assert (await api.post("/checkpoints/a")).refusal == (413, "payload.too.large")
    assert (await api.get("/checkpoints"))["checkpoints"] == []


@pytest.mark.parametrize("store", ["memory", "sqlite"])
async def test_calls_at_once_end_in_the_old_tenant_or_in_the_new(
    store: str, tmp_path: Path
) -> None:
    """Never half: what was acknowledged is there, or was rewound whole."""
    url = "memory" if store == "memory" else f"sqlite:///{tmp_path}/file.db"
    async with serving(store=url) as server:
        api = Api(server)
        token = await server.token()
        headers = {"Authorization": f"Bearer {token}"}
        id_ = await server.conversation(token)
        path = f"{MESSAGING}/{id_}/messages"
        await api.post("/checkpoints/start")
        base = server.tenant.conversations[id_].version

        async def say(number: int) -> int:
            body = {"text": str(number), "clientMessageId": str(number)}
            return (await api.call("POST", path, body, headers=headers)).status

        async def look() -> int:
            return (await api.call("GET", path, headers=headers)).status

        async def rewind() -> int:
            return (await api.post("/checkpoints/start/rewind")).status

        calls = [
            rewind() if number % 10 == 9 else look() if number % 2 else say(number)
            for number in range(80)
        ]
        statuses = await asyncio.gather(*calls)
        assert set(statuses) <= {200, 201, 503}
        listed = await api.call("GET", path, headers=headers)
        kept = server.tenant.conversations[id_]
        events = await server.platform.service.events(server.tenant, "conversation", id_)
        assert kept.version == len(events) >= base
        assert len(listed["entities"]) == kept.message_count
        await rewind()
        assert server.tenant.conversations[id_].version == base
