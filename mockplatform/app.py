"""Owns the wiring: the one place where log, platform, edge, dialects and admin meet."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from aiohttp import web

from mockplatform import fixtures_loader
from mockplatform.admin.context import AdminContext, attach
from mockplatform.admin.problems import ADMIN, CONTENT_TYPE, HEALTH, Problem
from mockplatform.admin.routes import ROUTES as ADMIN_ROUTES
from mockplatform.console.routes import ROUTES as CONSOLE_ROUTES
from mockplatform.dialects.cxone import token_route
from mockplatform.dialects.cxone.brands import MARK
from mockplatform.dialects.cxone.errors import CXONE
from mockplatform.dialects.oauth.errors import OAUTH, AuthorizationErrorBody
from mockplatform.dialects.oauth.routes import ROUTES as OAUTH_ROUTES
from mockplatform.dialects.widget import frames
from mockplatform.dialects.widget.errors import WIDGET, WIDGET_OAUTH
from mockplatform.dialects.widget.routes import ROUTES as WIDGET_ROUTES
from mockplatform.dialects.widget.shapes import ErrorBody, OAuthErrorBody
from mockplatform.dialects.widget.translate import BASE as WIDGET_BASE
from mockplatform.edge import wallclock
from mockplatform.edge.dispatch import ADMIN_PREFIX, Dialects, Entrance, Late, Surface
from mockplatform.edge.either import AMONG_CUSTOMERS
from mockplatform.edge.heartbeat import GOING_AWAY, SOCKETS, Sockets
from mockplatform.edge.pages import PAGES
from mockplatform.edge.route import Auth, Route
from mockplatform.limits import LIMITS
from mockplatform.log.base import Log
from mockplatform.log.memory import MemoryLog
from mockplatform.platform import DEFAULT_TENANT, Platform, Surroundings, TenantPlan
from mockplatform.sdk.routes import ROUTES as DEMO_ROUTES
from mockplatform.signing import make_key
from mockplatform.tenant import Alarm

DEFAULT_FIXTURE = "default"
_OF_WIDGETS = ("/api/v2/widget", WIDGET_BASE)
_OF_GENESYS = ("/api/v2/", "/v1", "/webdeployments/")
_OF_CXONE = ("/chat/1.0/", "/chat-gateway", "/web-analytics/")
_OF_CXONE_ISSUER = ("/auth/", "/authentication/", "/cxone/", "/.well-known/cxone-configuration")
_OF_CXONE_AGENTS = ("/dfo/",)
_OF_VENDORS = (*_OF_GENESYS, *_OF_CXONE, *_OF_CXONE_ISSUER, *_OF_CXONE_AGENTS)
_SPEAKING = (
    (ADMIN_PREFIX, ADMIN),
    ("/metrics", ADMIN),
    ("/console", PAGES),
    ("/widget", PAGES),
    ("/oauth/", OAUTH),
    *((prefix, WIDGET) for prefix in _OF_WIDGETS),
)
_SIGN_IN_ROUTES = tuple(
    replace(route, marked=(MARK, token_route.ROUTE))
    if (route.method, route.path) == (token_route.ROUTE.method, token_route.ROUTE.path)
    else route
    for route in OAUTH_ROUTES
)
_PAGES = (*CONSOLE_ROUTES, *DEMO_ROUTES)


def _pages(gateway: Route | None) -> tuple[Route, ...]:
    """Return the pages' routes; at the root a CXone gateway may be asked for as well."""
    marked = (MARK, gateway)
    return tuple(replace(one, marked=marked) if one.path == "/" else one for one in _PAGES)


EARLY = Surface(
    (*WIDGET_ROUTES, *_SIGN_IN_ROUTES, *ADMIN_ROUTES, *_pages(None)),
    Dialects([*_SPEAKING, ("", WIDGET)]),
)
"""What is there from the start."""


@cache
def everything() -> Surface:
    """Return all that answers: the vendors' dialects too, which are imported when needed."""
    from mockplatform.dialects.cxone.agent.errors import CXONE_OAUTH, DFO
    from mockplatform.dialects.cxone.routes import ROUTES as CXONE_ROUTES
    from mockplatform.dialects.genesys.errors import GENESYS
    from mockplatform.dialects.genesys.routes import ROUTES as GENESYS_ROUTES
    from mockplatform.edge.either import join

    dialects = Dialects(
        [
            *((path, GENESYS) for path in AMONG_CUSTOMERS),
            *_SPEAKING,
            *((prefix, GENESYS) for prefix in _OF_GENESYS),
            *((prefix, CXONE) for prefix in _OF_CXONE),
            *((prefix, CXONE_OAUTH) for prefix in _OF_CXONE_ISSUER),
            *((prefix, DFO) for prefix in _OF_CXONE_AGENTS),
            ("", WIDGET),
        ],
        customers=[
            ("/api/v2/webchat/", GENESYS),
            ("/api/v2/webdeployments/", GENESYS),
            ("/api/v2/webmessaging/", GENESYS),
            ("/api/v2/", WIDGET),
        ],
    )
    vendors = (*join(WIDGET_ROUTES, GENESYS_ROUTES), *CXONE_ROUTES)
    gateway = next(route for route in CXONE_ROUTES if route.anywhere)
    pages = _pages(gateway)
    return Surface((*vendors, *_SIGN_IN_ROUTES, *ADMIN_ROUTES, *pages), dialects)


