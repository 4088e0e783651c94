"""Files of a chat channel's customers: uploaded, named in a message, fetched again."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from io import BytesIO
from math import inf
from typing import Any

import pytest
from msgspec.json import encode as dumps

from mockplatform.limits import LIMITS
from tests.support.brands import CHANNEL, Brand, brand
from tests.support.chats_cxone import Chat
from tests.support.faulty import fault

Json = dict[str, Any]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def post(shop: Brand, body: Any, **headers: str) -> tuple[int, Json]:
    """Upload a body; return status and answer."""
    url = f"{shop.server.url}/chat/1.0/brand/{shop.tenant.brand_id}/channel/{CHANNEL}/attachment"
    sent = {"Content-Type": "application/json", **headers}
    async with shop.server.http.post(url, data=BytesIO(dumps(body)), headers=sent) as answer:
        return answer.status, await answer.json()


def document(data: bytes = PNG, name: str = "a.png", mime: str = "image/png") -> Json:
    """Return a body as clients write it."""
    return {"content": b64encode(data).decode(), "fileName": name, "mimeType": mime}


async def upload(shop: Brand, data: bytes = PNG, name: str = "a.png") -> str:
    """Upload a file that is taken; return its URL."""
    status, told = await post(shop, document(data, name))
    assert (status, list(told)) == (200, ["fileUrl"]), told
    url: str = told["fileUrl"]
    return url


async def fetch(shop: Brand, url: str) -> tuple[int, bytes, Any]:
    """Return status, body and headers of a download by a page of another origin."""
    async with shop.server.http.get(url, headers={"Origin": "http://shop.example"}) as answer:
        return answer.status, await answer.read(), answer.headers


async def code(shop: Brand, url: str) -> tuple[int, str]:
    """Return how a download is refused."""
    async with shop.server.http.get(url) as answer:
        return answer.status, (await answer.json())["error"]["errorCode"]


async def send(customer: Chat, *urls: str, name: str = "Receipt") -> Json:
    """Send a message that names files; return the frame that answers."""
    named = [{"url": url, "friendlyName": name} for url in urls]
    return await customer.say(attachments=named)


async def test_whoever_has_the_url_of_a_file_fetches_it_from_a_page() -> None:
    async with brand() as shop:
        url = await upload(shop)
        status, data, headers = await fetch(shop, url)
    assert (status, data, headers["Content-Type"]) == (200, PNG, "image/png")
    assert headers["Access-Control-Allow-Origin"] == "http://shop.example"
    assert "a.png" in headers["Content-Disposition"]


async def test_a_file_that_a_message_names_is_told_to_all_of_the_customers_sockets() -> None:
    async with brand() as shop, shop.chat() as robin, shop.chat() as elsewhere:
        url = await upload(shop)
        assert "error" not in await send(robin, url)
        for socket in (robin, elsewhere):
            told = (await socket.push("MessageCreated"))["message"]["attachments"]
            (one,) = told
            assert (one["url"], one["friendlyName"], one["mimeType"]) == (
                url,
                "Receipt",
                "image/png",
            )
            assert one["id"]
            assert one["securedPermanentUrl"] == url
        assert (await fetch(shop, url))[1] == PNG


async def test_a_file_is_the_customers_who_names_it_first() -> None:
    async with brand() as shop, shop.chat() as robin, shop.chat("c-2") as kim:
        url = await upload(shop)
        await send(robin, url)
        refused = (await send(kim, url))["error"]
        assert refused["errorCode"] == "SendingMessageFailed"
        assert refused["errorMessage"].endswith("is another customer's")
        assert "t-1" not in shop.customer("c-2").threads
        assert [one.name for one in shop.customer().files.values()] == ["a.png"]
        assert not shop.customer("c-2").files


async def test_a_file_that_is_named_again_is_told_where_its_client_reaches_it() -> None:
    async with brand() as shop, shop.chat() as robin:
        url = await upload(shop)
        assert url.startswith("http://127.0.0.1:")
        for text in ("Receipt", "Once more"):
            await send(robin, url, name=text)
            said = await robin.push("MessageCreated")
            (told,) = said["message"]["attachments"]
            assert (told["url"], told["friendlyName"]) == (url, text)


async def test_a_file_that_was_sent_stays_when_one_that_was_not_is_too_late() -> None:
    async with brand() as shop, shop.chat() as robin:
        sent, forgotten = await upload(shop), await upload(shop, b"forgotten", "b.png")
        await send(robin, sent)
        await shop.advance(LIMITS.file_upload_s_max + 1)
        assert (await fetch(shop, sent))[:2] == (200, PNG)
        assert await code(shop, forgotten) == (404, "FileGone")
        assert (await send(robin, forgotten))["error"]["errorCode"] == "SendingMessageFailed"


async def test_a_file_that_nobody_names_gives_its_room_back_by_the_clock() -> None:
    """Else two pictures would hold a tenant's room for ever."""
    async with brand() as shop:
        url = await upload(shop)
        await shop.advance(LIMITS.file_upload_s_max - 1)
        assert (await fetch(shop, url))[0] == 200
        prefix = f"{shop.server.url}/t/{shop.id}/__admin/clock"
        async with shop.server.http.get(prefix) as answer:
            due = (await answer.json())["nextDeadlines"]
        assert [one["what"] for one in due] == ["file.forgotten"]
        await shop.advance(1)
        assert (shop.tenant.blobs.taken, len(shop.tenant.shelf)) == (0, 0)
        assert await code(shop, url) == (404, "FileGone")


