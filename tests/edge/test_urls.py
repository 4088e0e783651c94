"""URLs that are handed out lead whoever asked back here. Seen in the discovery document."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest

from tests.support.server import Server, serving

DISCOVERY = "/.well-known/openid-configuration"


async def told(server: Server, *hosts: str, path: str = DISCOVERY, more: str = "") -> str:
    """Return the base that a caller is given who names the server so."""
    place = urlsplit(server.url)
    lines = [f"GET {path} HTTP/1.1", *(f"Host: {host}" for host in hosts), "Connection: close"]
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write("\r\n".join([*lines, *([more] if more else []), "", ""]).encode())
        answer = await reader.read()
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split(b" ", 2)[1] == b"200", answer
    endpoint: str = json.loads(body)["token_endpoint"]
    return endpoint.removesuffix("/oauth/token")


@pytest.mark.parametrize(
    "host",
    ["api.mypurecloud.test", "mock_platform:7070", "127.0.0.1:1", "[::1]:8443", "LOCALHOST"],
)
async def test_a_caller_is_given_the_name_that_he_used(host: str) -> None:
    async with serving() as server:
        assert await told(server, host) == f"http://{host}"


async def test_the_tenants_prefix_stays_in_front_and_is_told_where_only_a_token_did() -> None:
    async with serving() as server:
        shop = await server.add_tenant("shop")
        base = f"http://mock:7070/t/{shop.id}"
        assert await told(server, "mock:7070", path=f"/t/{shop.id}{DISCOVERY}") == base
        bearer = f"Authorization: Bearer {await server.token(tenant=shop)}"
        assert await told(server, "mock:7070", more=bearer) == base
        default = f"/t/default{DISCOVERY}"
        assert await told(server, "mock:7070", path=default) == "http://mock:7070/t/default"


async def test_what_a_proxy_says_is_not_believed() -> None:
    async with serving() as server:
        for more in ("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=https"):
            assert await told(server, "mock:7070", more=more) == "http://mock:7070"


@pytest.mark.parametrize(
    "host",
    ["", "a/b", "user@evil.example", "evil.example/?", "a b", 'x"y', "a:99999999", "[::1", "é"],
)
async def test_a_host_that_is_none_is_not_handed_on(host: str) -> None:
    """Then the server's own address stands there."""
    async with serving(local_url="http://localhost:7070") as server:
        assert await told(server, host) == "http://localhost:7070"


async def test_a_public_url_that_was_told_goes_before_every_name() -> None:
    async with serving(public_url="https://mock.example:8443/") as server:
        assert await told(server, "127.0.0.1:1") == "https://mock.example:8443"
        await server.add_tenant("shop")
        base = "https://mock.example:8443/t/shop"
        assert await told(server, "a", path=f"/t/shop{DISCOVERY}") == base
