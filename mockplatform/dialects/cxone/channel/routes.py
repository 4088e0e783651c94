"""Owns the table of a channel's routes over HTTP."""

from __future__ import annotations

from mockplatform.core.scopes import DIGITAL_READ
from mockplatform.dialects.cxone.brands import by_brand
from mockplatform.dialects.cxone.channel import analytics, events, files, info, messages
from mockplatform.dialects.cxone.chat import large
from mockplatform.dialects.cxone.errors import CXONE
from mockplatform.dialects.cxone.shapes import channel as shapes
from mockplatform.dialects.cxone.shapes.base import JsonObject
from mockplatform.dialects.cxone.shapes.objects import Message
from mockplatform.edge.route import Auth, Route
from mockplatform.limits import LIMITS

BASE = "/chat/1.0/brand/{brand}/channel/{channel}"
VISITOR = "/web-analytics/1.0/tenants/{brand}/visitors/{visitor}"
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
    Route(
        method="GET",
        path="/chat/1.0/brand/{brand}/messages/{message}",
        handler=messages.get,
        does="read",
        dialect=CXONE,
        summary="Read a message by the token of GenerateAuthorizationToken",
        scope=frozenset({DIGITAL_READ}),
        gives={200: Message},
        owner=by_brand,
    ),
    Route(
        method="GET",
        path=large.PATH,
        handler=events.get,
        does="read",
        dialect=CXONE,
        summary="Fetch an event that was too large for a frame, by the URL of EventInS3",
        auth=Auth.OPEN,
        gives={200: JsonObject},
        query={"signature": "As it was handed out"},
        owner=by_brand,
    ),
    *(
        Route(
            method=method,
            path=path,
            handler=handler,
            dialect=CXONE,
            summary=summary,
            auth=Auth.OPEN,
            takes=JsonObject,
            gives={204: None},
            owner=by_brand,
        )
        for method, path, handler, summary in (
            ("PUT", VISITOR, analytics.visitor, "Tell of a visitor; not kept"),
            ("POST", f"{VISITOR}/events", analytics.events, "Tell what a visitor did; not kept"),
        )
    ),
)
