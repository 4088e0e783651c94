"""Owns transaction tokens: what lets a customer's socket in, for a while.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (bodies, the answer); the vendor's documentation (a life
of about ten minutes).
"""

from __future__ import annotations

from msgspec import UNSET

from mockplatform.core.lease import Holder
from mockplatform.core.scopes import DIGITAL_CONNECT
from mockplatform.customers import identity
from mockplatform.dialects.cxone import known
from mockplatform.dialects.cxone.brands import FALLBACK
from mockplatform.dialects.cxone.channel import cookies, identities
from mockplatform.dialects.cxone.chat import doors
from mockplatform.dialects.cxone.shapes.tokens import (
    ThirdPartyTold,
    TransactionToken,
    TransactionTokenBody,
)
from mockplatform.dialects.cxone.translate import times
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.oauth import NO_STORE
from mockplatform.guests.standing import Cause
from mockplatform.tokens import TokenPair


async def give(call: Call) -> Answer:
    """Give a transaction token to a customer, by the mode that the body tells."""
    channel = doors.admit(call)
    found = await identities.find(call, channel, call.parse(TransactionTokenBody))
    call.subject = found.external_id
    customer = await identity.come(
        call.platform.service, call.tenant, channel, found.external_id, Cause(call.correlation_id)
    )
    holder = Holder(user_id=found.external_id, client_id="", deployment_id=channel.id)
    pair = await call.platform.tokens.issue(
        call.tenant,
        holder,
        (DIGITAL_CONNECT,),
        refreshable=False,
        life_s=channel.digital.transaction_token_s,
    )
    is_fallback = bool(found.visitor) and call.request.query.get(FALLBACK) == "1"
    token = TransactionToken(
        access_token=pair.access_token,
        expires_in=pair.expires_in,
        created_at=times.seconds(call.now),
        customer_identity=known.identity(customer),
        contact=known.contact(call.tenant, customer),
        third_party=UNSET if found.pair is None else _told(found.pair),
        identity_token=found.visitor if is_fallback else UNSET,
    )
    headers = dict(NO_STORE)
    if found.visitor:
        headers["Set-Cookie"] = cookies.header_of(call, found.visitor)
    return Answer(200, token, headers)


def _told(pair: TokenPair) -> ThirdPartyTold:
    assert pair.refresh_token is not None  # such tokens can be renewed
    return ThirdPartyTold(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        expires_in=pair.expires_in,
    )
