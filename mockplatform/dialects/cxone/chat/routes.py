"""Owns the table of the chat socket's routes."""

from __future__ import annotations

from mockplatform.dialects.cxone.brands import by_brand
from mockplatform.dialects.cxone.chat import socket
from mockplatform.dialects.cxone.chat.doors import refused
from mockplatform.dialects.cxone.chat.frames import PATH
from mockplatform.dialects.cxone.errors import CXONE
from mockplatform.edge.route import Auth, Route

ROUTES = (
    Route(
        method="GET",
        path=PATH,
        handler=socket.connect,
        dialect=CXONE,
        summary="Open a customer's chat socket; see docs/cxone.md",
        auth=Auth.SOCKET,
        credential_in="transactionToken",
        gives={101: None},
        query={
            "brandId": "The brand",
            "channelId": "The channel",
            "transactionToken": "For whom it speaks, in secured sessions",
            "customerId": "For whom it is going to speak, without; not read",
            "visitorId": "The visitor; may be empty",
        },
        owner=by_brand,
        anywhere="brandId",
        refused=refused,
    ),
)
