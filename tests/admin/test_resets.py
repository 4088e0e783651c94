"""Tenants put back, whole or in part. Source: docs/admin.md, Tenants."""

from __future__ import annotations

import pytest

from tests.admin.api import Api
from tests.support.server import MESSAGING


@pytest.mark.parametrize("path", ["/reset", "/tenants/default/reset"])
async def test_a_reset_takes_away_what_has_happened(api: Api, path: str) -> None:
    id_ = await api.conversation()
    await api.patch("/settings", {"ring": "1s"})
    await api.put("/agents/zoe", {})
    await api.post("/clock/advance", {"by": "1h"})
    reply = await api.post(path)
    assert (reply.status, reply["conversations"]) == (200, 0)
    assert (await api.get(f"/conversations/{id_}")).status == 404
    assert (await api.get("/settings"))["ring"] == "30s"
    assert (await api.get("/agents/zoe")).status == 404
    assert (await api.get("/clock"))["offset"] == 0


async def test_a_reset_brings_back_the_settings_and_the_clock_that_it_was_made_with(
    api: Api,
) -> None:
    clock = {"at": "2030-01-01T00:00:00Z", "paused": True}
    body = {"id": "a", "settings": {"ring": "7s"}, "clock": clock, "ttl": "1h", "seed": 3}
    made = await api.post("/tenants", body)
    own = api.of("a")
    await own.patch("/settings", {"ring": "9s"})
    await own.post("/clock/advance", {"by": "1d"})
    reset = await own.post("/reset")
    assert reset.body == made.body
    assert (await own.get("/settings"))["ring"] == "7s"
    assert (await own.post("/reset")).body == made.body


async def test_after_a_reset_the_same_ids_come_again(api: Api) -> None:
    first = [await api.conversation(), await api.conversation()]
    await api.post("/reset")
    assert [await api.conversation(), await api.conversation()] == first


async def test_a_reset_keeps_the_signing_key_so_that_open_pages_go_on(api: Api) -> None:
    token = await api.token()
    before = (await api.get("/keys")).body
    for _ in range(3):
        await api.post("/reset")
    assert (await api.get("/keys")).body == before
    assert (await api.widget("GET", MESSAGING, token)).status == 200


async def test_the_journal_alone_is_emptied(api: Api) -> None:
    id_ = await api.conversation()
    assert (await api.post("/reset/journal")).status == 200
    assert (await api.get("/journal"))["entries"] == []
    assert (await api.get(f"/conversations/{id_}")).status == 200


async def test_the_conversations_alone_are_taken_away(people: Api) -> None:
    id_ = await people.conversation()
    await people.act(id_, "offer", agentId="bot-sam")
    reply = await people.post("/reset/conversations")
    assert reply["conversations"] == 0
    assert (await people.get("/conversations"))["conversations"] == []
    assert (await people.get("/agents/bot-sam"))["conversations"] == []
    assert (await people.get("/settings"))["botsAct"] is False
    reply = await people.post("/clock/advance", {"by": "1h"})
    assert not [one for one in reply["fired"] if one["what"].startswith("conversation")]


async def test_after_their_reset_conversations_begin_anew(api: Api) -> None:
    await api.conversation()
    await api.post("/reset/conversations")
    id_ = await api.conversation()
    await api.post("/clock/advance", {"by": "1s"})
    assert (await api.get(f"/conversations/{id_}"))["state"] == "ACTIVE"


async def test_the_clock_alone_returns_to_real_time(api: Api) -> None:
    id_ = await api.conversation()
    await api.post("/clock/advance", {"by": "2m"})
    await api.post("/reset/clock")
    assert (await api.get("/clock"))["offset"] == 0
    assert (await api.get(f"/conversations/{id_}")).status == 200


async def test_faults_may_be_reset_where_there_are_none(api: Api) -> None:
    assert (await api.post("/reset/faults")).status == 200


async def test_an_unknown_part_or_tenant_is_named_with_the_nearest(api: Api) -> None:
    reply = await api.post("/reset/clok")
    assert (reply.refusal, reply["hint"]) == ((404, "not.found"), "Did you mean 'clock'?")
    assert (await api.post("/tenants/nobody/reset")).refusal == (404, "not.found")


async def test_a_reset_takes_no_members(api: Api) -> None:
    reply = await api.post("/reset", {"part": "clock"})
    assert reply.refusal == (400, "unknown.member")


async def test_a_reset_is_told_in_the_journal_of_the_tenant_that_begins(api: Api) -> None:
    await api.post("/reset")
    entries = (await api.get("/journal?kind=admin"))["entries"]
    assert [(one["act"], one["what"]) for one in entries] == [("tenant reset", "all")]


async def test_a_reset_by_another_tenants_admin_api_is_told_in_both_journals(
    api: Api,
) -> None:
    await api.post("/tenants", {"id": "other"})
    await api.post("/tenants/other/reset/conversations")
    for one in (api, api.of("other")):
        entries = (await one.get("/journal?kind=admin"))["entries"]
        assert entries[-1]["what"] == "conversations"
