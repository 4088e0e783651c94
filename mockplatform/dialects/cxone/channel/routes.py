"""Owns the table of a channel's routes over HTTP."""

from __future__ import annotations

from mockplatform.dialects.cxone.channel import files, info
from mockplatform.dialects.cxone.chat.doors import by_brand
from mockplatform.dialects.cxone.errors import CXONE
from mockplatform.dialects.cxone.shapes import channel as shapes
from mockplatform.edge.route import Auth, Route
from mockplatform.limits import LIMITS

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
    Route(
        method="GET",
        path=f"{BASE}/persistent-menu-items",
        handler=info.menu,
        dialect=CXONE,
        summary="Tell the persistent menu of a chat channel",
        auth=Auth.OPEN,
        gives={200: list[shapes.MenuItem]},
        owner=by_brand,
    ),
    Route(
        method="POST",
        path=f"{BASE}/attachment",
        handler=files.take,
        does="write",
        dialect=CXONE,
        summary="Upload a file; a refused one is answered with what is taken",
        auth=Auth.OPEN,
        raw=True,
        takes=shapes.UploadBody,
        body_bytes_max=LIMITS.channel_file_body_bytes_max,
        gives={200: shapes.Uploaded | shapes.FileRestrictions},
        owner=by_brand,
    ),
    Route(
        method="GET",
        path=f"{BASE}/attachment/{{file}}",
        handler=files.get,
        does="read",
        dialect=CXONE,
        summary="Download a file by the URL that its upload gave",
        auth=Auth.OPEN,
        gives={200: bytes},
        query={"signature": "As it was handed out"},
        owner=by_brand,
    ),
)
