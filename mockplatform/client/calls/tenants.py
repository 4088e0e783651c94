"""Owns the calls about tenants: made, shown, put back, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.client.answers import Tenant, TenantList
from mockplatform.client.calls.verbs import delete as _delete
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import post
from mockplatform.client.request import Request, segment


def create(
    id: str | None = None,  # noqa: A002 - as the API calls it
    *,
    fixture: str | None = None,
    settings: Mapping[str, Any] | None = None,
    seed: int | None = None,
    clock: str | float | Mapping[str, Any] | None = None,
    ttl: str | float | None = None,
) -> Request[Tenant]:
    """Make a tenant.

    Args:
        id: Drawn if left out.
        fixture: A shipped fixture's name; the default tenant's if left out.
        settings: Settings over the fixture's.
        seed: Derived from the server's if left out.
        clock: The instant at which its clock begins, or `{"at", "paused", "rate"}`.
        ttl: It goes by itself that long after its last use.
    """
    body = {
        "id": id,
        "fixture": fixture,
        "settings": settings,
        "seed": seed,
        "clock": clock,
        "ttl": ttl,
    }
    return post("/tenants", Tenant, body, of_server=True)


def list() -> Request[TenantList]:  # noqa: A001 - as the API calls it
    """List the tenants, the oldest first."""
    return _get("/tenants", TenantList, of_server=True)


def get(id: str) -> Request[Tenant]:  # noqa: A002 - as the API calls it
    """Show a tenant."""
    return _get(f"/tenants/{segment(id)}", Tenant, of_server=True)


def delete(id: str) -> Request[None]:  # noqa: A002 - as the API calls it
    """Take a tenant away; its sockets close with 1012."""
    return _delete(f"/tenants/{segment(id)}", of_server=True)


def reset(id: str, part: str | None = None) -> Request[Tenant]:  # noqa: A002 - as the API calls it
    """Put a tenant back to what it was made with, or only its `part`."""
    return post(f"/tenants/{segment(id)}/reset{_tail(part)}", Tenant, of_server=True)


def reset_this(part: str | None = None) -> Request[Tenant]:
    """Put this tenant back to what it was made with.

    Args:
        part: Only `journal`, `faults`, `conversations` or `clock`.
    """
    return post(f"/reset{_tail(part)}", Tenant)


def _tail(part: str | None) -> str:
    return f"/{segment(part)}" if part else ""