async def test_a_file_that_waits_is_no_part_of_a_snapshot() -> None:
    async with brand() as shop:
        await upload(shop)
        base = f"{shop.server.url}/t/{shop.id}/__admin"
        async with shop.server.http.post(f"{base}/checkpoints/now") as answer:
            assert answer.ok, await answer.text()
        async with shop.server.http.post(f"{base}/checkpoints/now/rewind") as answer:
            assert answer.ok, await answer.text()
        assert shop.tenant.agenda.earliest == inf
        assert shop.tenant.blobs.taken == 0


async def test_the_largest_file_is_taken_beside_another_one_as_large() -> None:
    """A body without a length is one of the largest until it has come."""
    async with brand(file_size_mb_max=LIMITS.channel_file_mb_max) as shop:
        with shop.tenant.blobs.place(LIMITS.channel_file_mb_max * 1_000_000):
            assert (await post_in_pieces(shop, document()))[0] == 200


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ({"attachments": False}, document()),
        ({"file_types": ("image/jpeg",)}, document()),
        ({"blocked_extensions": (".exe",)}, document(name="a.EXE")),
        ({}, document(b"")),
        ({}, document(name="a/b.png")),
        ({"file_size_mb_max": 1}, document(bytes(1_000_001))),
        ({"file_size_mb_max": 1}, document(bytes(2_000_000))),
    ],
)
async def test_a_file_that_is_not_taken_is_answered_with_what_is(said: Json, given: Json) -> None:
    async with brand(**said) as shop:
        status, told = await post(shop, given)
        assert status == 200
        assert sorted(told) == ["allowedFileSize", "allowedFileTypes", "isAttachmentsEnabled"]
        assert told["allowedFileSize"] == str(said.get("file_size_mb_max", 40))
        assert told["isAttachmentsEnabled"] is said.get("attachments", True)
        assert shop.tenant.blobs.taken == 0


async def test_a_file_as_large_as_may_be_is_taken() -> None:
    async with brand(file_size_mb_max=1) as shop:
        url = await upload(shop, bytes(1_000_000))
        assert len((await fetch(shop, url))[1]) == 1_000_000


@pytest.mark.parametrize("mime", ["", "text/plain;charset=utf-8"])
async def test_a_type_that_browsers_do_not_know_or_say_more_of_is_taken(mime: str) -> None:
    async with brand() as shop:
        _, told = await post(shop, document(mime=mime))
        _, _, headers = await fetch(shop, told["fileUrl"])
    expected = mime.partition(";")[0] or "application/octet-stream"
    assert headers["Content-Type"] == expected


@pytest.mark.parametrize(
    "body", [{}, {"content": "***", "fileName": "a"}, {"content": 1, "fileName": "a"}, []]
)
async def test_what_is_no_upload_is_refused_and_takes_no_room(body: Any) -> None:
    async with brand() as shop:
        status, told = await post(shop, body)
        assert status == 400
        assert told["error"]["errorCode"] in {"InvalidValue", "InvalidJson"}
        assert shop.tenant.blobs.taken == 0


async def test_a_url_that_was_not_handed_out_gives_nothing() -> None:
    async with brand() as shop:
        url = await upload(shop)
        assert await code(shop, url[:-1]) == (403, "Forbidden")
        assert await code(shop, url.partition("?")[0]) == (403, "Forbidden")
        other = url.replace("/attachment/", "/attachment/0")
        assert await code(shop, other) == (404, "FileGone")


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url[:-1],
        lambda url: url.replace(CHANNEL, "chat_other"),
        lambda url: "http://[",
    ],
)
async def test_a_message_names_files_of_its_own_channel_alone(change: Any) -> None:
    async with brand() as shop, shop.chat() as robin:
        url = await upload(shop)
        refused = await send(robin, change(url))
        assert refused["error"]["errorCode"] == "SendingMessageFailed"
        assert await robin.told() == []
        assert not shop.customer().files


async def test_a_message_that_is_refused_leaves_its_file_to_another() -> None:
    async with brand() as shop, shop.chat() as robin:
        url = await upload(shop)
        named = [{"url": url, "friendlyName": "a"}]
        fields = {"customFields": [{"ident": "x", "value": "y" * 20_000}]}
        refused = await robin.say(attachments=named, consumerContact=fields)
        assert "error" in refused
        assert not shop.customer().files
        assert "error" not in await send(robin, url)
        assert len(shop.customer().files) == 1


