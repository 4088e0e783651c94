"""Owns the table of the outages' admin routes."""

from __future__ import annotations

from typing import Any

from mockplatform.admin import outages
from mockplatform.admin.table import route
from mockplatform.edge.route import Late


def _posted() -> Any:
    from mockplatform.admin.outage_bodies import PostedOutage

    return PostedOutage


ROUTES = (
    route("GET /outages", outages.listing, "List the outages", {200: outages.OutageList}),
    route(
        "POST /outages",
        outages.post,
        "Start an outage of one's own",
        {201: outages.OutageView},
        takes=Late(_posted),
        noted=True,
    ),
    route("GET /outages/{name}", outages.get, "Show an outage", {200: outages.OutageView}),
    route(
        "POST /outages/{name}/start",
        outages.start,
        "Start an outage",
        {200: outages.OutageView},
        takes=outages.StartBody,
        noted=True,
    ),
    route(
        "POST /outages/{name}/stop",
        outages.stop,
        "End an outage now",
        {200: outages.OutageView},
    ),
)
