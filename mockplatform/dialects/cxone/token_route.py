"""Owns the route on which secured sessions get their tokens; on the path of our own OAuth.

The vendor's web SDK asks at the root of its `authorize` origin, whatever path it was given there:
so the path cannot be another one. Its query tells it from OAuth: that has no `brandId`.
"""

from __future__ import annotations

from mockplatform.dialects.cxone.channel.refusals import CXONE_TOKENS
from mockplatform.dialects.cxone.channel.tokens import FALLBACK, give
from mockplatform.dialects.cxone.chat.doors import by_brand
from mockplatform.dialects.cxone.shapes.tokens import TransactionToken, TransactionTokenBody
from mockplatform.edge.route import Auth, Route

MARK = "brandId"
ROUTE = Route(
    method="POST",
    path="/oauth/token",
    handler=give,
    inner="token",
    dialect=CXONE_TOKENS,
    summary="Get a transaction token for a chat socket",
    auth=Auth.OPEN,
    takes=TransactionTokenBody,
    gives={200: TransactionToken},
    query={
        MARK: "The brand",
        "channelId": "The channel",
        "visitorId": "The visitor; may be empty",
        FALLBACK: "1: tell what the cookie has, too, for a browser that keeps none",
    },
    owner=by_brand,
)
