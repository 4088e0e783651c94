"""Owns the table of web messaging's routes."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.guest import socket
from mockplatform.edge.call import Call
from mockplatform.edge.route import Auth, Route
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant


def _by_deployment(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant whose deployment the query names."""
    return platform.owner_of(call.request.query.get("deploymentId", ""))


ROUTES = (
    Route(
        method="GET",
        path="/v1",
        handler=socket.connect,
        dialect=GENESYS,
        summary="Open a guest's socket; see docs/genesys.md",
        auth=Auth.SOCKET,
        gives={101: None},
        query={
            "deploymentId": "The deployment",
            "application": "What the client calls itself; not read",
        },
        owner=_by_deployment,
    ),
)
