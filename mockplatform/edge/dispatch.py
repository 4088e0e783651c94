"""Owns the way in: from a request to its tenant, its route, and through the edge."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from aiohttp import HttpVersion11, web

from mockplatform.edge import cors, either
from mockplatform.edge.auth import token_finder
from mockplatform.edge.call import Answer, Call, Next
from mockplatform.edge.order import compose
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.edge.routing import Match, RouteTable, split_tenant
from mockplatform.errors import (
    BadRequest,
    ExpectationFailed,
    PlatformError,
    Unauthorized,
    UnknownRoute,
    UnknownThing,
)
from mockplatform.platform import DEFAULT_TENANT, Platform
from mockplatform.tenant import Tenant

ADMIN_PREFIX = "/__admin"

UNKNOWN_ROUTE = ("*", "unknown")
"""Under which the answers to requests without a route are counted."""
_NO_TENANT = f"{DEFAULT_TENANT!r} is always there; GET {ADMIN_PREFIX}/tenants lists all."


class Surface(NamedTuple):
    """What answers: the routes, and who speaks where there is none."""

    routes: Sequence[Route]
    dialects: Dialects


class Late(NamedTuple):
    """A larger surface that no start is to pay for; `load` imports it.

    It is there from the first request on that is meant for it, or that nothing else answers: so
    what is told of a path never depends on who has asked before.

    Attributes:
        prefixes: Where paths begin for which it is needed.
        but: Where some of these begin for which it is not.
        load: Gives all there is, what is there without it too.
        yet: Where some of those begin for which it is needed yet.
    """

    prefixes: tuple[str, ...]
    but: tuple[str, ...]
    load: Callable[[], Surface]
    yet: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Whether it is needed on a path."""
        is_needed = path.startswith(self.prefixes) and not path.startswith(self.but)
        return is_needed or path.startswith(self.yet)


class _Led:
    """A route, and how often it was answered with each status.

    What leads through the edge to it is put together when it is first asked for: there are
    hundreds of routes, and most servers are asked for a dozen.
    """

    __slots__ = ("_through", "answered", "route")

    def __init__(self, route: Route, answered: Counter[int]) -> None:
        self.route = route
        self.answered = answered
        self._through: Next | None = None

    @property
    def through(self) -> Next:
        """What leads through the edge."""
        if self._through is None:
            self._through = compose(self.route)
        return self._through


