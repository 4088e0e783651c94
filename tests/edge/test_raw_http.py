"""Bytes on a bare connection: what client libraries would not send, and what lies below us.

Source: RFC 9112; the server library's own answers are listed in `docs/architecture.md`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from tests.support.api import AUTH, Api
from tests.support.server import MESSAGING, Server, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATIENCE_S = 20
BODY_READ_S = 0.2
SECRET = "eyJhbGciOiJSUzI1NiJ9.c2VjcmV0"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[Server]:
    """A server that waits only shortly for bodies."""
    async with serving(body_read_s=BODY_READ_S) as running:
        yield running


@dataclass(frozen=True)
class Answer:
    """What came back on the connection, all of it."""

    raw: bytes

    @property
    def status(self) -> int:
        """The status of the (last) answer."""
        return self.statuses[-1]

    @property
    def statuses(self) -> list[int]:
        """The statuses of all answers, in order."""
        return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.raw)]

    @property
    def _last(self) -> bytes:
        return re.split(rb"(?=HTTP/1\.[01] \d{3} )", self.raw)[-1]

    @property
    def head(self) -> str:
        """Its status line and headers."""
        return self._last.partition(b"\r\n\r\n")[0].decode()

    @property
    def body(self) -> Any:
        """Its JSON."""
        return json.loads(self._last.partition(b"\r\n\r\n")[2])

    def header(self, name: str) -> str:
        """Return a header; names in any case."""
        for line in self.head.split("\r\n")[1:]:
            found, _, value = line.partition(":")
            if found.lower() == name.lower():
                return value.strip()
        return ""


async def talk(server: Server, *pieces: bytes, ends: bool = True) -> Answer:
    """Send bytes; return all that comes until the server closes, or else the first answer."""
    url = urlsplit(server.url)
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        try:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            if not ends:
                head = await reader.readuntil(b"\r\n\r\n")
                (length,) = re.findall(rb"\r\nContent-Length: (\d+)\r\n", head)
                return Answer(head + await reader.readexactly(int(length)))
            return Answer(await reader.read())
        finally:
            writer.close()


def request(verb: str, *headers: str, body: bytes = b"", prefix: str = "") -> bytes:
    """Return a request that ends its connection."""
    method, _, path = verb.partition(" ")
    lines = [f"{method} {prefix}{path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


def check(answer: Answer, status: int, code: str) -> None:
    """Check that it is a refusal in the API's shape, and names no library."""
    assert answer.status == status, answer
    assert set(answer.body) == {"message", "code", "status", "contextId", "details", "errors"}
    assert answer.body["code"] == code
    assert answer.body["contextId"] == answer.header("X-Correlation-Id")
    assert answer.header("Server") == "mockplatform"
    assert b"aiohttp" not in answer.raw
    assert b"Python" not in answer.raw


def headers_of(api: Api, *more: str, length: int | None = None) -> list[str]:
    """Return the headers of a call with JSON."""
    base = [f"Authorization: Bearer {api.token}", "Content-Type: application/json"]
    return [*base, *([] if length is None else [f"Content-Length: {length}"]), *more]


async def test_a_header_over_its_limit_is_not_quoted(
    server: Server, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """32 KiB: neither the answer nor the log has a byte of the token."""
    for pieces in (
        [request("GET /", f"Authorization: Bearer {SECRET * 2000}")],
        [
            request("GET /")[:-2] + f"Authorization: Bearer {SECRET}".encode(),
            b"x" * 20_000,
            b"x" * 20_000 + b"\r\n\r\n",
        ],
    ):
        answer = await talk(server, *pieces)
        check(answer, 400, "bad.request")
        for told in (answer.raw.decode(), capfd.readouterr().out, caplog.text):
            assert SECRET not in told
            assert "Bearer" not in told


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 40 + b"\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rY: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : blank\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nx",
        b"GET " + b"/x" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    ],
)
async def test_what_is_no_http_gets_one_answer_and_the_end(server: Server, garbage: bytes) -> None:
    """400 in the API's shape, below all layers as well."""
    before = server.platform.tenants["default"].tenancy.version
    answer = await talk(server, garbage)
    check(answer, 400, "bad.request")
    assert server.platform.tenants["default"].tenancy.version == before


