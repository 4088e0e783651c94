"""Events that are too large for one frame: told by a URL, and fetched."""

from __future__ import annotations

import json
from typing import Any

from mockplatform.limits import LIMITS
from tests.support.brands import Brand, brand
from tests.support.chats_cxone import Chat
from tests.support.faulty import set_fault

Json = dict[str, Any]
LONG = "x" * 3_000


async def fetch(shop: Brand, url: str) -> Any:
    """Return the JSON that a URL gives to a page of another origin."""
    async with shop.server.http.get(url, headers={"Origin": "http://shop.example"}) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.headers["Access-Control-Allow-Origin"] == "http://shop.example"
        assert answer.content_type == "application/json"
        return await answer.json()


async def code(shop: Brand, url: str) -> tuple[int, str]:
    """Return how a fetch is refused."""
    async with shop.server.http.get(url) as answer:
        return answer.status, (await answer.json())["error"]["errorCode"]


async def large(customer: Chat, of: str) -> Json:
    """Return the next frame that stands for an event of that type."""
    await customer.push("EventInS3", lambda data: data["originEvent"]["eventType"] == of)
    found: Json = next(
        one
        for one in reversed(customer.seen)
        if one["eventType"] == "EventInS3" and one["data"]["originEvent"]["eventType"] == of
    )
    return found


async def test_a_push_over_the_channels_limit_is_fetched_whole() -> None:
    async with brand(event_bytes_max=4_096) as shop, shop.chat() as robin:
        await robin.say("short")
        small = await robin.push("MessageCreated")
        assert small["message"]["messageContent"]["text"] == "short"
        await robin.say(LONG)
        told = await large(robin, "MessageCreated")
        whole = await fetch(shop, told["data"]["s3Object"]["url"])
    assert whole["eventType"] == "MessageCreated"
    assert whole["eventId"] == told["data"]["originEvent"]["eventId"] != told["eventId"]
    assert whole["data"]["message"]["messageContent"]["text"] == LONG
    assert whole["createdAt"] == told["createdAt"]


async def test_a_reply_over_the_limit_names_its_request_where_it_is_fetched() -> None:
    async with brand(event_bytes_max=8_192) as shop, shop.chat() as robin:
        await robin.say(LONG)
        await robin.say(LONG)
        payload = robin.payload("RecoverLivechat", {"thread": {"idOnExternalPlatform": "t-1"}})
        frame = {"action": "chatWindowEvent", "eventId": "request-1", "payload": payload}
        await robin.send(frame)
        told = await large(robin, "LivechatRecovered")
        whole = await fetch(shop, told["data"]["s3Object"]["url"])
    assert whole["eventId"] == "request-1"
    texts = [one["messageContent"]["text"] for one in whole["postback"]["data"]["messages"]]
    assert texts == [LONG, LONG]


async def test_a_frame_up_to_the_limit_goes_as_it_is() -> None:
    async with brand(event_bytes_max=131_072) as shop, shop.chat() as robin:
        await robin.say(LONG)
        told = await robin.push("MessageCreated")
        assert told["message"]["messageContent"]["text"] == LONG
        assert "EventInS3" not in await robin.told()
        assert shop.tenant.blobs.taken == 0


async def test_all_sockets_of_a_customer_are_told_of_one_copy() -> None:
    async with brand(event_bytes_max=4_096) as shop, shop.chat() as one, shop.chat() as other:
        await one.say(LONG)
        first, second = await large(one, "MessageCreated"), await large(other, "MessageCreated")
        assert first == second
        whole = await fetch(shop, first["data"]["s3Object"]["url"])
        assert len(LONG) < shop.tenant.blobs.taken < 2 * len(json.dumps(whole))


async def test_who_has_no_url_of_it_fetches_nothing() -> None:
    async with brand(event_bytes_max=4_096) as shop, shop.chat() as robin:
        await robin.say(LONG)
        url: str = (await large(robin, "MessageCreated"))["data"]["s3Object"]["url"]
        assert await code(shop, url[:-1]) == (403, "Forbidden")
        assert await code(shop, url.replace("/events/", "/events/0")) == (404, "FileGone")


async def test_the_oldest_events_go_where_there_are_too_many() -> None:
    async with brand(event_bytes_max=1_024) as shop, shop.chat() as robin:
        await robin.say("first")
        first = (await large(robin, "MessageCreated"))["data"]["s3Object"]["url"]
        await fetch(shop, first)
        for n in range(LIMITS.large_events_max):
            await robin.say(f"message {n}")
        await robin.beat()
        assert await code(shop, first) == (404, "FileGone")
        assert shop.tenant.blobs.taken <= LIMITS.large_events_bytes_max
        last = robin.seen[-1]["data"]["s3Object"]["url"]
        await fetch(shop, last)


async def test_where_there_is_no_room_a_frame_goes_whole() -> None:
    async with brand(event_bytes_max=4_096) as shop, shop.chat() as robin:
        with shop.tenant.blobs.place(LIMITS.files_per_tenant_bytes_max):
            await robin.say(LONG)
            told = await robin.push("MessageCreated")
        assert told["message"]["messageContent"]["text"] == LONG


async def test_faults_know_a_large_event_by_its_own_name() -> None:
    async with brand(event_bytes_max=4_096) as shop, shop.chat() as robin:
        where = {"phase": "frame.out", "frame": "MessageCreated"}
        await set_fault(shop.server, "duplicate", f"/t/{shop.id}", where=where, what={"times": 2})
        await robin.say(LONG)
        await robin.beat()
        told = [
            one
            for one in robin.seen
            if one["eventType"] == "EventInS3"
            and one["data"]["originEvent"]["eventType"] == "MessageCreated"
        ]
        assert len(told) == 2
        assert told[0] == told[1]
