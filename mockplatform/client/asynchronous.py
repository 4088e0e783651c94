"""Owns the client for an event loop: the blocking one's methods, each to be awaited.

aiohttp is imported with the first call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

from mockplatform.client import faulting, http, outaging
from mockplatform.client.blocks import Staging
from mockplatform.client.calls import (
    agents,
    channels,
    checkpoints,
    clock,
    conversations,
    faults,
    findings,
    journal,
    keys,
    outages,
    record,
    server,
    sessions,
    settings,
    snapshots,
    tenants,
    tokens,
)
from mockplatform.client.errors import Unreachable
from mockplatform.client.following import follow
from mockplatform.client.request import DEFAULT_TENANT, Request, Target

if TYPE_CHECKING:
    import aiohttp

P = ParamSpec("P")
T = TypeVar("T")
BlockT = TypeVar("BlockT")


class Line:
    """The way to the server: connections that are kept within `async with`, else one a call."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.kept: aiohttp.ClientSession | None = None

    def session(self) -> aiohttp.ClientSession:
        """Return a new session, whose connections its user closes."""
        import aiohttp

        secure: Any = http.trusting(self.target.ca_file) if self.target.ca_file else True
        return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=secure))

    async def send(self, request: Request[T]) -> T:
        """Send a call and return its answer.

        Raises:
            AdminError: The platform refused; the error has a hint.
            Unreachable: No server answers.
        """
        import aiohttp

        async with AsyncExitStack() as stack:
            session = self.kept
            if session is None:
                session = await stack.enter_async_context(self.session())
            try:
                answer = await stack.enter_async_context(
                    session.request(
                        request.method,
                        self.target.url(request),
                        data=request.data(),
                        headers=request.headers(self.target.token),
                        timeout=aiohttp.ClientTimeout(total=request.timeout_s),
                    )
                )
                body = await answer.read()
            except (aiohttp.ClientError, TimeoutError) as error:
                raise Unreachable(self.target.root, http.reason(error)) from None
            return request.read(answer.status, body)


class Noun:
    """What calls are grouped by."""

    def __init__(self, line: Line) -> None:
        self._line = line

    @property
    def target(self) -> Target:
        """Where calls go."""
        return self._line.target

    async def call(self, request: Request[T]) -> T:
        """Send a call and return its answer.

        Raises:
            AdminError: The platform refused; the error has a hint.
            Unreachable: No server answers.
        """
        return await self._line.send(request)

    def follow(self, request: Request[T]) -> AsyncIterator[T]:
        """Send a call and yield what comes in answer, as it comes.

        Raises:
            AdminError: The platform refused; the error has a hint.
            Unreachable: No server answers, or it went away.
        """
        return follow(self._line.session(), self.target, request)


def sends(build: Callable[P, Request[T]]) -> Callable[Concatenate[Noun, P], Awaitable[T]]:
    """Return the method that sends what `build` makes of its arguments."""

    @wraps(build)
    async def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.call(build(*args, **kwargs))

    return method


def holds(
    build: Callable[P, Staging[T]], block: Callable[[Staging[T], Noun], BlockT]
) -> Callable[Concatenate[Noun, P], BlockT]:
    """Return the method that makes a block of what `build` makes of its arguments."""

    @wraps(build)
    def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> BlockT:
        return block(build(*args, **kwargs), self)

    return method


def streams(build: Callable[P, Request[T]]) -> Callable[Concatenate[Noun, P], AsyncIterator[T]]:
    """Return the method that yields what comes in answer to what `build` makes."""

    @wraps(build)
    def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        return self.follow(build(*args, **kwargs))

    return method


class Server(Noun):
    """The server itself."""

    live = sends(server.live)
    ready = sends(server.ready)
    version = sends(server.version)
    openapi = sends(server.openapi)
    asyncapi = sends(server.asyncapi)
    shutdown = sends(server.shutdown)


class Tenants(Noun):
    """The tenants of the server."""

    create = sends(tenants.create)
    list = sends(tenants.list)
    get = sends(tenants.get)
    delete = sends(tenants.delete)
    reset = sends(tenants.reset)


class Clock(Noun):
    """The tenant's clock."""

    now = sends(clock.now)
    advance = sends(clock.advance)
    pause = sends(clock.pause)
    resume = sends(clock.resume)
    reset = sends(clock.reset)


class Conversations(Noun):
    """The tenant's conversations, and what an agent does in them."""

    list = sends(conversations.list)
    board = sends(conversations.board)
    get = sends(conversations.get)
    events = sends(conversations.events)
    delete = sends(conversations.delete)
    offer = sends(conversations.offer)
    accept = sends(conversations.accept)
    decline = sends(conversations.decline)
    message = sends(conversations.message)
    typing = sends(conversations.typing)
    transfer = sends(conversations.transfer)
    leave = sends(conversations.leave)
    close = sends(conversations.close)


