"""What NICE's own web SDK 2.2.0 reads over HTTP: the channel, files, events that are too large."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.sdk.cxone import SdkError, pages
from tests.sdk.cxone_shop import at
from tests.support.brands import CHANNEL, brand
from tests.support.faulty import fault

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def test_the_sdk_reads_the_channel_and_whether_somebody_is_there() -> None:
    said: dict[str, Any] = {"available": "offline", "translations": {"title": "Ask us"}}
    async with brand(**said) as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        told = await page.sdk("getChannelInfo")
        assert (told["id"], told["isLiveChat"]) == (CHANNEL, True)
        assert told["translations"] == {"title": "Ask us"}
        assert told["settings"]["fileRestrictions"]["allowedFileSize"] == "40"
        assert await page.sdk("getChannelAvailability") == {"status": "offline"}


async def test_the_sdk_is_told_that_it_is_too_old() -> None:
    async with brand() as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        what = {"status": 400, "code": "SdkVersionNotSupported"}
        where = {"path": f"/chat/1.0/brand/*/channel/{CHANNEL}"}
        async with fault(shop.server, "status", f"/t/{shop.id}", where=where, what=what):
            with pytest.raises(SdkError) as refused:
                await page.sdk("getChannelInfo")
        assert refused.value.name == "SdkVersionNotSupported"
        assert (await page.sdk("getChannelInfo"))["id"] == CHANNEL


async def test_a_file_is_uploaded_sent_and_fetched_by_the_page() -> None:
    async with brand() as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        assert await page.sdk("connect") is True
        await page.attach("t-1", "receipt.png", "image/png", PNG)
        (told,) = (await page.event("MessageCreated"))["message"]["attachments"]
        assert (told["friendlyName"], told["mimeType"]) == ("receipt.png", "image/png")
        status, data, readers = await page.fetch(told["url"])
        assert (status, data, readers) == (200, PNG, "http://shop.example")
        assert [one.name for one in shop.customer().files.values()] == ["receipt.png"]
        assert page.errors == []


async def test_a_file_that_is_refused_is_an_upload_error_that_says_what_is_taken() -> None:
    said: dict[str, Any] = {"file_types": ("image/jpeg",), "file_size_mb_max": 3}
    async with brand(**said) as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        await page.sdk("connect")
        with pytest.raises(SdkError) as refused:
            await page.attach("t-1", "receipt.png", "image/png", PNG)
        assert "Upload attachment failed" in str(refused.value)
        assert refused.value.data["allowedFileSize"] == "3"
        assert refused.value.data["allowedFileTypes"][0]["mimeType"] == "image/jpeg"
        assert not shop.customer().threads


async def test_a_push_and_a_recover_that_are_too_large_come_by_their_urls() -> None:
    words = b64encode(PNG * 15).decode()
    async with brand(event_bytes_max=8_192) as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        await page.sdk("connect")
        await page.thread("t-1", "startChat", words)
        said = await page.event("MessageCreated")
        assert said["message"]["messageContent"]["text"] == words
        recovered = await page.thread("t-1", "recover")
        assert recovered["messages"][0]["messageContent"]["text"] == words
        large = [one for one in page.raw if one.get("eventType") == "EventInS3"]
        assert [one["data"]["originEvent"]["eventType"] for one in large] == [
            "MessageCreated",
            "LivechatRecovered",
        ]
        assert page.errors == []


async def test_the_sdk_gets_a_token_for_http() -> None:
    async with brand() as shop, pages() as open_page:
        page = await at(open_page, shop, isLivechat=True)
        await page.sdk("connect")
        await page.thread("t-1", "startChat", "Hello")
        told = await page.sdk("generateAuthorizationToken", "t-1", "http://shop.example/")
        assert told["token"]
