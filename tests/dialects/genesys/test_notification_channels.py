"""Notification channels by HTTP: whose they are, what they may tell, how many, for how long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from mockplatform.core.configuration import Agent
from mockplatform.core.tenancy import PutAgent
from mockplatform.limits import LIMITS
from tests.support.notified import CHANNELS, open_channel, subscribe
from tests.support.server import Server, serving
from tests.support.staff import Staff, staff_token

OWN = "v2.users.ana.conversations.messages"
QUEUE = "v2.routing.queues.general.conversations.messages"
DAY_S = 86_400.0
LONG = {"accessTokenLife": "30d"}


async def status_of(staff: Staff, id_: str) -> int:
    """Return what HEAD says of a channel."""
    return (await staff.call("HEAD", f"{CHANNELS}/{id_}"))[0]


async def topics_of(staff: Staff, id_: str) -> list[str]:
    """Return what a channel tells."""
    found = await staff.get(f"{CHANNELS}/{id_}/subscriptions")
    return [one["id"] for one in found["entities"]]


@pytest.mark.parametrize("body", [b"", b"null", b"{}"])
async def test_a_channel_is_opened_without_a_body_worth_the_name(body: bytes) -> None:
    """[R] the Python SDK sends `null`, the JavaScript SDK nothing."""
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        headers = {"Authorization": f"Bearer {staff.token}", "Content-Type": "application/json"}
        url = f"{server.url}/api/v2{CHANNELS}"
        async with server.http.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200
            channel = await answer.json()
        assert channel["connectUri"] == f"{server.ws_url}/channels/{channel['id']}"
        assert channel["expires"] == "2023-11-15T22:13:20.000Z"
        assert await status_of(staff, channel["id"]) == 200
        assert await staff.get(CHANNELS) == {"entities": [channel]}


async def test_a_channel_is_its_user_s_in_that_application_alone() -> None:
    async with serving() as server:
        ana, ben = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        again = await Staff.of(server, "ana")
        id_ = (await open_channel(ana))["id"]
        assert await status_of(ben, id_) == await status_of(ana, "streaming-0-0") == 404
        assert (await ben.call("PUT", f"{CHANNELS}/{id_}/subscriptions", []))[0] == 404
        assert await status_of(again, id_) == 200
        assert (await again.get(CHANNELS))["entities"] == []
        everything = await again.get(f"{CHANNELS}?includechannels=oauthclient")
        assert [one["id"] for one in everything["entities"]] == [id_]
        assert (await again.call("GET", f"{CHANNELS}?includechannels=mine"))[0] == 400


async def test_subscriptions_are_replaced_added_and_cleared() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        (entity,) = await subscribe(staff, id_, OWN)
        assert (entity["id"], entity["state"]) == (OWN, "Permitted")
        await subscribe(staff, id_, QUEUE, method="POST")
        assert await topics_of(staff, id_) == [OWN, QUEUE]
        await subscribe(staff, id_, QUEUE)
        assert await topics_of(staff, id_) == [QUEUE]
        assert (await staff.call("DELETE", f"{CHANNELS}/{id_}/subscriptions"))[0] == 204
        assert await topics_of(staff, id_) == []


@pytest.mark.parametrize(
    ("topic", "why"),
    [
        ("v2.users.ben.presence", "another user's"),
        ("v2.users.ana.station", "No such topic"),
        ("v2.users.ana?presence&station", "No such topic"),
        ("v2.users.?presence", "No such topic"),
        ("v2.users..presence", "No such topic"),
        ("v2.routing.queues.nowhere.conversations.messages", "No queue 'nowhere'"),
        ("v2.routing.queues.general.presence", "No such topic"),
        ("", "No such topic"),
        ("v2.users." + "a" * 600 + ".presence", "No such topic"),
    ],
)
async def test_what_is_not_permitted_keeps_all_back_unless_errors_are_ignored(
    topic: str, why: str
) -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        path = f"{CHANNELS}/{id_}/subscriptions"
        body = [{"id": OWN}, {"id": topic}]
        status, refusal, _ = await staff.call("PUT", path, body)
        assert (status, refusal["code"]) == (403, "not.authorized")
        assert why in refusal["message"]
        assert await topics_of(staff, id_) == []
        status, found, _ = await staff.call("PUT", f"{path}?ignoreErrors=true", body)
        own, other = found["entities"]
        assert (status, own["state"], other["state"]) == (200, "Permitted", "Rejected")
        assert why in other["rejectionReason"]
        assert await topics_of(staff, id_) == [OWN]


async def test_a_client_without_a_user_may_have_the_topics_of_users_that_there_are() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        id_ = (await open_channel(staff))["id"]
        combined = "v2.users.ben?conversations.messages&conversations.inbound.typing.event"
        assert len(await subscribe(staff, id_, OWN, combined, QUEUE)) == 3
        body = [{"id": "v2.users.nobody.conversations.messages"}]
        status, refusal, _ = await staff.call("PUT", f"{CHANNELS}/{id_}/subscriptions", body)
        assert (status, "No user 'nobody'" in refusal["message"]) == (403, True)


@pytest.mark.parametrize("body", ["{}", '["a"]', '[{"id":1}]', "[{}]", "[", "\xff"])
async def test_subscriptions_that_are_none_are_refused_and_change_nothing(body: str) -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        await subscribe(staff, id_, OWN)
        headers = {"Authorization": f"Bearer {staff.token}", "Content-Type": "application/json"}
        url = f"{server.url}/api/v2{CHANNELS}/{id_}/subscriptions"
        async with server.http.put(url, data=body.encode("latin-1"), headers=headers) as answer:
            assert answer.status == 400
        assert await topics_of(staff, id_) == [OWN]


async def test_the_1001st_topic_is_refused_and_none_of_them_is_taken() -> None:
    """Source: Genesys developer forum (1,000 topics)."""
    async with serving() as server:
        staff = await Staff.of(server, "automation")
        names = ("conversations", "conversations.messages", "conversations.inbound.typing.event")
        most = LIMITS.feed_topics_max
        users = [f"a{n}" for n in range(most // len(names) + 1)]
        for id_ in users:
            put = PutAgent(agent=Agent(id=id_, present=False))
            await server.platform.service.execute(server.tenant, "tenant", "tenant", put)
        topics = [f"v2.users.{id_}.{name}" for id_ in users for name in names]
        id_ = (await open_channel(staff))["id"]
        assert len(await subscribe(staff, id_, *topics[:most])) == most
        body = [{"id": topics[most]}]
        status, refusal, _ = await staff.call("POST", f"{CHANNELS}/{id_}/subscriptions", body)
        assert (status, refusal["code"]) == (400, "bad.request")
        assert await topics_of(staff, id_) == topics[:most]


async def test_topics_are_counted_before_they_are_judged_and_few_are_named() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        path = f"{CHANNELS}/{(await open_channel(staff))['id']}/subscriptions"
        strange = [{"id": f"strange.{n}"} for n in range(LIMITS.feed_topics_max)]
        for query in ("", "?ignoreErrors=true"):
            body = [*strange, {"id": OWN}]
            status, refusal, _ = await staff.call("PUT", path + query, body)
            assert (status, refusal["code"]) == (400, "bad.request")
        status, refusal, _ = await staff.call("PUT", path, strange)
        assert (status, refusal["code"]) == (403, "not.authorized")
        assert "and 997 more" in refusal["message"]
        assert len(refusal["details"]) == 20


async def test_the_21st_channel_takes_the_place_of_the_longest_unused_without_a_socket() -> None:
    """Source: Genesys developer forum (20 channels for each user and application)."""
    async with serving(settings=LONG) as server:
        staff, other = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        theirs = (await open_channel(other))["id"]
        channels = []
        for _ in range(LIMITS.feeds_per_owner_max):
            channels.append(await open_channel(staff))
            await server.advance(1)
        ids = [one["id"] for one in channels]
        async with connect(channels[0]["connectUri"]):
            await subscribe(staff, ids[1], OWN)
            await open_channel(staff)
            statuses = [await status_of(staff, id_) for id_ in ids]
        assert [id_ for id_, status in zip(ids, statuses, strict=True) if status == 404] == [ids[2]]
        assert len((await staff.get(CHANNELS))["entities"]) == LIMITS.feeds_per_owner_max
        assert await status_of(other, theirs) == 200


async def test_a_channel_lives_a_day_after_its_topics_were_set_last() -> None:
    async with serving(settings=LONG) as server:
        staff = await Staff.of(server, "ana")
        one, two = await open_channel(staff), await open_channel(staff)
        await server.advance(DAY_S - 1)
        await subscribe(staff, two["id"], OWN, method="POST")
        await server.advance(1)
        assert await status_of(staff, one["id"]) == 404
        (left,) = (await staff.get(CHANNELS))["entities"]
        assert (left["id"], left["expires"]) == (two["id"], "2023-11-16T22:13:19.000Z")
        await server.advance(DAY_S)
        assert (server.tenant.feeds, server.tenant.feeds_of) == ({}, {})


async def test_a_channel_does_not_outlive_its_token() -> None:
    async with serving() as server:
        staff, other = await Staff.of(server, "ana"), await Staff.of(server, "ana")
        id_ = (await open_channel(staff))["id"]
        await server.platform.tokens.revoke(server.tenant, staff.token)
        assert await status_of(other, id_) == 404
        id_ = (await open_channel(other))["id"]
        await server.advance(1800)
        assert await status_of(await Staff.of(server, "ana"), id_) == 404


async def test_the_topics_that_there_are_are_told_with_what_is_asked_for() -> None:
    async with serving() as server:
        staff = await Staff.of(server, "ana")
        plain = (await staff.get("/notifications/availabletopics"))["entities"]
        assert {"id": "v2.users.{id}.conversations.messages"} in plain
        query = "?expand=description,topicParameters&includePreview=true"
        shown = (await staff.get(f"/notifications/availabletopics{query}"))["entities"]
        assert [one["id"] for one in shown] == [one["id"] for one in plain]
        assert set(shown[0]) == {"id", "description", "topicParameters"}


async def test_a_channel_that_is_none_refuses_its_socket() -> None:
    async with serving() as server:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"{server.ws_url}/channels/streaming-0-0123456789abcdef"):
                pass
        assert refused.value.response.status_code == 404
        async with server.http.get(f"{server.url}/channels/streaming-0-0") as answer:
            assert (answer.status, (await answer.json())["code"]) == (426, "bad.request")


async def test_the_secret_of_a_channel_stands_in_no_journal_and_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(log_requests=True) as server:
        staff = await Staff.of(server, "ana")
        channel = await open_channel(staff)
        id_ = channel["id"]
        await subscribe(staff, id_, OWN)
        async with connect(channel["connectUri"]):
            pass
        await staff.call("PATCH", f"{CHANNELS}/{id_}", {})
        kept = json.dumps([entry.render() for entry in server.tenant.journal.behind(0)])
        assert id_ not in kept
        assert f"/channels/streaming-…{id_[-6:]}" in paths(server)
        assert id_ not in "".join(str(vars(record)) for record in caplog.records)


def paths(server: Server) -> list[Any]:
    """Return the paths that the journal tells."""
    lines = [entry.render() for entry in server.tenant.journal.behind(0)]
    return [line["path"] for line in lines if "path" in line]


async def test_another_tenant_s_channel_is_reached_under_its_prefix() -> None:
    async with serving() as server:
        tenant = await server.add_tenant("acme")
        token = await staff_token(server, "ana", tenant=tenant)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{server.url}/t/acme/api/v2{CHANNELS}"
        async with server.http.post(url, json={}, headers=headers) as answer:
            channel = await answer.json()
        assert channel["connectUri"].startswith(f"{server.ws_url}/t/acme/channels/")
        async with connect(channel["connectUri"]):
            assert len(tenant.listeners) == 1
