"""Transfers: an agent's participant is replaced by a queue or by another agent.

Source: [M] TransferRequest, TransferToQueueRequest, TransferToAgentRequest.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.support.duty import Desk, desk


async def replace(it: Desk, id_: str, place: str, body: Any, by: str = "ana") -> tuple[int, Any]:
    """Call `replace` for the last agent; return status and body."""
    path = f"{(await it.path(id_)).replace('/messages/', '/')}/replace{place}"
    status, told, _ = await it.of(by).call("POST", path, body)
    return status, told


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("", {"queueId": "care-team"}),
        ("/queue", {"queueId": "care-team", "transferType": "Unattended"}),
        ("/queue", {"queueName": "Care team"}),
    ],
)
async def test_a_queue_takes_over_and_the_agent_is_gone(place: str, body: Any) -> None:
    async with desk() as it:
        id_ = await it.talking()
        assert await replace(it, id_, place, body) == (204, None)
        participants = (await it.view(id_))["participants"]
        assert [(one["purpose"], one["state"]) for one in participants][2:] == [
            ("agent", "disconnected"),
            ("acd", "connected"),
        ]
        assert participants[2]["disconnectType"] == "transfer"
        assert participants[3]["queue"]["id"] == "care-team"
        await it.offer(id_, "ben")
        assert (await it.patch(id_, {"state": "connected"}, by="ben"))[0] == 204
        assert (await it.last(id_))["user"]["id"] == "ben"


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("", {"userId": "ben"}),
        ("/agent", {"userId": "ben"}),
        ("/agent", {"userName": "Ben Okafor"}),
    ],
)
async def test_another_agent_is_alerted_though_he_is_away(place: str, body: Any) -> None:
    async with desk() as it:
        id_ = await it.talking()
        assert await replace(it, id_, place, body) == (204, None)
        agent = await it.last(id_)
        assert (agent["user"]["id"], agent["state"]) == ("ben", "alerting")
        assert agent["queue"]["id"] == "general"
        await it.server.advance(31, it.tenant)
        assert (await it.last(id_))["disconnectType"] == "transfer.noanswer"
        assert (await it.last(id_, "acd"))["state"] == "connected"


async def test_the_call_on_messages_does_the_same() -> None:
    async with desk() as it:
        id_ = await it.talking()
        path = await it.path(id_) + "/replace"
        assert (await it.ana.call("POST", path, {"queueId": "billing"}))[0] == 204


@pytest.mark.parametrize(
    ("place", "body", "field"),
    [
        ("", {}, "$"),
        ("", {"address": "sip:x"}, "$"),
        ("/queue", {"queueId": "care"}, "queueId"),
        ("/queue", None, "queueId"),
        ("/agent", {"userId": "nobody"}, "userId"),
    ],
)
async def test_a_transfer_to_nobody_changes_nothing(place: str, body: Any, field: str) -> None:
    async with desk() as it:
        id_ = await it.talking()
        status, told = await replace(it, id_, place, body)
        assert (status, told["details"][0]["fieldName"]) == (400, field)
        assert (await it.last(id_))["state"] == "connected"


async def test_only_an_agent_who_is_connected_hands_over_and_only_himself() -> None:
    async with desk() as it:
        id_ = await it.ringing()
        assert (await replace(it, id_, "/queue", {"queueId": "billing"}))[0] == 400
        await it.patch(id_, {"state": "connected"})
        assert (await replace(it, id_, "/queue", {"queueId": "billing"}, by="ben"))[0] == 403
        assert (await replace(it, id_, "/queue", {"queueId": "billing"}, by="client"))[0] == 204


async def test_a_transfer_to_oneself_is_refused_and_changes_nothing() -> None:
    async with desk() as it:
        id_ = await it.talking()
        status, told = await replace(it, id_, "/agent", {"userId": "ana"})
        assert (status, told["details"][0]["fieldName"]) == (400, "userId")
        assert (await it.last(id_))["state"] == "connected"


async def test_nobody_comes_between_an_agent_and_the_one_he_names() -> None:
    async with desk() as it:
        id_ = await it.talking()
        url = f"{it.base}/__admin/conversations/{id_}/agent/offer"

        async def interfere() -> int:
            async with it.server.http.post(url, json={"agentId": "ana"}) as answer:
                return answer.status

        handed, *others = await asyncio.gather(
            replace(it, id_, "/agent", {"userId": "ben"}), *(interfere() for _ in range(20))
        )
        assert handed == (204, None)
        assert set(others) == {409}
        agent = await it.last(id_)
        assert (agent["user"]["id"], agent["state"]) == ("ben", "alerting")