PLATFORM: web.AppKey[Platform] = web.AppKey("platform", Platform)

RUNNER_SETTINGS: Mapping[str, Any] = {
    # Bodies are taken as they are: a broken encoding would fail below all our layers.
    "auto_decompress": False,
    # A header over the limit is answered below all layers, so ours lies above every token's.
    "max_field_size": LIMITS.header_field_bytes_max,
    "keepalive_timeout": LIMITS.keepalive_s,
    # Who still sends a body that nobody reads hears the answer, and is not waited for longer.
    "lingering_time": LIMITS.unread_body_s_max,
    # A command that is being committed is not to be cut by a client that hangs up.
    "handler_cancellation": False,
    "access_log": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a server is to be.

    Attributes:
        store: ``memory`` or ``sqlite:///file.db``.
        fixture: A shipped fixture's name, or a path, for the default tenant; None for `default`.
        settings: Settings of the default tenant, over the fixture's.
        seed: From which all ids and draws derive; None draws one.
        public_url: The base URL under which clients reach the server; None: by whatever name
            they ask for it.
        local_url: The base URL for a client on this machine.
        admin_token: What the admin API asks for; None asks for nothing.
        hosts: The host names under which the admin API may be called.
        log_requests: Whether each request is logged.
        wall: Real time; another only in tests.
        alarm: A timer on real time; another only in tests.
        stopwatch: Seconds of real time from any start; another only in tests.
        make_key: Makes a private key to sign with; another only in tests.
        on_shutdown: What `POST /__admin/shutdown` calls.
        body_read_s: How long a body may take to come.
        attend: What is there as long as the platform is: who records it, say.
    """

    store: str = "memory"
    fixture: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    public_url: str | None = None
    local_url: str = "http://localhost"
    admin_token: str | None = None
    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "::1"})
    log_requests: bool = False
    wall: Callable[[], float] = wallclock.wall
    alarm: Alarm = wallclock.alarm
    stopwatch: Callable[[], float] = wallclock.stopwatch
    make_key: Callable[[], Any] = make_key
    on_shutdown: Callable[[], None] = lambda: None
    body_read_s: float = LIMITS.body_read_s_max
    attend: Callable[[Platform], AbstractAsyncContextManager[None]] = lambda _: nullcontext()


async def open_log(store: str) -> Log:
    """Return the log that `store` names.

    Raises:
        StoreRefused: It cannot be opened, and why.
    """
    if store == "memory":
        return MemoryLog()
    # Imported late: the store's libraries cost more start-up time than all the rest.
    from mockplatform.log.sql import SqlLog

    return await SqlLog.open(store)


async def open_platform(options: Options) -> Platform:
    """Return the platform, with what its store kept and with its default tenant.

    Raises:
        StoreRefused: The store cannot be opened.
        FixtureInvalid: The fixture is wrong.
    """
    fixture = options.fixture or DEFAULT_FIXTURE
    config = fixtures_loader.load(fixture)
    around = Surroundings(
        wall=options.wall,
        alarm=options.alarm,
        stopwatch=options.stopwatch,
        spawn=wallclock.spawn,
        body_read_s=options.body_read_s,
        public_url=options.public_url or options.local_url,
        is_url_told=options.public_url is not None,
        log_requests=options.log_requests,
        seed=secrets.randbits(32) if options.seed is None else options.seed,
        make_key=options.make_key,
    )
    platform = Platform(await open_log(options.store), around)
    await platform.bring_back()
    if DEFAULT_TENANT not in platform.tenants:
        plan = TenantPlan(config=config, fixture=fixture, settings=options.settings)
        await platform.create(DEFAULT_TENANT, plan)
    elif options.settings:
        await platform.change_settings(platform.tenants[DEFAULT_TENANT], options.settings)
    return platform


def calls() -> tuple[Route, ...]:
    """Return the routes of all APIs: all there are but the pages'."""
    return tuple(route for route in everything().routes if route.dialect is not PAGES)


def describe_http() -> bytes:
    """Return the OpenAPI document of all routes."""
    # Imported late, as below: a start does not need it.
    from mockplatform import openapi
    from mockplatform.dialects.cxone.agent.errors import CXONE_OAUTH, DFO
    from mockplatform.dialects.cxone.shapes.agent_tokens import OAuthRefusal
    from mockplatform.dialects.cxone.shapes.errors import ErrorBody as CxoneError
    from mockplatform.dialects.cxone.shapes.tokens import TokenRefusal
    from mockplatform.dialects.genesys.errors import GENESYS
    from mockplatform.dialects.genesys.shapes.platform import ErrorBody as GenesysError

    problem = openapi.ErrorShape(Problem, CONTENT_TYPE)
    shapes = {
        ADMIN: problem,
        HEALTH: problem,
        GENESYS: openapi.ErrorShape(GenesysError),
        CXONE: openapi.ErrorShape(CxoneError),
        token_route.CXONE_TOKENS: openapi.ErrorShape(TokenRefusal),
        CXONE_OAUTH: openapi.ErrorShape(OAuthRefusal),
        DFO: openapi.ErrorShape(CxoneError),
        WIDGET: openapi.ErrorShape(ErrorBody),
        WIDGET_OAUTH: openapi.ErrorShape(OAuthErrorBody),
        OAUTH: openapi.ErrorShape(AuthorizationErrorBody),
    }
    return openapi.document(calls(), shapes)


def describe_socket() -> bytes:
    """Return the AsyncAPI document of the widget's socket, of the guest's and of the chat's."""
    from mockplatform import asyncapi
    from mockplatform.dialects.cxone.chat import frames as chat_frames
    from mockplatform.dialects.cxone.routes import ROUTES as CXONE_ROUTES
    from mockplatform.dialects.genesys.guest import frames as guest_frames
    from mockplatform.dialects.genesys.routes import ROUTES as GENESYS_ROUTES

    widget = next(route for route in WIDGET_ROUTES if route.auth is Auth.SOCKET)
    guest = next(route for route in GENESYS_ROUTES if route.path == guest_frames.PATH)
    chat = next(route for route in CXONE_ROUTES if route.path == chat_frames.PATH)
    return asyncapi.document(
        [
            asyncapi.Described(
                "conversation",
                widget.path,
                widget.query,
                server=frames.SERVER_FRAMES,
                client=frames.CLIENT_FRAMES,
                client_id=True,
            ),
            asyncapi.Described(
                "webMessaging",
                guest.path,
                guest.query,
                server=guest_frames.SERVER_FRAMES,
                client=guest_frames.CLIENT_FRAMES,
                server_name="class",
                client_name="",
                prefix="guest",
            ),
            asyncapi.Described(
                "digitalChat",
                chat.path,
                chat.query,
                server=chat_frames.SERVER_FRAMES,
                client=chat_frames.CLIENT_FRAMES,
                server_name=chat_frames.named_at,
                client_name=chat_frames.named_at,
                prefix="chat",
            ),
        ]
    )


def create_app(options: Options | None = None) -> web.Application:
    """Return the server as an aiohttp application.

    Run it with `RUNNER_SETTINGS`, as `mockplatform.server` does: part of what keeps
    hostile input out are settings of the runner, not of the application.
    """
    chosen = options or Options()
    app = web.Application(client_max_size=LIMITS.body_bytes_max)
    admin = AdminContext(
        hosts=chosen.hosts,
        token=chosen.admin_token,
        store=chosen.store,
        on_shutdown=chosen.on_shutdown,
        documents={"openapi": describe_http, "asyncapi": describe_socket},
    )
    entrances: list[Entrance] = []

    async def enter(request: web.Request) -> web.StreamResponse:
        return await entrances[0](request)

    async def expect(request: web.Request) -> web.StreamResponse | None:
        return await entrances[0].expect(request)

    async def run(app: web.Application) -> AsyncIterator[None]:
        platform = await open_platform(chosen)
        app[PLATFORM] = platform
        late = Late(_OF_VENDORS, _OF_WIDGETS, everything, AMONG_CUSTOMERS)
        entrances.append(Entrance(platform, EARLY, late))
        attach(platform, admin)
        admin.answered = entrances[0].answered
        app[SOCKETS] = Sockets(platform.around)
        async with chosen.attend(platform):
            admin.stage = "ready"
            # A key is wanted with the first token, which nobody asks for before there is an answer.
            chosen.alarm(0.0, platform.keys.begin)
            yield
        # Last: the calls that were under way when the server was stopped have written by now.
        await platform.close()

    async def say_goodbye(app: web.Application) -> None:
        admin.stage = "stopping"
        wait_s = LIMITS.socket_close_s_max + LIMITS.sweep_s_max
        await app[SOCKETS].close_all(GOING_AWAY, "server going away", wait_s)
        app[PLATFORM].say_goodbye()

    app.cleanup_ctx.append(run)
    app.on_shutdown.append(say_goodbye)
    # Not `.*`, which stops at a line feed (%0A): the library's own 404 would answer.
    app.router.add_route("*", r"/{path:[\s\S]*}", enter, expect_handler=expect)
    return app
