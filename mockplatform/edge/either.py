"""Owns paths that two dialects have: one route each, and the token tells whose answer is meant.

Invented: the worlds that meet here have servers of their own. On a route of both, a call without a
token, or with one that is nobody's, is taken for a customer's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aiohttp import web

from mockplatform.edge.auth import recognised
from mockplatform.edge.call import Call, Next
from mockplatform.edge.route import Route
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access

_CUSTOMERS = "/api/v2/conversations/messaging"
AMONG_CUSTOMERS = tuple(
    f"{_CUSTOMERS}/{name}"
    for name in ("integrations", "settings", "supportedcontent", "threadingtimeline")
)
"""Where staff's paths begin that stand below one of customers: they are no ids there."""


def join(customers: Iterable[Route], staff: Iterable[Route]) -> tuple[Route, ...]:
    """Return the routes of both; where both have a verb on a path, one that answers by token."""
    others = {(route.method, route.path): route for route in staff}
    joined = [
        replace(route, staff=others.pop((route.method, route.path), None)) for route in customers
    ]
    return (*joined, *others.values())


def by_token(route: Route, customers: Next, staff: Next, nobody: Next) -> Next:
    """Return what leads a call through the edge of the dialect that its token speaks."""

    async def choose(call: Call) -> web.StreamResponse:
        access = recognised(call, route)
        if access is None:
            return await nobody(call)
        return await (staff if _speaks_as_staff(call.tenant, access) else customers)(call)

    return choose


def is_staff(tenant: Tenant, access: Access) -> bool:
    """Whether a token is one of staff: of no deployment, for an agent or a client.

    An ended or revoked one too: whoever holds it reads the refusal in the dialect of staff.
    """
    if access.claims.deployment_id:
        return False
    subject = access.claims.sub
    return subject in tenant.tenancy.agents or tenant.client(subject) is not None


def _speaks_as_staff(tenant: Tenant, access: Access) -> bool:
    """Whether the holder of a token reads the dialect of staff; an agent who is gone does too."""
    is_gone = access.claims.sub in tenant.tenancy.revoked_users
    return is_staff(tenant, access) or (is_gone and not access.claims.deployment_id)
