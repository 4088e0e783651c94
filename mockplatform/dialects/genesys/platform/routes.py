"""Owns the table of the platform API's routes about queues and users."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.platform import routing
from mockplatform.dialects.genesys.platform.table import route
from mockplatform.dialects.genesys.shapes.platform import Listing, Queue

PAGE = {"pageSize": "Entities in a page", "pageNumber": "Which page, from 1"}

ROUTES = (
    route(
        "GET",
        "/api/v2/routing/queues",
        routing.listing,
        "List the queues",
        gives={200: Listing[Any]},
        query=PAGE,
    ),
    route("GET", "/api/v2/routing/queues/{id}", routing.get, "Read a queue", gives={200: Queue}),
)
