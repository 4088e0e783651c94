"""What a page of another origin may read: all that its SDK asks, with cookies, refusals too.

Source: [C] nice-cxone-chat-web-sdk 2.2.0: every call is preflighted by its headers, and the token's
goes with credentials, for which no `*` holds.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.support.brands import Brand, brand
from tests.support.faulty import set_fault
from tests.support.tokens_cxone import named

ORIGIN = "http://shop.example"
HEADERS = "accept,content-type,x-caller-service-id,x-sdk-platform,x-sdk-version"
SDK = {
    "Origin": ORIGIN,
    "Accept": "application/json",
    "Content-Type": "application/json",
    "X-Caller-Service-ID": "tests",
    "x-sdk-platform": "web",
    "x-sdk-version": "2.2.0",
}
TOKEN = "/oauth/token?brandId={brand}&channelId=chat_shop&visitorId="
INFO = "/chat/1.0/brand/{brand}/channel/chat_shop"
FILE = {"content": base64.b64encode(b"x").decode(), "fileName": "a.txt", "mimeType": "text/plain"}
CALLS: list[tuple[str, str, Any, int]] = [
    ("POST", TOKEN, named("c-1"), 200),
    ("POST", TOKEN, {}, 200),
    ("POST", TOKEN, "[", 400),
    ("POST", TOKEN.replace("chat_shop", "chat_x"), {}, 403),
    ("POST", TOKEN, {"thirdParty": {}}, 403),
    ("GET", INFO, None, 200),
    ("GET", INFO.replace("chat_shop", "chat_x"), None, 404),
    ("GET", f"{INFO}/availability", None, 200),
    ("GET", f"{INFO}/nothing", None, 404),
    ("POST", f"{INFO}/attachment", FILE, 200),
    ("POST", f"{INFO}/attachment", {}, 400),
]


def url_of(shop: Brand, path: str) -> str:
    """Return where a page asks, which knows the brand and no tenant."""
    return shop.server.url + path.format(brand=shop.tenant.brand_id)


def is_open(headers: Any) -> bool:
    """Whether the page's own origin, and its cookies, are named."""
    told = headers.getall("Access-Control-Allow-Origin", [])
    return (told, headers.get("Access-Control-Allow-Credentials")) == ([ORIGIN], "true")


@pytest.mark.parametrize(("method", "path", "body", "status"), CALLS)
async def test_a_page_may_ask_and_read_what_it_is_told(
    method: str, path: str, body: Any, status: int
) -> None:
    async with brand() as shop:
        url = url_of(shop, path)
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": HEADERS,
        }
        async with shop.server.http.options(url, headers=asked) as answer:
            assert (answer.status, is_open(answer.headers)) == (204, True)
            assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
            assert answer.headers["Access-Control-Allow-Headers"] == HEADERS
            assert "Origin" in answer.headers["Vary"]
        sent = {"data": body} if isinstance(body, str) else {"json": body} if body else {}
        if body == {}:
            sent = {"data": "{}"}
        async with shop.server.http.request(method, url, headers=SDK, **sent) as answer:
            assert (answer.status, is_open(answer.headers)) == (status, True)
            assert "Origin" in answer.headers["Vary"]


async def test_a_file_can_be_read_by_a_page() -> None:
    async with brand() as shop:
        url = url_of(shop, f"{INFO}/attachment")
        async with shop.server.http.post(url, headers=SDK, json=FILE) as answer:
            found = (await answer.json())["fileUrl"]
        async with shop.server.http.get(found, headers={"Origin": ORIGIN}) as answer:
            assert (answer.status, is_open(answer.headers)) == (200, True)
            assert await answer.read() == b"x"


@pytest.mark.parametrize("phase", ["edge", "token", "reply"])
async def test_what_a_fault_answers_can_be_read_too(phase: str) -> None:
    async with brand() as shop:
        where, what = {"phase": phase}, {"status": 503}
        await set_fault(shop.server, "status", f"/t/{shop.id}", where=where, what=what)
        url = url_of(shop, TOKEN)
        async with shop.server.http.post(url, headers=SDK, json=named("c")) as answer:
            assert (answer.status, is_open(answer.headers)) == (503, True)


async def test_a_socket_opens_for_any_origin() -> None:
    async with brand() as shop, shop.chat(origin=ORIGIN) as robin:
        assert await robin.told() == []
