"""Who may call the admin API. Source: docs/admin.md, Safety."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from mockplatform.admin.guard import hostname
from tests.admin.api import Api
from tests.support.server import Server, serving

BEARER = {"Authorization": "Bearer s3cret"}


@pytest.mark.parametrize("path", ["/__admin/clock", "/__admin/nope", "/t/nope/__admin/clock"])
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil", ""])
async def test_a_host_that_is_none_of_the_servers_is_refused_on_every_path(
    api: Api, host: str, path: str
) -> None:
    reply = await api.call("GET", path, headers={"Host": host})
    assert reply.refusal == (403, "host.refused")
    assert "localhost" in reply["hint"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:80"])
async def test_the_servers_own_names_pass_with_any_port(api: Api, host: str) -> None:
    assert (await api.get("/clock", headers={"Host": host})).status == 200


async def by_target(server: Server, target: str, host: str = "localhost") -> int:
    """Write a request line's target as it is, which clients do not; return the status."""
    place = urlsplit(server.url)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        lines = (f"GET {target} HTTP/1.1", f"Host: {host}", "Connection: close", "", "")
        writer.write("\r\n".join(lines).encode())
        status = (await reader.read()).split(b" ", 2)[1]
        writer.close()
    return int(status)


@pytest.mark.parametrize(
    "authority",
    [
        "evil.example",
        "evil.example:80",
        "EVIL.example",
        "localhost@evil.example",
        "evil.example@localhost",
        "@localhost",
        "localhost.evil.example",
        "[2001:db8::1]",
        "[2001:db8::1]:80",
    ],
)
@pytest.mark.parametrize("path", ["/__admin/version", "/t/default/__admin/version", "/metrics"])
async def test_an_absolute_target_is_judged_like_a_host(
    api: Api, authority: str, path: str
) -> None:
    assert await by_target(api.server, f"http://{authority}{path}") == 403


@pytest.mark.parametrize("authority", ["localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]:80"])
async def test_an_absolute_target_of_the_servers_own_passes(api: Api, authority: str) -> None:
    assert await by_target(api.server, f"http://{authority}/__admin/version") == 200
    assert await by_target(api.server, f"http://{authority}/__admin/version", "evil.example") == 403


async def test_the_name_of_the_public_url_passes() -> None:
    async with serving(public_url="https://mock.example:8443") as server:
        reply = await Api(server).get("/clock", headers={"Host": "mock.example:8443"})
        assert reply.status == 200


async def test_names_that_the_server_was_given_pass() -> None:
    async with serving(hosts=frozenset({"Mock"})) as server:
        assert (await Api(server).get("/clock", headers={"Host": "mock"})).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost.evil.example"])
async def test_a_page_of_another_origin_is_refused(api: Api, origin: str) -> None:
    for method, path in (("GET", "/__admin/clock"), ("POST", "/__admin/reset")):
        reply = await api.call(method, path, headers={"Origin": origin})
        assert reply.refusal == (403, "origin.refused")
        assert not [name for name in reply.headers if name.startswith("Access-Control-")]


async def test_the_same_origin_passes_and_gets_no_cors_headers(api: Api) -> None:
    reply = await api.get("/clock", headers={"Origin": api.server.url})
    assert reply.status == 200
    assert not [name for name in reply.headers if name.startswith("Access-Control-")]


async def test_a_preflight_of_a_browser_is_not_answered_with_leave(api: Api) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Origin": api.server.url}
    reply = await api.call("OPTIONS", "/__admin/reset", headers=asked)
    assert reply.refusal == (405, "method.not.allowed")
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("path", ["/__admin/clock", "/__admin/nope", "/t/nope/__admin/x"])
async def test_with_an_admin_token_nothing_is_told_without_it(path: str) -> None:
    async with serving(admin_token="s3cret") as server:
        api = Api(server)
        reply = await api.call("GET", path)
        assert reply.refusal == (401, "authentication.required")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
        for wrong in ("s3cre", "s3cret2", "S3CRET", "é"):
            reply = await api.call("GET", path, headers={"Authorization": f"Bearer {wrong}"})
            assert reply.refusal == (401, "invalid.token")


async def test_the_admin_token_opens_the_admin_api_and_no_customers_token_does() -> None:
    async with serving(admin_token="s3cret") as server:
        api = Api(server)
        assert (await api.get("/clock", headers=BEARER)).status == 200
        customers = {"Authorization": f"Bearer {await server.token()}"}
        assert (await api.get("/clock", headers=customers)).refusal == (401, "invalid.token")


@pytest.mark.parametrize("path", ["/live", "/ready"])
async def test_health_is_told_to_whoever_asks(path: str) -> None:
    async with serving(admin_token="s3cret") as server:
        assert (await Api(server).get(path, headers={"Host": "10.0.0.7"})).status == 200


async def test_metrics_are_guarded_too() -> None:
    async with serving(admin_token="s3cret") as server:
        reply = await Api(server).call("GET", "/metrics")
        assert reply.refusal == (401, "authentication.required")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_a_form_could_send_is_refused(api: Api, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    more = {"data": b'{"by":"1m"}', "skip_auto_headers": ["Content-Type"]}
    reply = await api.call("POST", "/__admin/clock/advance", headers=headers, **more)
    assert reply.refusal == (415, "unsupported.media.type")


@pytest.mark.parametrize(
    ("authority", "host"),
    [("a:80", "a"), ("[::1]", "::1"), ("a/b", ""), ("u@a", ""), ("@a", ""), ("[", ""), ("", "")],
)
def test_a_host_header_is_an_authority_and_nothing_else(authority: str, host: str) -> None:
    assert hostname(authority) == host