async def test_a_lost_write_answers_with_a_url_of_nothing() -> None:
    async with brand() as shop:
        where = {"path": "*/attachment"}
        async with fault(shop.server, "lost_write", f"/t/{shop.id}", where=where):
            url = await upload(shop)
        assert await code(shop, url) == (404, "FileGone")
        assert shop.tenant.blobs.taken == 0


async def test_a_customer_with_as_many_files_as_may_be_sends_no_more() -> None:
    async with brand() as shop, shop.chat() as robin:
        for _ in range(LIMITS.session_files_max // 10):
            await send(robin, *[await upload(shop, b"x") for _ in range(10)])
        named = [{"url": await upload(shop, b"y"), "friendlyName": "y"}]
        own = {"customFields": [{"ident": "plan", "value": "free"}]}
        refused = await robin.say(attachments=named, consumer=own)
        assert refused["error"]["errorCode"] == "SendingMessageFailed"
        assert len(shop.customer().files) == LIMITS.session_files_max
        assert not shop.customer().fields


async def test_as_many_files_wait_as_may_and_no_more() -> None:
    async with brand() as shop:
        for _ in range(LIMITS.channel_files_waiting_max):
            await upload(shop, b"x")
        assert (await post(shop, document()))[0] == 429
        await shop.advance(LIMITS.file_upload_s_max + 1)
        await upload(shop)
        assert shop.tenant.blobs.taken == len(PNG)


async def post_in_pieces(shop: Brand, body: Any) -> tuple[int, Json]:
    """Upload a body whose length nobody says; return status and answer."""
    whole = dumps(body)

    async def pieces() -> AsyncIterator[bytes]:
        yield whole[:100]
        yield whole[100:]

    path = f"/chat/1.0/brand/{shop.tenant.brand_id}/channel/{CHANNEL}/attachment"
    async with shop.server.http.post(shop.server.url + path, data=pieces()) as answer:
        return answer.status, await answer.json()


async def test_a_body_without_a_length_is_taken_too() -> None:
    async with brand() as shop:
        _, told = await post_in_pieces(shop, document())
        assert (await fetch(shop, told["fileUrl"]))[1] == PNG


async def test_files_take_no_more_room_than_there_is() -> None:
    async with brand() as shop:
        full = LIMITS.files_per_tenant_bytes_max
        with shop.tenant.blobs.place(full - 100):
            status, told = await post(shop, document())
            assert (status, told["error"]["errorCode"]) == (429, "TooManyRequests")
        await upload(shop)


async def test_a_file_outlives_a_rewind_to_when_it_was_sent_and_no_other() -> None:
    async with brand() as shop, shop.chat() as robin:
        sent = await upload(shop)
        await send(robin, sent)
        point = f"{shop.server.url}/t/{shop.id}/__admin/checkpoints/sent"
        async with shop.server.http.post(point) as answer:
            assert answer.ok, await answer.text()
        waiting = await upload(shop, b"waits", "b.png")
        async with shop.server.http.post(f"{point}/rewind") as answer:
            assert answer.ok, await answer.text()
        assert (await fetch(shop, sent))[:2] == (200, PNG)
        assert await code(shop, waiting) == (404, "FileGone")


async def test_a_file_that_two_name_at_the_same_time_is_served(tmp_path: Any) -> None:
    options = {"store": f"sqlite:///{tmp_path}/a.db"}
    async with brand(server=options) as shop, shop.chat() as robin, shop.chat("c-2") as kim:
        for _ in range(5):
            url = await upload(shop)
            sent = await asyncio.gather(send(robin, url), send(kim, url))
            assert not any("error" in one for one in sent)
            assert (await fetch(shop, url))[:2] == (200, PNG)


async def test_a_lost_write_of_a_message_leaves_its_file_to_the_next() -> None:
    async with brand() as shop, shop.chat() as robin:
        url = await upload(shop)
        where = {"phase": "frame.in", "frame": "SendMessage"}
        async with fault(shop.server, "lost_write", f"/t/{shop.id}", where=where):
            await send(robin, url)
        assert (await fetch(shop, url))[1] == PNG
        await send(robin, url)
        assert len(shop.customer().files) == 1
        assert (await fetch(shop, url))[1] == PNG


async def test_a_restart_loses_the_bytes_and_says_so(tmp_path: Any) -> None:
    options = {"store": f"sqlite:///{tmp_path}/a.db"}
    async with brand(server=options) as shop, shop.chat() as robin:
        sent, waiting = await upload(shop), await upload(shop)
        await send(robin, sent)
        first = shop.server.url
    async with brand(server=options) as shop:
        now = shop.server.url
        assert await code(shop, sent.replace(first, now)) == (404, "FileGone")
        assert await code(shop, waiting.replace(first, now)) == (404, "FileGone")
        assert [one.name for one in shop.customer().files.values()] == ["a.png"]
