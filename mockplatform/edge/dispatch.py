"""Owns the way in: from a request to its tenant, its route, and through the edge."""

from __future__ import annotations

import base64
import binascii
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from aiohttp import web

from mockplatform import strictjson
from mockplatform.edge import cors
from mockplatform.edge.auth import bearer_of, socket_token
from mockplatform.edge.call import Answer, Call, Next
from mockplatform.edge.order import compose
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.edge.routing import RouteTable, split_tenant
from mockplatform.errors import (
    BadRequest,
    ExpectationFailed,
    PlatformError,
    Unauthorized,
)
from mockplatform.limits import LIMITS
from mockplatform.platform import DEFAULT_TENANT, Platform
from mockplatform.tenant import Tenant

ADMIN_PREFIX = "/__admin"
_JWT_DOTS = 2


UNKNOWN_ROUTE = ("*", "unknown")
"""Under which the answers to requests without a route are counted."""


class Entrance:
    """Takes every request of the server.

    Attributes:
        answered: How often each route (method, path) was answered with each status.
    """

    def __init__(self, platform: Platform, routes: Iterable[Route], dialects: Dialects) -> None:
        self._platform = platform
        self._dialects = dialects
        self.answered: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        self._table = RouteTable(
            (route, (route, compose(route), self.answered[route.method, route.path]))
            for route in routes
        )
        self._of_token: dict[str, str] = {}

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; a socket's answer is a handshake, and its life comes then."""
        response, then = await self._answer(request)
        if then is not None:
            await then()
        return response

    async def _answer(
        self, request: web.Request
    ) -> tuple[web.StreamResponse, Callable[[], Awaitable[None]] | None]:
        raw = request.raw_path
        if not raw.startswith("/"):
            raw = request.rel_url.raw_path or "/"
        prefix, path = split_tenant(raw.partition("?")[0].partition("#")[0])
        if cors.is_preflight(request) and not path.startswith(ADMIN_PREFIX):
            return cors.preflight(request), None
        route: Route
        through: Next
        answered: Counter[int]
        try:
            (route, through, answered), params = self._table.find(request.method, path)
        except PlatformError as error:
            (route, through), params = self._refusal(path, error), {}
            answered = self.answered[UNKNOWN_ROUTE]
        call = Call(request, self._platform, self._default, params=params, path=path)
        try:
            call.prefixed = bool(prefix)
            tenant = self._tenant(route, call, prefix)
        except PlatformError as error:
            _, through = self._refusal(path, error)
            tenant = call.tenant
        await call.enter(tenant)
        response = await through(call)
        answered[response.status] += 1
        return response, call.then

    @property
    def _default(self) -> Tenant:
        tenants = self._platform.tenants
        return tenants.get(DEFAULT_TENANT) or next(iter(tenants.values()))

    def _refusal(self, path: str, error: PlatformError) -> tuple[Route, Next]:
        """Return a route that answers with `error`, through the whole edge.

        An ended token is told even on a path that does not exist.
        """

        async def refuse(call: Call) -> Answer:
            del call
            raise error

        dialect = self._dialects.of(path)
        auth = Auth.PUBLIC if dialect.cors else Auth.OWN
        route = Route(
            method="*", path=path, handler=refuse, dialect=dialect, summary="refused", auth=auth
        )
        return route, compose(route)

    def _tenant(self, route: Route, call: Call, prefix: str) -> Tenant:
        """Return the tenant by the prefix, else by a credential, else the default one."""
        if prefix:
            return self._platform.tenant(prefix)
        if route.auth is Auth.OWN:
            return self._default
        if route.owner is not None:
            found = route.owner(self._platform, call)
            if found is not None:
                return found
        try:
            find = socket_token if route.auth is Auth.SOCKET else bearer_of
            call.token = token = find(call.request)
        except (BadRequest, Unauthorized):
            return self._default  # refused by the token's layer, with its reason
        return self.tenant_of(token) if token else self._default

    def tenant_of(self, token: str) -> Tenant:
        """Return the tenant that a token names, unverified; the default one if it names none."""
        named = self._of_token.get(token)
        if named is None:
            named = claimed_tenant(token)
            if len(self._of_token) >= LIMITS.verified_tokens_max:
                del self._of_token[next(iter(self._of_token))]
            self._of_token[token] = named
        return self._platform.tenants.get(named) or self._default


def claimed_tenant(token: str) -> str:
    """Return what a JWT's `tenant` claim says, unverified; ``""`` if it says nothing."""
    if token.count(".") != _JWT_DOTS or len(token) > LIMITS.token_bytes_max:
        return ""
    payload = token.split(".")[1]
    try:
        data = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        named = strictjson.parse_object(data).get("tenant")
    except (binascii.Error, ValueError, PlatformError):
        return ""
    return named if isinstance(named, str) else ""


class Dialects:
    """Which dialect speaks on which paths, for errors where no route is found."""

    def __init__(self, by_prefix: Sequence[tuple[str, Dialect]]) -> None:
        self._by_prefix = by_prefix

    def of(self, path: str) -> Dialect:
        """Return the dialect of the first prefix that fits; the last one takes all."""
        return next(dialect for prefix, dialect in self._by_prefix if path.startswith(prefix))


async def check_expectation(request: web.Request) -> web.StreamResponse | None:
    """Answer `Expect`: 100-continue is taken, anything else refused.

    Raises:
        ExpectationFailed: Never to the caller: see `Entrance`.
    """
    expected: Any = request.headers.get("Expect", "")
    if request.version == (1, 1) and expected.lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
        return None
    return web.Response(
        status=ExpectationFailed.status,
        text='{"message":"Only Expect: 100-continue is taken","code":"expectation.failed",'
        '"status":417,"details":[],"errors":[]}',
        content_type="application/json",
    )