@pytest.mark.parametrize("expected", ["banana", "100-continue, banana", "100-CONTINUE2", "\udcff"])
async def test_another_expectation_is_refused(ann: Api, expected: str) -> None:
    """417 through the whole edge, on every path; the connection ends."""
    for verb in (f"POST {MESSAGING}", "GET /unknown", f"POST {AUTH}/token"):
        sent = request(
            verb, f"Expect: {expected}", *headers_of(ann, length=2), body=b"{}", prefix=ann.prefix
        )
        check(await talk(ann.server, sent), 417, "expectation.failed")
    assert not ann.tenant.conversations


async def test_a_client_that_waits_is_told_to_go_on(ann: Api) -> None:
    """RFC 9110 section 10.1.1: 100 Continue, then the answer; nothing of it under HTTP/1.0."""
    sent = request(
        f"POST {MESSAGING}",
        "Expect: 100-continue",
        *headers_of(ann, length=2),
        prefix=ann.prefix,
    )
    answer = await talk(ann.server, sent, b"{}")
    assert answer.raw.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ")
    old = sent.replace(b"HTTP/1.1", b"HTTP/1.0", 1) + b"{}"
    assert (await talk(ann.server, old)).statuses == [201]


@pytest.mark.parametrize(
    "chunks",
    [
        b"zz\r\nxx\r\n0\r\n\r\n",
        b"-1\r\nx\r\n0\r\n\r\n",
        b"2\r\n{}xx\r\n0\r\n\r\n",
        b"fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        b"2;\rx\r\n{}\r\n0\r\n\r\n",
        b"\r\n\r\n",
    ],
)
async def test_chunks_that_are_none_are_refused(ann: Api, chunks: bytes) -> None:
    """400, and nothing of them is taken."""
    sent = request(
        f"POST {MESSAGING}",
        "Transfer-Encoding: chunked",
        *headers_of(ann),
        body=chunks,
        prefix=ann.prefix,
    )
    check(await talk(ann.server, sent), 400, "bad.request")
    assert not ann.tenant.conversations


async def test_a_chunked_body_is_taken(ann: Api) -> None:
    """In as many pieces as it comes."""
    head = request(
        f"POST {MESSAGING}", "Transfer-Encoding: chunked", *headers_of(ann), prefix=ann.prefix
    )
    answer = await talk(ann.server, head, b"1\r\n{\r\n", b"1;x=y\r\n}\r\n", b"0\r\n\r\n")
    assert answer.status == 201


@pytest.mark.parametrize("path", [MESSAGING, f"{AUTH}/token"])
async def test_a_body_that_dribbles_is_given_up(ann: Api, path: str) -> None:
    """408 after the body's time, with the hint; the connection ends, nothing was done."""
    sent = request(f"POST {path}", *headers_of(ann, length=100), prefix=ann.prefix)
    answer = await talk(ann.server, sent, b'{"a"', ends=False)
    assert answer.status == 408
    assert answer.header("X-Mockplatform-Hint") == "Send the whole body at once."
    assert answer.header("Connection") == "close"
    assert not ann.tenant.conversations


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"{}", mtime=0)),
        ("gzip", b"no gzip"),
        ("deflate", zlib.compress(b"{}")),
        ("deflate", b"no deflate"),
        ("br", b"\x0b\x01\x80{}\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip", gzip.compress(b"0" * 10_000_000, mtime=0)),
        ("x" * 5000, b"{}"),
    ],
    ids=lambda value: repr(value)[:20],
)
async def test_an_encoded_body_is_refused_unread(ann: Api, encoding: str, body: bytes) -> None:
    """415: nothing is unpacked, so nothing can burst."""
    sent = request(
        f"POST {MESSAGING}",
        f"Content-Encoding: {encoding}",
        *headers_of(ann, length=len(body)),
        body=body,
        prefix=ann.prefix,
    )
    check(await talk(ann.server, sent), 415, "unsupported.media.type")
    assert not ann.tenant.conversations


