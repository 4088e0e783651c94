"""Owns the table of what guests ask for by HTTP: what goes over no socket."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.guest import transfers
from mockplatform.edge.route import Auth, Route
from mockplatform.guests.files import DOWNLOADS, UPLOADS

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
)
