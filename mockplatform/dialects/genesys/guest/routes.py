"""Owns the table of web messaging's routes."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.guest import signing_in, socket
from mockplatform.dialects.genesys.guest.frames import PATH
from mockplatform.dialects.genesys.shapes import guest_rest
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
        path=PATH,
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
    Route(
        method="POST",
        path="/api/v2/webdeployments/token/oauthcodegrantjwtexchange",
        handler=signing_in.exchange,
        dialect=GENESYS,
        summary="Trade a code or an identity token for the JWT of a known user",
        auth=Auth.OPEN,
        takes=guest_rest.CodeExchange,
        gives={200: guest_rest.SignedInTokens},
        inner="token",
    ),
    Route(
        method="POST",
        path="/api/v2/webdeployments/token/refresh",
        handler=signing_in.refresh,
        aim="refreshes",
        dialect=GENESYS,
        summary="Trade a refresh token for the next JWT of a known user",
        auth=Auth.OPEN,
        takes=guest_rest.TokenRefresh,
        gives={200: guest_rest.SignedInTokens},
        inner="token",
    ),
    Route(
        method="DELETE",
        path="/api/v2/webdeployments/token/revoke",
        handler=signing_in.revoke,
        dialect=GENESYS,
        summary="Log a known user out of web messaging",
        auth=Auth.BEARER,
        gives={204: None},
    ),
)
