"""Owns the table of notifications' routes."""

from __future__ import annotations

from mockplatform.dialects.genesys.errors import GENESYS
from mockplatform.dialects.genesys.notifications import channels, listener
from mockplatform.dialects.genesys.platform.table import route
from mockplatform.dialects.genesys.shapes.notifications import (
    AvailableTopic,
    ChannelTopic,
    NotificationChannel,
)
from mockplatform.dialects.genesys.shapes.platform import Entities
from mockplatform.edge.route import Auth, Route

BASE = "/api/v2/notifications"
ONE = f"{BASE}/channels/{{channel}}"
SUBSCRIPTIONS = f"{ONE}/subscriptions"
IGNORE = {"ignoreErrors": "Whether topics that are not permitted keep no others back"}

ROUTES = (
    route(
        "POST",
        f"{BASE}/channels",
        channels.create,
        "Open a notification channel",
        takes=channels.Nothing,
        gives={200: NotificationChannel},
        does="write",
    ),
    route(
        "GET",
        f"{BASE}/channels",
        channels.listing,
        "List the notification channels",
        gives={200: Entities[NotificationChannel]},
        query={"includechannels": "token: those of the token; oauthclient: of user and client"},
    ),
    route(
        "GET",
        ONE,
        channels.get,
        "Read a notification channel; HEAD asks whether it is there",
        gives={200: NotificationChannel},
    ),
    route(
        "GET",
        SUBSCRIPTIONS,
        channels.subscriptions,
        "List what a channel tells",
        gives={200: Entities[ChannelTopic]},
    ),
    route(
        "PUT",
        SUBSCRIPTIONS,
        channels.replace,
        "Have a channel tell these topics instead",
        takes=list[ChannelTopic],
        gives={200: Entities[ChannelTopic]},
        query=IGNORE,
        does="write",
    ),
    route(
        "POST",
        SUBSCRIPTIONS,
        channels.add,
        "Have a channel tell these topics too",
        takes=list[ChannelTopic],
        gives={200: Entities[ChannelTopic]},
        query=IGNORE,
        does="write",
    ),
    route(
        "DELETE",
        SUBSCRIPTIONS,
        channels.clear,
        "Have a channel tell nothing",
        gives={204: None},
        does="write",
    ),
    route(
        "GET",
        f"{BASE}/availabletopics",
        channels.available,
        "List the topics that are emulated",
        gives={200: Entities[AvailableTopic]},
        query={
            "expand": "Which members are told, joined by commas",
            "includePreview": "Not read: no topic is in preview",
        },
    ),
    Route(
        method="GET",
        path=f"{channels.SOCKET}/{{channel}}",
        handler=listener.connect,
        dialect=GENESYS,
        summary="Open the socket of a notification channel; see docs/genesys.md",
        auth=Auth.SOCKET,
        gives={101: None},
    ),
)
