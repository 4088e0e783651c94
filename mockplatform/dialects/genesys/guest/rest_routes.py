"""Owns the table of what guests ask for by HTTP: files, history, configuration, devices."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.guest import cdn, devices, history, transfers
from mockplatform.dialects.genesys.shapes.deployment import DeploymentConfig, DeploymentDomains
from mockplatform.dialects.genesys.shapes.guest_rest import HistoryPage, PushDevice
from mockplatform.edge.route import Auth, Route
from mockplatform.guests.files import DOWNLOADS, UPLOADS

_DEPLOYMENTS = "/webdeployments/v1/deployments/{id}"
_FILE = "/{session}/{file}"
_SIGNED = {"signature": "As it was handed out"}

ROUTES = (
    Route(
        method="PUT",
        path=UPLOADS + _FILE,
        handler=transfers.put,
        does="write",
        dialect=GENESYS,
        summary="Upload a file to the URL that onAttachment gave",
        auth=Auth.PUBLIC,
        raw=True,
        gives={200: None},
        query=_SIGNED,
    ),
    Route(
        method="GET",
        path=DOWNLOADS + _FILE,
        handler=transfers.get,
        does="read",
        dialect=GENESYS,
        summary="Download a file by its URL",
        auth=Auth.PUBLIC,
        gives={200: bytes},
        query={**_SIGNED, "expires": "As it was handed out, where it was"},
    ),
    Route(
        method="GET",
        path="/api/v2/webmessaging/messages",
        handler=history.get,
        does="read",
        dialect=GENESYS,
        summary="Read the history of a guest's session, newest first",
        gives={200: HistoryPage},
        query={"pageSize": "Entities in a page", "pageNumber": "Which page, from 1"},
    ),
    Route(
        method="GET",
        path=f"{_DEPLOYMENTS}/config.json",
        handler=cdn.config,
        dialect=GENESYS,
        summary="Read a deployment's configuration",
        auth=Auth.PUBLIC,
        gives={200: DeploymentConfig, 304: None},
        owner=cdn.tenant_of,
    ),
    Route(
        method="GET",
        path=f"{_DEPLOYMENTS}/domains.json",
        handler=cdn.domains,
        dialect=GENESYS,
        summary="Read where a deployment may be shown",
        auth=Auth.PUBLIC,
        gives={200: DeploymentDomains, 304: None},
        owner=cdn.tenant_of,
    ),
    *(
        Route(
            method=method,
            path=devices.PATH,
            handler=handler,
            does="write",
            dialect=GENESYS,
            summary=f"{verb} the device of a guest's session",
            auth=Auth.PUBLIC,
            takes=None if method == "DELETE" else PushDevice,
            gives={204: None},
            owner=cdn.tenant_of,
            hides="token",
        )
        for method, verb, handler in (
            ("POST", "Register", devices.register),
            ("PATCH", "Change", devices.amend),
            ("DELETE", "Take away", devices.deregister),
        )
    ),
)
