"""Owns what the vendors' APIs for staff have in common: who may call, routes, what is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from mockplatform.core.conversation import Conversation
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.either import is_staff
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import Forbidden, TokenInvalid


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


def behind(check: Callable[[Call], None], route: Route) -> Route:
    """Return a route for a bearer whom `check` lets by."""
    handler = route.handler

    async def handle(call: Call) -> Answer | web.StreamResponse:
        check(call)
        return await handler(call)

    return replace(route, handler=handle, auth=Auth.BEARER)


async def as_looked(call: Call, state: Conversation) -> Conversation | None:
    """Return a conversation as it is read: as it is, or as a fault says that it was.

    None where it was not there yet then.
    """
    if call.staged.as_of is None:
        return state
    service = call.platform.service
    was = await service.as_of(call.tenant, "conversation", state.id, call.staged.as_of)
    return was if isinstance(was, Conversation) else None
