"""Owns the route on which secured sessions get their tokens; on the path of our own OAuth.

The vendor's web SDK asks at the root of its `authorize` origin, whatever path it was given there:
so the path cannot be another one. Its query tells it from OAuth: that has no `brandId`.

It is there from the start, and what answers comes with the first call: who never asks does not pay.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from mockplatform.dialects.cxone.brands import FALLBACK, MARK, by_brand
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.route import Auth, Dialect, Late, Route
from mockplatform.errors import PlatformError


async def _give(call: Call) -> Answer:
    from mockplatform.dialects.cxone.channel.tokens import give

    return await give(call)


def _refuse(call: Call, error: PlatformError) -> web.Response:
    from mockplatform.dialects.cxone.channel.refusals import write_refusal

    return write_refusal(call, error)


def _body() -> Any:
    from mockplatform.dialects.cxone.shapes.tokens import TransactionTokenBody

    return TransactionTokenBody


def _token() -> Any:
    from mockplatform.dialects.cxone.shapes.tokens import TransactionToken

    return TransactionToken


CXONE_TOKENS = Dialect("cxone", _refuse)
ROUTE = Route(
    method="POST",
    path="/oauth/token",
    handler=_give,
    inner="token",
    dialect=CXONE_TOKENS,
    summary="Get a transaction token for a chat socket",
    auth=Auth.OPEN,
    takes=Late(_body),
    gives={200: Late(_token)},
    query={
        MARK: "The brand",
        "channelId": "The channel",
        "visitorId": "The visitor; may be empty",
        FALLBACK: "1: tell what the cookie has, too, for a browser that keeps none",
    },
    owner=by_brand,
)
