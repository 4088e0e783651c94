"""Owns the route as a record: tables of these give dispatch, OpenAPI, clients and hints."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from aiohttp import web

from mockplatform.edge.call import Answer, Call, Next
from mockplatform.errors import PlatformError
from mockplatform.faults.where import Does, Phase
from mockplatform.findings.deeds import Aim
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant


class Auth(Enum):
    """What a route asks of the caller."""

    BEARER = "bearer"
    """A good access token."""
    PUBLIC = "public"
    """Nothing; but an access token that comes along is judged, as a proxy would."""
    SOCKET = "socket"
    """A good access token, which may come in any of a socket's places."""
    OPEN = "open"
    """Nothing; a token that comes along is another's matter, and is not looked at."""
    OWN = "own"
    """The route judges by itself (admin, health)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the edge must know of the language in which a route answers.

    Attributes:
        name: For the journal.
        error: Writes an error in the dialect's shape.
        cors: Whether browsers of other origins may call.
        guard: Refuses whom the dialect does not let in at all, whatever the route.
        finish: Writes headers of the dialect's own on each answer.
        has_instances: Whether clients say which of a user's widgets they are.
    """

    name: str
    error: Callable[[Call, PlatformError], web.Response]
    cors: bool = True
    guard: Callable[[Call], None] | None = None
    finish: Callable[[Call, web.StreamResponse], None] | None = None
    has_instances: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """A body's type that no start is to pay for; `load` imports it when it is asked for."""

    load: Callable[[], Any]


def _loaded(type_: Any) -> Any:
    return type_.load() if isinstance(type_, Late) else type_


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One verb on one path.

    Attributes:
        path: With ``{name}`` for a segment that varies.
        handler: Answers; gets the call when the edge has let it by.
        scope: What the token must allow, all of it.
        takes: The body's type for the OpenAPI document, or a `Late` one; None where there is
            no body.
        body_bytes_max: How large a body may be.
        form: Whether a form body is taken beside JSON.
        raw: Whether the body is a file of any type, which the handler itself reads.
        gives: The answers' types by status, for the OpenAPI document; each may be a `Late` one.
        query: The query's parameters, each with its help.
        choices: Those of them that take one of a few values, with these.
        also: The content types in which it answers besides JSON, where it is asked to.
        does: What it does with what is stored, for the faults of that.
        aim: What a client is after with it, for the rules that review clients.
        inner: What is behind the service that answers: the phase of faults that hit it.
        hides: The path's parameter that is a secret; nothing that is kept or told has it.
        settles: Whether what is due in the tenant is done first. A way out of trouble must be
            open also where that fails.
        owner: Finds the tenant by something in the path, where no token names it.
        is_part: Whether it has the files of a page, of which no hint tells.
        stands_alone: Whether it answers below the prefix of a tenant that there is not, too.
        is_url_given: Whether clients get its URL as a whole, with the token that stands in it.
        staff: What answers staff instead, where another dialect has the same verb on the same path.
        marked: What answers instead where the query has a parameter: that one's name, and the
            route of another dialect; None where that is not there before all is.
        anywhere: The query's parameter by which its socket is asked for also on a path on which
            nothing answers.
        credential_in: The query's parameter in which the token of a socket may stand.
        refused: What a handshake's refusal is told as, where its dialect tells it otherwise.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[Answer | web.StreamResponse]]
    dialect: Dialect
    summary: str
    auth: Auth = Auth.BEARER
    scope: frozenset[str] = frozenset()
    takes: Any = None
    body_bytes_max: int = LIMITS.body_bytes_max
    form: bool = False
    raw: bool = False
    gives: Mapping[int, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    also: Sequence[str] = ()
    owner: Callable[[Platform, Call], Tenant | None] | None = None
    does: Does = ""
    aim: Aim = ""
    inner: Phase | None = None
    hidden: bool = False
    hides: str = ""
    settles: bool = True
    is_part: bool = False
    stands_alone: bool = False
    is_url_given: bool = False
    staff: Route | None = None
    marked: tuple[str, Route | None] | None = None
    anywhere: str = ""
    credential_in: str = "access_token"
    refused: Callable[[Call, PlatformError], PlatformError] | None = None

    @property
    def body(self) -> Any:
        """The body's type; None where there is no body."""
        return _loaded(self.takes)

    @property
    def answers(self) -> dict[int, Any]:
        """The answers' types by status."""
        return {status: _loaded(type_) for status, type_ in self.gives.items()}

    def shown(self, path: str) -> str:
        """Return a path of the route's as it is kept and told."""
        if not self.hides:
            return path
        names = self.path.split("/")
        segments = path.split("/")
        segments[names.index(f"{{{self.hides}}}")] = "…"
        return "/".join(segments)


Layer = Callable[[Route, Next], Next]
"""Wraps the rest for one route; returns the rest itself where the route does not need it."""
