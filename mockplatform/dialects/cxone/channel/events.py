"""Owns the call that gives an event which was too large for one frame."""

from __future__ import annotations

from mockplatform.customers import large
from mockplatform.dialects.cxone.channel.info import check_brand
from mockplatform.edge.call import Answer, Call


async def get(call: Call) -> Answer:
    """Give the whole of a frame that was too large."""
    check_brand(call)
    signature = call.request.query.get("signature", "")
    return Answer(200, large.fetch(call.tenant, call.params["event"], signature))
