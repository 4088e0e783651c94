"""A tenant's clock over HTTP. Source: docs/admin.md, Clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.admin.api import Api
from tests.support.server import MESSAGING

NOW = "2023-11-14T22:13:20.000Z"


def whats(reply: Any) -> list[str]:
    return [one["what"] for one in reply["fired"]]


async def test_a_clock_begins_at_real_time_and_says_what_is_next(people: Api) -> None:
    id_ = await people.conversation()
    shown = (await people.get("/clock")).body
    assert (shown["now"], shown["mode"], shown["rate"], shown["offset"]) == (NOW, "running", 1, 0)
    first = shown["nextDeadlines"][0]
    assert first == {"at": "2023-11-14T22:28:20.000Z", "what": "conversation.inactive"} | {
        "subject": id_
    }
    assert "fired" not in shown


async def test_an_advance_moves_by_a_while_or_to_an_instant(api: Api) -> None:
    assert (await api.post("/clock/advance", {"by": "1m"}))["now"] == "2023-11-14T22:14:20.000Z"
    assert (await api.post("/clock/advance", {"by": 30}))["now"] == "2023-11-14T22:14:50.000Z"
    reply = await api.post("/clock/advance", {"to": "2023-11-15T00:00:00+01:00"})
    assert reply["now"] == "2023-11-14T23:00:00.000Z"
    assert (await api.get("/clock"))["offset"] == 2800


async def test_an_advance_tells_in_order_all_that_it_did(api: Api) -> None:
    await api.patch("/settings", {"inactivity": "20m"})
    id_ = await api.conversation(message={"text": "hi"})
    reply = await api.post("/clock/advance", {"by": "31m"})
    told = whats(reply)
    for what in ("bot.accepted", "bot.typed", "bot.said", "conversation.inactive"):
        assert what in told, told
    assert "token.ended" in told
    assert [one["at"] for one in reply["fired"]] == sorted(one["at"] for one in reply["fired"])
    assert reply["firedCount"] == len(told)
    assert (await api.get(f"/conversations/{id_}"))["closeReason"] == "inactivity"


async def test_an_advance_tells_of_people_who_do_not_answer(api: Api) -> None:
    await api.delete("/agents/bot-sam")
    await api.put("/agents/zoe", {})
    await api.conversation()
    reply = await api.post("/clock/advance", {"by": "61s"})
    assert whats(reply) == ["offer.lapsed", "agent.offered"]


async def test_after_half_an_hour_tokens_have_ended_at_the_edge(api: Api) -> None:
    token = await api.token()
    await api.post("/clock/advance", {"by": "30m"})
    reply = await api.widget("GET", MESSAGING, token)
    assert (reply.status, reply["code"]) == (401, "token.expired")


async def test_a_paused_clock_stands_still_until_it_is_resumed(api: Api) -> None:
    wall: Any = api.server.platform.around.wall
    assert (await api.post("/clock/pause"))["mode"] == "paused"
    wall.move(60)
    assert (await api.get("/clock"))["now"] == NOW
    reply = await api.post("/clock/resume", {"rate": 10})
    assert (reply["mode"], reply["rate"]) == ("running", 10)
    wall.move(6)
    assert (await api.get("/clock"))["now"] == "2023-11-14T22:14:20.000Z"
    assert (await api.post("/clock/resume"))["rate"] == 10


async def test_a_pause_at_an_instant_does_what_falls_due_before(people: Api) -> None:
    await people.conversation()
    reply = await people.post("/clock/pause", {"at": "2023-11-14T22:28:20Z"})
    assert (reply["mode"], reply["now"]) == ("paused", "2023-11-14T22:28:20.000Z")
    assert whats(reply) == ["conversation.inactive"]


async def test_a_reset_returns_to_real_time(api: Api) -> None:
    await api.post("/clock/advance", {"by": "1d"})
    await api.post("/clock/pause")
    reply = await api.post("/clock/reset")
    assert (reply["now"], reply["mode"], reply["rate"]) == (NOW, "running", 1)


async def test_a_hair_behind_real_time_is_no_offset(api: Api) -> None:
    await api.post("/clock/reset")
    await api.post("/clock/pause")
    wall: Any = api.server.platform.around.wall
    wall.move(0.0001)
    assert str((await api.get("/clock"))["offset"]) in ("0", "0.0")


async def test_advances_that_come_at_once_add_up(api: Api) -> None:
    await asyncio.gather(*(api.post("/clock/advance", {"by": "1m"}) for _ in range(10)))
    assert (await api.get("/clock"))["offset"] == 600


async def test_an_advance_by_nothing_is_no_step_back(api: Api) -> None:
    reply = await api.post("/clock/advance", {"by": 0})
    assert reply.body == {"now": NOW, "fired": [], "firedCount": 0}


@pytest.mark.parametrize(
    ("path", "body", "code", "words"),
    [
        ("advance", {}, "invalid.value", "`by` or `to`"),
        ("advance", {"by": "1m", "to": NOW}, "invalid.value", "`by` or `to`"),
        ("advance", {"by": "31 minutes"}, "invalid.value", "1h30m"),
        ("advance", {"by": -1}, "invalid.value", "$.by"),
        ("advance", {"by": "99999d"}, "invalid.value", "$.by"),
        ("advance", {"by": True}, "invalid.value", "$.by"),
        ("advance", {"to": "2020-01-01T00:00:00Z"}, "clock.backwards", "forward"),
        ("advance", {"to": "2023-11-15T00:00:00"}, "invalid.value", "offset"),
        ("advance", {"to": "2999-01-01T00:00:00Z"}, "invalid.value", "at once"),
        ("advance", {"for": "1m"}, "unknown.member", "by, to"),
        ("pause", {"at": "2020-01-01T00:00:00Z"}, "clock.backwards", "forward"),
        ("pause", {"att": NOW}, "unknown.member", "'at'"),
        ("resume", {"rate": 0}, "invalid.value", "rate"),
        ("resume", {"rate": "fast"}, "invalid.value", "$.rate"),
        ("reset", {"to": NOW}, "unknown.member", "None is known"),
    ],
)
async def test_a_clock_that_cannot_be_steered_so_stays_as_it_is(
    api: Api, path: str, body: dict[str, Any], code: str, words: str
) -> None:
    reply = await api.post(f"/clock/{path}", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]
    shown = (await api.get("/clock")).body
    assert (shown["now"], shown["mode"], shown["rate"]) == (NOW, "running", 1)


async def test_the_journal_tells_how_the_clock_was_steered(api: Api) -> None:
    await api.post("/clock/advance", {"by": "1m"})
    await api.post("/clock/pause")
    entries = (await api.get("/journal?kind=clock"))["entries"]
    assert [(one["verb"], one["now"]) for one in entries] == [
        ("advance", "2023-11-14T22:14:20.000Z"),
        ("pause", "2023-11-14T22:14:20.000Z"),
    ]


async def test_each_tenant_has_its_own_time(api: Api) -> None:
    await api.post("/tenants", {"id": "a"})
    await api.of("a").post("/clock/advance", {"by": "1h"})
    assert (await api.get("/clock"))["now"] == NOW
