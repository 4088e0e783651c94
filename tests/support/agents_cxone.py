"""Owns a program of CXone's agents' side for tests: plain HTTP, no code of ours.

It knows the issuer alone, as a program in production does: where to get tokens, and where the
Digital API is, the issuer tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from aiohttp import ClientSession, encode_basic_auth
from multidict import CIMultiDictProxy

Client = tuple[str, str]
CLIENT = ("automation", "automation-secret")
Json = dict[str, Any]


class Reply(NamedTuple):
    """What a call came to; `body` is None where there was none."""

    status: int
    body: Any
    headers: CIMultiDictProxy[str]


async def ask(
    http: ClientSession, method: str, url: str, auth: Client | None = None, **sent: Any
) -> Reply:
    """Call, and read JSON; `auth` is for HTTP Basic."""
    if auth is not None:
        sent["headers"] = {"Authorization": encode_basic_auth(*auth)}
    async with http.request(method, url, **sent) as answer:
        text = await answer.read()
        return Reply(answer.status, await answer.json() if text else None, answer.headers)


class Program:
    """A program that acts for an agent.

    Attributes:
        issuer: All it knows at first.
        found: The issuer's metadata.
        tokens: The last ones it was given.
        api: Where the Digital API is.
    """

    def __init__(self, http: ClientSession, issuer: str) -> None:
        self.http = http
        self.issuer = issuer
        self.found: Json = {}
        self.tokens: Json = {}
        self.api = ""

    @classmethod
    async def let_in(cls, http: ClientSession, issuer: str, key: str, secret: str = "") -> Program:
        """Find the issuer's addresses, log in by an access key, find the API."""
        program = cls(http, issuer)
        program.found = await program._read("/.well-known/openid-configuration")
        form = {"grant_type": "password", "username": key, "password": secret or f"{key}-secret"}
        got = await program.token(CLIENT, **form)
        assert got.status == 200, got
        configuration = await program._read("/.well-known/cxone-configuration")
        program.api = f"{configuration['api_endpoint']}/dfo/3.0"
        return program

    async def _read(self, path: str) -> Json:
        got = await ask(self.http, "GET", self.issuer + path)
        assert got.status == 200, got
        body: Json = got.body
        return body

    async def token(self, auth: Client | None = CLIENT, **form: str) -> Reply:
        """Ask for tokens; keep those that come."""
        got = await ask(self.http, "POST", self.found["token_endpoint"], auth, data=form)
        if got.status == 200:
            self.tokens = got.body
        return got

    async def call(
        self, method: str, path: str, body: Any = None, *, query: Mapping[str, str] | None = None
    ) -> Reply:
        """Call the Digital API."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        sent = {} if body is None else {"json": body}
        return await ask(
            self.http, method, self.api + path, headers=headers, params=query or {}, **sent
        )

    async def get(self, path: str, **query: str) -> Any:
        """Return what a GET gives."""
        got = await self.call("GET", path, query=query)
        assert got.status == 200, got
        return got.body
