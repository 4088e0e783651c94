"""Owns what browsers of other origins are told. It wraps errors, so that they can be read."""

from __future__ import annotations

from collections.abc import MutableMapping

from aiohttp import web
from aiohttp.hdrs import ORIGIN

from mockplatform.edge.call import Answer, Call, Next
from mockplatform.edge.route import Route
from mockplatform.limits import LIMITS

EXPOSED = (
    "X-Correlation-Id, X-Mockplatform-Hint, X-Mockplatform-Explain, X-Mockplatform-Findings, "
    "X-Mockplatform-Fault, "
    "X-Context-Expires-At, ETag, Location, Retry-After, WWW-Authenticate, Allow, Deprecation, "
    "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, "
    "ININ-Correlation-Id, Genesys-Correlation-Id, inin-ratelimit-count, inin-ratelimit-allowed, "
    "inin-ratelimit-reset"
)
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
PREFLIGHT_S = 600


def layer(route: Route, rest: Next) -> Next:
    """Let any origin read the answer, with credentials, where the dialect allows it."""
    if not route.dialect.cors:
        return rest

    async def allow(call: Call) -> web.StreamResponse:
        response = await rest(call)
        if not call.is_readable:
            return response
        origin = call.request.headers.get(ORIGIN)
        if origin is not None and is_echoed(origin) and not response.prepared:
            write(response.headers, origin)
        return response

    return allow


def write(headers: MutableMapping[str, str], origin: str) -> None:
    """Write the headers that let `origin` read an answer."""
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Allow-Credentials"] = "true"
    headers["Access-Control-Expose-Headers"] = EXPOSED
    varies = headers.get("Vary")
    if varies is None:
        headers["Vary"] = "Origin"
    elif "Origin" not in varies:
        headers["Vary"] = f"{varies}, Origin"


def is_echoed(origin: str) -> bool:
    """Whether an origin can be one: it is written back as it came."""
    return origin.isascii() and len(origin) <= LIMITS.origin_chars_max


def is_preflight(request: web.Request) -> bool:
    """Whether a browser asks beforehand."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


async def preflight(call: Call) -> Answer:
    """Answer a preflight: every method, and the headers that were asked for."""
    request = call.request
    headers = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Max-Age": str(PREFLIGHT_S),
        "Vary": "Access-Control-Request-Headers, Origin",
    }
    asked = request.headers.get("Access-Control-Request-Headers")
    if asked and asked.isascii() and len(asked) <= LIMITS.preflight_headers_chars_max:
        headers["Access-Control-Allow-Headers"] = asked
    if request.headers.get("Access-Control-Request-Private-Network") == "true":
        headers["Access-Control-Allow-Private-Network"] = "true"
    return Answer(204, None, headers)
