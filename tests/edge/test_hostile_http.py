"""Bad input over HTTP, on every route: a clear 4xx in the dialect's shape, and nothing changed.

Source: `docs/architecture.md`, what the platform owes: never a 5xx, never a hang.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest

from mockplatform.admin.routes import ROUTES as ADMIN_ROUTES
from mockplatform.dialects.widget.routes import ROUTES as WIDGET_ROUTES
from mockplatform.edge.route import Auth, Route
from mockplatform.limits import LIMITS
from tests.support.api import Api, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROUTES = tuple(route for route in (*WIDGET_ROUTES, *ADMIN_ROUTES) if route.auth is not Auth.SOCKET)
ENDING = tuple(route for route in ROUTES if route.path != "/__admin/journal/stream")
"""A stream that is taken has no end; tests/admin/test_journal_stream.py has its queries."""
WRITING = tuple(route for route in ROUTES if route.takes is not None)
DEEP = LIMITS.json_depth_max + 1

BROKEN_JSON = {
    "empty brackets": b"[]",
    "an unfinished object": b'{"a":',
    "a trailing comma": b'{"a":1,}',
    "two values": b"{} {}",
    "a comment": b"{/* */}",
    "single quotes": b"{'a':1}",
    "a bare word": b"hello",
    "null": b"null",
    "a number": b"7",
    "a text": b'"x"',
    "duplicates": b'{"a":1,"a":2}',
    "duplicates inside": b'{"x":{"a":1,"\\u0061":2}}',
    "NaN": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "out of range": b'{"a":1e400}',
    "many digits": b'{"a":' + b"1" * 5000 + b"}",
    "a lone surrogate": b'{"a":"\\ud800"}',
    "a lone surrogate as a name": b'{"\\udfff":1}',
    "NUL": b'{"a":"x\\u0000y"}',
    "a raw NUL": b'{"a":"x\x00y"}',
    "a raw line feed": b'{"a":"x\ny"}',
    "NUL bytes alone": b"\x00\x00\x00\x00",
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "surrogates in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-32": '{"a":1}'.encode("utf-32"),
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep arrays": b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "very deep": b"[" * 100_000,
}
WRONG_TYPES: tuple[Any, ...] = (7, -1, 1.5, 10**30, True, None, "", "x", "x" * 70_000, [], {}, [{}])
SEGMENTS = {"key": "ctx_ann", "version": "latest"}


def named(route: Route) -> str:
    """Return what a route is called."""
    return f"{route.method} {route.path}"


def path_of(route: Route, conversation_id: str) -> str:
    """Return a path of the route that exists, where there is one."""
    ids = {
        "deployments": "shop-web",
        "clients": "widget",
        "agents": "ana",
        "outages": "brownout",
    }

    def fill(found: re.Match[str]) -> str:
        owner = route.path[: found.start()].rstrip("/").rpartition("/")[2]
        return ids.get(owner, SEGMENTS.get(found[1], conversation_id))

    return re.sub(r"\{(\w+)\}", fill, route.path)


def check(api: Api, route: Route, reply: Reply) -> None:
    """Check that the answer is a refusal as the route's dialect writes it."""
    assert 400 <= reply.status < 500, reply
    if route in ADMIN_ROUTES:
        assert "problem+json" in reply.headers["Content-Type"]
        assert reply["status"] == reply.status
    elif "error" in reply.body:
        assert reply.oauth_refusal
    else:
        assert reply.refusal
    assert reply.headers["X-Correlation-Id"]


def versions(api: Api, route: Route) -> dict[tuple[str, str], int]:
    """Return the versions of what a route writes: new settings set agents to work, too."""
    kinds = {"tenant"} if route in ADMIN_ROUTES else set(api.tenant.states)
    return {key: version for key, version in api.versions().items() if key[0] in kinds}


@pytest.mark.parametrize("route", WRITING, ids=named)
async def test_broken_json_is_refused(ann: Api, route: Route) -> None:
    """One strict parser: anything that RFC 8259 leaves open or forbids is 400."""
    path = path_of(route, (await ann.open())["id"])
    before = ann.versions()
    for what, body in BROKEN_JSON.items():
        reply = await ann(f"{route.method} {path}", body)
        check(ann, route, reply)
        assert reply.status in (400, 413), what
    assert ann.versions() == before