async def test_an_absolute_target_is_read_by_its_path(ann: Api) -> None:
    """RFC 9112 section 3.2.2; whose host it names is nothing to this server."""
    token = f"Authorization: Bearer {ann.token}"
    for target in ("http://evil.example", "http://localhost:1", "HTTP://USER:PASS@h"):
        answer = await talk(ann.server, request(f"GET {target}{ann.prefix}/api/v2/users/me", token))
        assert (answer.status, answer.body["id"]) == (200, "ann")


async def test_an_absolute_target_without_a_path_is_the_root(server: Server) -> None:
    """RFC 9112 section 3.2.1: an empty path is `/`, which leads to the console."""
    answer = await talk(server, request("GET http://h"))
    assert (answer.status, b"\r\nLocation: /console\r\n" in answer.raw) == (303, True)


@pytest.mark.parametrize("verb", ["OPTIONS *", "GET *", "GET x", "GET ?a"])
async def test_another_target_is_no_path(server: Server, verb: str) -> None:
    """404 in the API's shape (or 400 where the parser takes it for none)."""
    answer = await talk(server, request(verb))
    assert answer.status in (400, 404)
    check(answer, answer.status, "unknown.route" if answer.status == 404 else "bad.request")


async def test_a_tunnel_is_not_dug(server: Server) -> None:
    """CONNECT is no method of this API."""
    answer = await talk(server, b"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", ends=False)
    assert 400 <= answer.status < 500


async def test_two_credentials_are_ambiguous(ann: Api) -> None:
    """400, whichever of them is good."""
    good = f"Authorization: Bearer {ann.token}"
    for pair in ([good, good], [good, "Authorization: Basic eA=="], ["Authorization: x", good]):
        for path in ("/api/v2/users/me", "/unknown", "/.well-known/jwks.json"):
            answer = await talk(ann.server, request(f"GET {path}", *pair, prefix=ann.prefix))
            check(answer, 400, "ambiguous.credentials")


@pytest.mark.parametrize("segment", [b"\xff", b"\xed\xa0\x80", "ü".encode(), b"\xf0\x9f\x98\x80"])
async def test_a_path_is_ascii(ann: Api, segment: bytes) -> None:
    """RFC 3986: anything else is percent-encoded, or refused."""
    sent = (
        b"GET " + f"{ann.prefix}{MESSAGING}/".encode() + segment + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    check(await talk(ann.server, sent), 400, "bad.request")


async def test_a_line_cannot_be_put_into_an_answer(ann: Api) -> None:
    """What is echoed is one line of visible ASCII."""
    verb = f"GET {MESSAGING}/%0d%0aX-Evil:%20yes"
    answer = await talk(
        ann.server, request(verb, f"Authorization: Bearer {ann.token}", prefix=ann.prefix)
    )
    check(answer, 404, "not.found")
    assert "X-Evil" not in answer.head


async def test_requests_in_a_row_are_answered_in_a_row(ann: Api) -> None:
    """Pipelining, a refused one among them."""
    token = f"Authorization: Bearer {ann.token}"
    verbs = ("GET /api/v2/users/me", "GET /unknown", "GET /api/v2/users/me")
    sent = [request(verb, token, prefix=ann.prefix) for verb in verbs]
    kept = [one.replace(b"Connection: close\r\n", b"") for one in sent[:2]]
    answer = await talk(ann.server, b"".join([*kept, sent[2]]))
    assert answer.statuses == [200, 404, 200]
