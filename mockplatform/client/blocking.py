"""Owns the blocking client: each method sends one call and returns its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

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
from mockplatform.client.events import QUIET_S_MAX, Events
from mockplatform.client.request import DEFAULT_TENANT, Request, Target

P = ParamSpec("P")
T = TypeVar("T")
BlockT = TypeVar("BlockT")


class Noun:
    """What calls are grouped by."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def call(self, request: Request[T]) -> T:
        """Send a call and return its answer.

        Raises:
            AdminError: The platform refused; the error has a hint.
            Unreachable: No server answers.
        """
        answer = http.send(
            request.method,
            self.target.url(request),
            headers=request.headers(self.target.token),
            body=request.data(),
            ca_file=self.target.ca_file,
            timeout_s=request.timeout_s,
        )
        return request.read(answer.status, answer.body)


def sends(build: Callable[P, Request[T]]) -> Callable[Concatenate[Noun, P], T]:
    """Return the method that sends what `build` makes of its arguments."""

    @wraps(build)
    def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.call(build(*args, **kwargs))

    return method


def holds(
    build: Callable[P, Staging[T]], block: Callable[[Staging[T], Noun], BlockT]
) -> Callable[Concatenate[Noun, P], BlockT]:
    """Return the method that makes a block of what `build` makes of its arguments."""

    @wraps(build)
    def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> BlockT:
        return block(build(*args, **kwargs), self)

    return method


def streams(build: Callable[P, Request[T]]) -> Callable[Concatenate[Noun, P], Iterator[T]]:
    """Return the method that yields what comes in answer to what `build` makes."""

    @wraps(build)
    def method(self: Noun, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        request = build(*args, **kwargs)
        events = Events(request)
        for line in http.lines(
            request.method,
            self.target.url(request),
            headers=request.headers(self.target.token),
            ca_file=self.target.ca_file,
            timeout_s=QUIET_S_MAX,
        ):
            if isinstance(line, http.HttpAnswer):
                request.check(line.status, line.body)
            elif (answer := events.line(line)) is not None:
                yield answer

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


class Admin(Noun):
    """The admin API of one tenant, blocking.

    Args:
        url: The server's base URL, or a tenant's own (`…/t/{tenant}`).
        tenant: Which tenant to steer, where the URL does not say it.
        token: The admin token, where the server asks for one.
        ca_file: The authority that `serve --tls` wrote.
    """

    def __init__(
        self, url: str, *, tenant: str = DEFAULT_TENANT, token: str = "", ca_file: str = ""
    ) -> None:
        super().__init__(Target.of(url, tenant=tenant, token=token, ca_file=ca_file))
        self.server = Server(self.target)
        self.tenants = Tenants(self.target)
        self.clock = Clock(self.target)
        self.conversations = Conversations(self.target)
        self.agents = Agents(self.target)
        self.sessions = Sessions(self.target)
        self.channels = Channels(self.target)
        self.tokens = Tokens(self.target)
        self.keys = Keys(self.target)
        self.settings = Settings(self.target)
        self.faults = Faults(self.target)
        self.outages = Outages(self.target)
        self.findings = Findings(self.target)
        self.journal = Journal(self.target)
        self.snapshots = Snapshots(self.target)
        self.checkpoints = Checkpoints(self.target)
        self.record = Record(self.target)

    reset = sends(tenants.reset_this)
    fault = holds(faulting.fault, faulting.FaultBlock)
    outage = holds(outaging.outage, outaging.OutageBlock)

    def of(self, tenant: str) -> Admin:
        """Return the admin API of another tenant of the same server."""
        here = self.target
        return Admin(here.root, tenant=tenant, token=here.token, ca_file=here.ca_file)

    def __repr__(self) -> str:
        return f"Admin({self.target.base!r})"
