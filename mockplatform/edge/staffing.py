"""Owns what the vendors' APIs for staff have in common: who may call, routes, what is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, TypedDict, Unpack

from aiohttp import web

from mockplatform.core.conversation import Conversation
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.either import is_staff
from mockplatform.edge.route import Auth, Dialect, Route
from mockplatform.errors import Forbidden, TokenInvalid
from mockplatform.faults.where import Does, Phase
from mockplatform.findings.deeds import Aim

Handler = Callable[[Call], Awaitable[Answer | web.StreamResponse]]


def check_staff(call: Call, api: str, way_in: str) -> None:
    """Let by a call that an agent or a client makes.

    Args:
        call: The call.
        api: What it is a call of, in words.
        way_in: How to log in there, for the hint.

    Raises:
        Forbidden: The token is a customer's.
        TokenInvalid: It is of nobody here: neither an agent nor a client.
    """
    if call.claims.deployment_id:
        raise Forbidden(f"The token is a customer's: it opens nothing of {api}", hint=way_in)
    if call.access is None or not is_staff(call.tenant, call.access):
        raise TokenInvalid(
            f"The token's subject {call.claims.sub[:64]!r} is neither an agent nor a client",
            hint="GET /__admin/agents lists the agents; a client's id is in the tenant's fixture.",
        )


class Told(TypedDict, total=False):
    """What a route may tell of itself beside what each has; as the members of `Route`."""

    takes: Any
    gives: Mapping[int, Any]
    query: Mapping[str, str]
    does: Does
    aim: Aim
    inner: Phase | None


class StaffApi(NamedTuple):
    """An API for staff: its routes ask for a bearer whom it lets by.

    Attributes:
        dialect: In which it answers.
        check: Lets a call by, for a route of it, or refuses.
        base: Where its paths begin.
        gives: What its routes answer where they do not say.
    """

    dialect: Dialect
    check: Callable[[Call, Route], None]
    base: str = ""
    gives: Mapping[int, Any] = {200: None}

    def route(
        self, method: str, path: str, handler: Handler, summary: str, **told: Unpack[Told]
    ) -> Route:
        """Return a route."""

        async def handle(call: Call) -> Answer | web.StreamResponse:
            self.check(call, route)
            return await handler(call)

        members: Told = {"gives": self.gives, **told}
        route = Route(
            method=method,
            path=self.base + path,
            handler=handle,
            dialect=self.dialect,
            summary=summary,
            auth=Auth.BEARER,
            **members,
        )
        return route


async def as_looked(call: Call, state: Conversation) -> Conversation | None:
    """Return a conversation as it is read: as it is, or as a fault says that it was.

    None where it was not there yet then.
    """
    if call.staged.as_of is None:
        return state
    service = call.platform.service
    was = await service.as_of(call.tenant, "conversation", state.id, call.staged.as_of)
    return was if isinstance(was, Conversation) else None