@pytest.mark.parametrize("route", WRITING, ids=named)
async def test_a_body_over_its_limit_is_refused(ann: Api, route: Route) -> None:
    """A tenth more than it may have, told beforehand or not: 413."""
    path = path_of(route, (await ann.open())["id"])
    before = ann.versions()
    body = json.dumps({"x": "x" * (route.body_bytes_max * 11 // 10)}).encode()

    async def slices() -> Any:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    for more in ({"data": io.BytesIO(body)}, {"data": slices()}):
        reply = await ann(
            f"{route.method} {path}", headers={"Content-Type": "application/json"}, **more
        )
        check(ann, route, reply)
        assert reply.status == 413
    assert ann.versions() == before


@pytest.mark.parametrize("route", WRITING, ids=named)
async def test_other_content_types_and_encodings_are_refused(ann: Api, route: Route) -> None:
    """415, whatever is inside."""
    path = path_of(route, (await ann.open())["id"])
    before = ann.versions()
    odd = [
        {"Content-Type": one}
        for one in ("text/plain", "application/xml", "multipart/form-data", "*/*", "json", "")
    ]
    odd += [{"Content-Encoding": one} for one in ("gzip", "deflate", "br", "zstd", "x", "gzip, br")]
    for headers in odd:
        reply = await ann(f"{route.method} {path}", b"{}", headers=headers)
        check(ann, route, reply)
        assert reply.status == 415, headers
    assert ann.versions() == before


def structs_of(type_: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield the Structs that a type is made of."""
    if get_origin(type_) in (Union, UnionType, list, tuple):
        for part in get_args(type_):
            yield from structs_of(part)
    elif isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        yield type_


def bodies_of(route: Route) -> Iterator[dict[str, Any]]:
    """Yield bodies in which one member after the other has a type that it hardly expects."""
    for struct in structs_of(route.body):
        names = struct.__struct_encode_fields__
        for name in names:
            for value in WRONG_TYPES:
                yield {**dict.fromkeys(names, "x"), name: value}
                yield {name: value}
    for value in WRONG_TYPES:
        yield {"x": value}


@pytest.mark.parametrize("route", WRITING, ids=named)
async def test_members_of_any_type_are_refused_or_taken(ann: Api, route: Route) -> None:
    """Whatever stands where: a refusal changes nothing, and nothing is an internal error."""
    path = path_of(route, (await ann.open())["id"])
    for body in bodies_of(route):
        before = versions(ann, route)
        reply = await ann(f"{route.method} {path}", body)
        if reply.status >= 300:
            check(ann, route, reply)
            assert versions(ann, route) == before, body


@pytest.mark.parametrize("route", [one for one in ROUTES if "{" in one.path], ids=named)
async def test_odd_segments_of_a_path_are_refused(ann: Api, route: Route) -> None:
    """Traversal, NUL, bad UTF-8, surrogates, very long: 4xx, and never found."""
    before = ann.versions()
    odd = ("%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc", "%2e%2e", "a%0d%0ab", "x" * 4000, "%", "%zz")
    for segment in (*odd, "'%22%3Cscript%3E", "%F0%9F%98%80", "*", "{id}"):
        path = re.sub(r"\{\w+\}", lambda _, to=segment: to, route.path)  # type: ignore[misc]  # a default binds the loop's value
        reply = await ann(f"{route.method} {path}", b"{}" if route.takes else None)
        if route.path.startswith("/cdn/"):
            continue  # any version is one
        check(ann, route, reply)
    assert ann.versions() == before


@pytest.mark.parametrize("route", ENDING, ids=named)
async def test_odd_queries_are_refused_or_ignored(ann: Api, route: Route) -> None:
    """Every parameter that a route reads, with values that make no sense."""
    path = path_of(route, "none")
    odd = ("%00", "%FF", "%ED%A0%80", "-1", "1e400", "9" * 400, "%0d%0aX-Evil:%201", "%", "a&a=b")
    for name in (*route.query, "x", "%00"):
        for value in odd:
            verb = f"{route.method} {path}?{name}={value}"
            reply = await ann(verb, b"{}" if route.takes else None)
            assert reply.status < 500, (name, value, reply)
            assert "X-Evil" not in reply.headers


@pytest.mark.parametrize("route", [one for one in ROUTES if one in WIDGET_ROUTES], ids=named)
async def test_odd_headers_are_refused_or_ignored(ann: Api, route: Route) -> None:
    """Headers that we read, in bytes that nobody sends."""
    path = path_of(route, "none")
    before = ann.versions()
    for name in (
        "Authorization",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "Origin",
        "X-Correlation-Id",
        "X-Instance-Id",
        "Content-Type",
        "Accept",
        "Cookie",
        "Range",
    ):
        for value in ("ü", "\udcff", "x" * 9000, '"', "Basic ü", "Bearer ü", "Bearer \udcff", ","):
            body = b"{" if route.takes else None
            reply = await ann(f"{route.method} {path}", body, headers={name: value})
            assert reply.status < 500, (name, value, reply)
            if reply.status >= 400:
                check(ann, route, reply)
    assert ann.versions() == before
    json.dumps(ann.journal())  # what the journal keeps can be shown
    msgspec.json.encode(ann.journal())
