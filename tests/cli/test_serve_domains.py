"""`--tls-domain`: the names of a region on one port, by a certificate that clients can check.

Source: docs/cli.md, serve. The clients resolve the names to loopback themselves, as /etc/hosts
would have it.
"""

from __future__ import annotations

import json
import shutil
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from websockets.asyncio.client import connect

from mockplatform.server import MockPlatform
from tests.support.waiting import program, run

DOMAIN = "mock.example"
NAMES = [f"{word}.{DOMAIN}" for word in ("api", "login", "webmessaging", "api-cdn", "apps")]
NAMES += [f"streaming.{DOMAIN}", DOMAIN]


class ToLoopback(AbstractResolver):
    """Leads every name here, as a line of /etc/hosts does."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """There is nothing to close."""


@pytest.fixture
def platform() -> Iterator[MockPlatform]:
    """A platform that answers by the names of a domain."""
    with MockPlatform.start(tls_domains=[DOMAIN], seed=1) as running:
        yield running
    shutil.rmtree(Path(running.ready.ca_file).parent)


def trusting(platform: MockPlatform) -> ssl.SSLContext:
    """Return a context that trusts the platform's authority alone, and checks names."""
    context = ssl.create_default_context(cafile=platform.ready.ca_file)
    assert context.check_hostname
    return context


def client(platform: MockPlatform) -> aiohttp.ClientSession:
    """Return a client that finds every name here and checks its certificate."""
    connector = aiohttp.TCPConnector(ssl=trusting(platform), resolver=ToLoopback())
    return aiohttp.ClientSession(connector=connector)


async def test_every_name_of_the_domain_is_served_alike(platform: MockPlatform) -> None:
    port = urlsplit(platform.ready.listen[0]).port
    async with client(platform) as http:
        for name in (*NAMES, "localhost"):
            url = f"https://{name}:{port}/.well-known/openid-configuration"
            async with http.get(url) as answer:
                told = (await answer.json())["token_endpoint"]
            assert told == f"https://{name}:{port}/oauth/token"
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await http.get(f"https://api.elsewhere.example:{port}/__admin/live")


async def test_a_socket_goes_by_such_a_name_too(platform: MockPlatform) -> None:
    port = urlsplit(platform.ready.listen[0]).port
    token = platform.admin.tokens.mint("user-7").access_token
    bearer = {"Authorization": f"Bearer {token}"}
    async with client(platform) as http:
        url = f"https://api.{DOMAIN}:{port}/api/v2/conversations/messaging"
        async with http.post(url, json={}, headers=bearer) as answer:
            id_ = (await answer.json())["id"]
    async with connect(
        f"wss://webmessaging.{DOMAIN}:{port}/api/v2/conversations/messaging/{id_}/ws",
        additional_headers=bearer,
        ssl=trusting(platform),
        host="127.0.0.1",
        port=port,
        proxy=None,
    ) as talk:
        assert json.loads(await talk.recv())["type"] == "hello"


async def test_the_admin_api_goes_by_none_of_these_names(platform: MockPlatform) -> None:
    """They are names that a page elsewhere could have as well: localhost stays the way in."""
    port = urlsplit(platform.ready.listen[0]).port
    async with client(platform) as http:
        for name, status in ((f"api.{DOMAIN}", 403), (DOMAIN, 403), ("localhost", 200)):
            async with http.get(f"https://{name}:{port}/__admin/clock") as answer:
                assert (name, answer.status) == (name, status)


def test_it_tells_the_names_and_how_to_lead_clients_there(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    arguments = ("--port", "0", "--tls-domain", f"{DOMAIN},b.test", "--tls-domain", "c.test")
    with program(tmp_path, "serve", *arguments, "--ready-file", str(file)) as server:
        trust = server.line("Trust ") + server.line("REQUESTS_CA_BUNDLE")
        assert "NODE_EXTRA_CA_CERTS" in trust
        hosts = server.line("127.0.0.1 api.").strip()
        url = server.line("Ready: ").split()[1]
        ready = json.loads(file.read_text())
    assert url.startswith("https://localhost:")
    assert ready["hostsLine"] == hosts
    assert hosts.split() == ["127.0.0.1", *ready["tlsNames"]]
    assert ready["tlsNames"][:7] == NAMES
    assert {"b.test", "login.b.test", "streaming.c.test"} <= set(ready["tlsNames"])


@pytest.mark.parametrize("domain", ["https://mock.example", "*.example", "a..b", "-a", "x" * 300])
def test_what_is_no_domain_is_refused(tmp_path: Path, domain: str) -> None:
    refused = run(tmp_path, "serve", "--port", "0", f"--tls-domain={domain}")
    assert refused.returncode == 1
    assert "is no domain" in refused.stderr
    assert "--tls-domain mock.example" in refused.stderr
