"""Owns the table of a channel's routes over HTTP."""

from __future__ import annotations

from mockplatform.dialects.cxone.channel import info
from mockplatform.dialects.cxone.chat.doors import by_brand
from mockplatform.dialects.cxone.errors import CXONE
from mockplatform.dialects.cxone.shapes import channel as shapes
from mockplatform.edge.route import Auth, Route

BASE = "/chat/1.0/brand/{brand}/channel/{channel}"
ROUTES = (
    Route(
        method="GET",
        path=BASE,
        handler=info.info,
        dialect=CXONE,
        summary="Tell what a chat channel is",
        auth=Auth.OPEN,
        gives={200: shapes.ChannelInfo},
        query={"locale": "The language; not read"},
        owner=by_brand,
    ),
    Route(
        method="GET",
        path=f"{BASE}/availability",
        handler=info.availability,
        dialect=CXONE,
        summary="Tell whether somebody serves a chat channel",
        auth=Auth.OPEN,
        gives={200: shapes.Availability},
        owner=by_brand,
    ),
)
