"""Owns the table of what guests ask for by HTTP: files, history."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.guest import history, transfers
from mockplatform.dialects.genesys.shapes.guest_rest import HistoryPage
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
)
