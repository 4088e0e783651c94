"""Owns the calls about snapshots: all that a tenant is, to be kept in a file and put back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform.client.answers import Tenant
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import put as _put
from mockplatform.client.request import Request


def get() -> Request[dict[str, Any]]:
    """Return all that the tenant is but live sockets and journal; private keys stand in it."""
    return _get("/snapshot", dict[str, Any])


def put(snapshot: Mapping[str, Any]) -> Request[Tenant]:
    """Put a snapshot in the tenant's place; its sockets close with 1012."""
    return _put("/snapshot", Tenant, snapshot)