class Agents(Noun):
    """The tenant's agents, people and bots."""

    list = sends(agents.list)
    get = sends(agents.get)
    create = sends(agents.create)
    put = sends(agents.put)
    delete = sends(agents.delete)
    queues = sends(agents.queues)


class Sessions(Noun):
    """The guest sessions: what stands behind a token of a client's own."""

    list = sends(sessions.list)
    get = sends(sessions.get)
    delete = sends(sessions.delete)


class Channels(Noun):
    """The tenant's live sockets."""

    list = sends(channels.list)
    drop = sends(channels.drop)


class Tokens(Noun):
    """The tenant's access tokens."""

    mint = sends(tokens.mint)
    revoke = sends(tokens.revoke)
    expire = sends(tokens.expire)
    list = sends(tokens.list)


class Keys(Noun):
    """The tenant's signing keys."""

    list = sends(keys.list)
    rotate = sends(keys.rotate)


class Settings(Noun):
    """The tenant's settings."""

    get = sends(settings.get)
    patch = sends(settings.patch)
    schema = sends(settings.schema)


class Faults(Noun):
    """What is to go wrong in the tenant."""

    list = sends(faults.list)
    get = sends(faults.get)
    create = sends(faults.create)
    put = sends(faults.put)
    put_all = sends(faults.put_all)
    kinds = sends(faults.kinds)
    remove = sends(faults.remove)
    clear = sends(faults.clear)


class Findings(Noun):
    """What clients of the tenant did wrong."""

    get = sends(findings.get)
    report = sends(findings.report)
    clear = sends(findings.clear)
    baseline = sends(findings.baseline)
    accept = sends(findings.accept)
    forget_baseline = sends(findings.forget_baseline)


class Outages(Noun):
    """What is staged in the tenant, with a course over time."""

    list = sends(outages.list)
    get = sends(outages.get)
    start = sends(outages.start)
    stage = sends(outages.stage)
    stop = sends(outages.stop)


class Snapshots(Noun):
    """All that the tenant is, as one document."""

    get = sends(snapshots.get)
    put = sends(snapshots.put)


class Checkpoints(Noun):
    """The tenant's states by name."""

    list = sends(checkpoints.list)
    make = sends(checkpoints.make)
    rewind = sends(checkpoints.rewind)
    remove = sends(checkpoints.remove)


class Journal(Noun):
    """What happened in the tenant, in order."""

    get = sends(journal.get)
    clear = sends(journal.clear)
    verify = sends(journal.verify)
    wait = sends(journal.wait)
    stream = streams(journal.stream)
    arrivals = sends(journal.arrivals)
    explain = sends(journal.explain)


class Record(Noun):
    """The record of the tenant's run."""

    start = sends(record.start)
    stop = sends(record.stop)
    state = sends(record.state)
    get = sends(record.get)
    remove = sends(record.remove)


class AsyncAdmin(Noun):
    """The admin API of one tenant, for an event loop.

    Within `async with` its connections are kept from call to call.

    Args:
        url: The server's base URL, or a tenant's own (`…/t/{tenant}`).
        tenant: Which tenant to steer, where the URL does not say it.
        token: The admin token, where the server asks for one.
        ca_file: The authority that `serve --tls` wrote.
    """

    def __init__(
        self, url: str, *, tenant: str = DEFAULT_TENANT, token: str = "", ca_file: str = ""
    ) -> None:
        super().__init__(Line(Target.of(url, tenant=tenant, token=token, ca_file=ca_file)))
        self.server = Server(self._line)
        self.tenants = Tenants(self._line)
        self.clock = Clock(self._line)
        self.conversations = Conversations(self._line)
        self.agents = Agents(self._line)
        self.sessions = Sessions(self._line)
        self.channels = Channels(self._line)
        self.tokens = Tokens(self._line)
        self.keys = Keys(self._line)
        self.settings = Settings(self._line)
        self.faults = Faults(self._line)
        self.outages = Outages(self._line)
        self.findings = Findings(self._line)
        self.journal = Journal(self._line)
        self.snapshots = Snapshots(self._line)
        self.checkpoints = Checkpoints(self._line)
        self.record = Record(self._line)

    reset = sends(tenants.reset_this)
    fault = holds(faulting.fault, faulting.AsyncFaultBlock)
    outage = holds(outaging.outage, outaging.AsyncOutageBlock)

    def of(self, tenant: str) -> AsyncAdmin:
        """Return the admin API of another tenant of the same server."""
        here = self._line.target
        return AsyncAdmin(here.root, tenant=tenant, token=here.token, ca_file=here.ca_file)

    async def __aenter__(self) -> Self:
        assert self._line.kept is None  # entered once
        self._line.kept = self._line.session()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        session, self._line.kept = self._line.kept, None
        if session is not None:
            await session.close()

    def __repr__(self) -> str:
        return f"AsyncAdmin({self._line.target.base!r})"