class Entrance:
    """Takes every request of the server.

    Attributes:
        answered: How often each route (method, path) was answered with each status.
    """

    def __init__(self, platform: Platform, surface: Surface, late: Late | None = None) -> None:
        self._platform = platform
        self.answered: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
        self._late = late
        self._lay(surface)
        self._preflight = compose(
            Route(
                method="OPTIONS",
                path="*",
                handler=cors.preflight,
                dialect=surface.dialects.of(""),
                summary="preflight",
                auth=Auth.OWN,
            )
        )

    def _lay(self, surface: Surface) -> None:
        """Answer by a surface from now on."""
        routes, dialects = surface
        self._dialects = dialects
        self._marked = {
            (route.method, route.path): self._led(route.marked[1])
            for route in routes
            if route.marked is not None and route.marked[1] is not None
        }
        self._anywhere = {route.anywhere: route for route in routes if route.anywhere}
        self._table = RouteTable(
            ((route, self._led(route)) for route in routes),
            lambda path: dialects.of(path).name,
        )

    def _led(self, route: Route) -> _Led:
        return _Led(route, self.answered[route.method, route.path])

    def _complete(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            self._lay(late.load())

    def _led_to(self, request: web.Request, path: str) -> tuple[_Led, Mapping[str, str]]:
        """Return what leads to what answers, by path and query, and the path's parameters."""
        found: _Led
        try:
            found, params = self._find(request.method, path)
        except UnknownRoute:
            route = self._asked_anywhere(request)
            if route is None:
                raise
            return self._find(route.method, route.path)[0], {}
        marked = found.route.marked
        if marked is not None and marked[0] in request.query:
            if marked[1] is None:
                self._complete()
            found = self._marked[found.route.method, found.route.path]
        return found, params

    def _asked_anywhere(self, request: web.Request) -> Route | None:
        """Return what answers on any path, if a socket is asked for as that one's are."""
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return None
        known = self._anywhere.items()
        return next((route for name, route in known if name in request.query), None)

    def _find(self, method: str, path: str) -> Match:
        """Return what answers; what is late is there before it is said that nothing does.

        Raises:
            UnknownRoute, MethodNotAllowed: As `RouteTable.find`.
        """
        try:
            return self._table.find(method, path)
        except PlatformError:
            if self._late is None:
                raise
        self._complete()
        return self._table.find(method, path)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; a socket's answer is a handshake, and its life comes then."""
        response, then = await self._answer(request)
        if then is not None:
            await then()
        return response

    async def expect(self, request: web.Request) -> web.StreamResponse | None:
        """Answer an `Expect` header: 100-continue is taken, anything else refused."""
        if request.headers.get("Expect", "").lower() != "100-continue":
            error = ExpectationFailed(
                "Only Expect: 100-continue is taken",
                hint="Leave the header out.",
                headers={"Connection": "close"},
            )
            return (await self._answer(request, error))[0]
        if request.version == HttpVersion11:
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0
        return None

    async def _answer(
        self, request: web.Request, refused: PlatformError | None = None
    ) -> tuple[web.StreamResponse, Callable[[], Awaitable[None]] | None]:
        prefix, path = split_tenant(_path_of(request))
        if cors.is_preflight(request) and not path.startswith(ADMIN_PREFIX):
            return await self._answer_preflight(request, prefix, path), None
        if self._late is not None and self._late.has(path):
            self._complete()
        try:
            if refused is not None:
                raise refused
            led, params = self._led_to(request, path)
            route, through, answered = led.route, led.through, led.answered
        except PlatformError as error:
            (route, through), params = self._refusal(path, error), {}
            answered = self.answered[UNKNOWN_ROUTE]
        # What is secret in a path is so for a verb too that nothing there takes.
        on = (self._table.at(path) if answered is self.answered[UNKNOWN_ROUTE] else None) or route
        shown = on.shown(path)
        call = Call(request, self._platform, self._default, params=params, path=shown)
        call.prefixed = bool(prefix)
        has_faults = False  # where there is no tenant, another one's faults are not meant
        try:
            tenant = self._tenant(route, call, prefix)
            has_faults = True
            await call.enter(tenant, settle=route.settles)
        except PlatformError as error:
            _, through = self._refusal(path, error, has_faults=has_faults)
            call.now = call.tenant.clock.now()
        response = await through(call)
        answered[response.status] += 1
        return response, call.then

    async def _answer_preflight(
        self, request: web.Request, prefix: str, path: str
    ) -> web.StreamResponse:
        """Let a browser ask on every path, so that it can read what is refused there."""
        tenant = self._platform.tenants.get(prefix) or self._default
        on = self._table.at(path)
        shown = path if on is None else on.shown(path)
        call = Call(request, self._platform, tenant, params={}, path=shown)
        call.now = tenant.clock.now()
        return await self._preflight(call)

    @property
    def _default(self) -> Tenant:
        tenants = self._platform.tenants
        return tenants.get(DEFAULT_TENANT) or next(iter(tenants.values()))

    def _refusal(
        self, path: str, error: PlatformError, *, has_faults: bool = True
    ) -> tuple[Route, Next]:
        """Return a route that answers with `error`, through the whole edge.

        An ended token is told even on a path that does not exist.
        """

        async def refuse(call: Call) -> Answer:
            del call
            raise error

        def leading(dialect: Dialect) -> tuple[Route, Next]:
            auth = Auth.PUBLIC if dialect.cors else Auth.OWN
            route = Route(
                method="*", path=path, handler=refuse, dialect=dialect, summary="refused", auth=auth
            )
            return route, compose(route, has_faults=has_faults)

        customers, staff, nobody = self._speaking(path)
        route, through = leading(nobody)
        if customers is not staff:
            through = either.by_token(route, leading(customers)[1], leading(staff)[1], through)
        return route, through

    def _speaking(self, path: str) -> tuple[Dialect, Dialect, Dialect]:
        """Return in which dialects customers, staff, and those without a token are refused."""
        nobody, known = self._dialects.of(path), self._table.at(path)
        if known is None:
            return self._dialects.of(path, customers=True), nobody, nobody
        customers = nobody if known.dialect.name == nobody.name else known.dialect
        return customers, known.staff.dialect if known.staff else customers, customers

    def _tenant(self, route: Route, call: Call, prefix: str) -> Tenant:
        """Return the tenant by the prefix, else by a credential, else the default one."""
        if prefix:
            found = self._platform.tenants.get(prefix)
            if found is not None:
                return found
            if route.stands_alone:
                return self._default
            if route.auth is not Auth.OWN:
                # An ended token is told as such even under a prefix of nobody.
                call.tenant = self._by_token(route, call) or call.tenant
            # Which others there are is for those to know who may ask for it.
            raise UnknownThing("tenant", prefix, hint=_NO_TENANT)
        if route.auth is Auth.OWN:
            return self._default
        named = None if route.auth is Auth.OPEN else self._by_token(route, call)
        if named is None and route.owner is not None:
            named = route.owner(self._platform, call)
        return named or self._default

    def _by_token(self, route: Route, call: Call) -> Tenant | None:
        """Return the tenant that the call's token names, verified or not; None if none is."""
        try:
            call.token = token = token_finder(route)(call.request)
        except (BadRequest, Unauthorized):
            return None  # refused by the token's layer, with its reason
        if not token:
            return None
        return self._platform.tenants.get(self._platform.tokens.tenant_of(token))


def _path_of(request: web.Request) -> str:
    """Return the path as it stood in the request line: percent-encoded, else it is no HTTP."""
    raw = request.raw_path
    if raw == "*":  # the server as a whole (RFC 9110 section 9.3.7), which is no page of it
        return "/*"
    if not raw.startswith("/"):  # an absolute target, or none at all
        raw = request.rel_url.raw_path or "/"
    return raw.partition("?")[0].partition("#")[0]


class Dialects:
    """Which dialect speaks on which paths, for errors where no route is found.

    `customers` are the prefixes on which their tokens speak another dialect than all others.
    """

    def __init__(
        self,
        by_prefix: Sequence[tuple[str, Dialect]],
        customers: Sequence[tuple[str, Dialect]] = (),
    ) -> None:
        self._by_prefix = by_prefix
        self._customers = (*customers, *by_prefix)

    def of(self, path: str, *, customers: bool = False) -> Dialect:
        """Return the dialect of the first prefix that fits; the last one takes all."""
        listed = self._customers if customers else self._by_prefix
        return next(dialect for prefix, dialect in listed if path.startswith(prefix))
