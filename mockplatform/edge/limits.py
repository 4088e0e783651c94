"""Owns what a request may cost: the size, kind and time of its body."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.hdrs import CONTENT_ENCODING, CONTENT_TYPE
from aiohttp.http_exceptions import PayloadEncodingError

from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Route
from mockplatform.errors import BadRequest, PayloadTooLarge, RequestTimeout, UnsupportedMediaType
from mockplatform.limits import LIMITS

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
FORM = "application/x-www-form-urlencoded"


def layer(route: Route, rest: Next) -> Next:
    """Read the body where the route takes one, within its limits."""
    if route.raw:
        return _layer_raw(rest)
    if route.takes is None:
        return rest

    async def limit(call: Call) -> web.StreamResponse:
        await read_body(call, route)
        return await rest(call)

    return limit


def _layer_raw(rest: Next) -> Next:
    async def judge(call: Call) -> web.StreamResponse:
        _check_encoding(call)
        return await rest(call)

    return judge


async def read_body(call: Call, route: Route) -> None:
    """Read the body of a call once, where there is one.

    Raises:
        BadRequest: It is broken, of a kind that is not taken, too large or too slow.
    """
    if call.is_read:
        return
    call.is_read = True
    request = call.request
    if request.body_exists:
        _check_type(call, route)
        call.body = await _read(request, route.body_bytes_max, call.platform.around.body_read_s)


def _check_encoding(call: Call) -> None:
    encoding = call.request.headers.get(CONTENT_ENCODING, "identity")
    if encoding != "identity":
        raise UnsupportedMediaType(
            f"Content-Encoding {encoding[:40]!r} is not taken", hint="Send the body as it is."
        )


def _check_type(call: Call, route: Route) -> None:
    _check_encoding(call)
    given = call.request.headers.get(CONTENT_TYPE, "")
    if given == JSON:
        return
    given = given.partition(";")[0].strip().lower()
    if given == JSON or (given == FORM and route.form):
        return
    if given == MERGE_PATCH and route.method == "PATCH":
        return
    raise UnsupportedMediaType(
        f"Content-Type {given[:80]!r} is not taken" if given else "Content-Type is missing",
        hint=f"Send Content-Type: {FORM} or {JSON}." if route.form else f"Send {JSON}.",
    )


async def _read(request: web.Request, bytes_max: int, within_s: float) -> bytes:
    length = request.content_length
    if length is not None and length > bytes_max:
        raise _too_large(bytes_max)
    try:
        if request.content.is_eof():
            return _all_that_came(request, bytes_max)
        if bytes_max != LIMITS.body_bytes_max:
            # The library's own limit is one for all routes, but for a copy of the request.
            request = request.clone(client_max_size=bytes_max)
        async with asyncio.timeout(within_s):
            return await request.read()
    except TimeoutError:
        raise RequestTimeout(
            f"The body did not come within {within_s:g} s",
            hint="Send the whole body at once.",
            headers={"Connection": "close"},
        ) from None
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(bytes_max) from None
    except (web.RequestPayloadError, PayloadEncodingError):
        raise BadRequest(
            "The body is broken: its chunks are none",
            hint="See RFC 9112 section 7.1.",
            headers={"Connection": "close"},
        ) from None


def _all_that_came(request: web.Request, bytes_max: int) -> bytes:
    """Return a body that is there as a whole, as nearly every one is: nothing to wait for."""
    body = request.content.read_nowait()
    if len(body) > bytes_max:
        raise _too_large(bytes_max)
    return body


def _too_large(bytes_max: int) -> PayloadTooLarge:
    return PayloadTooLarge(
        f"The body is over {bytes_max} bytes",
        hint="No document that goes there is that large; see docs/limits.md.",
        headers={"Connection": "close"},
    )
