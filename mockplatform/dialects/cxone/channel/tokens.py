"""Owns transaction tokens: what lets a customer's socket in, for a while.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (bodies, the answer); the vendor's documentation (a life
of about ten minutes).
"""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import DIGITAL_CONNECT
from mockplatform.dialects.cxone.chat import doors
from mockplatform.dialects.cxone.shapes.tokens import (
    FieldsTold,
    IdentityTold,
    TransactionToken,
    TransactionTokenBody,
)
from mockplatform.dialects.cxone.translate import people
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.oauth import NO_STORE
from mockplatform.errors import ParameterMissing
from mockplatform.guests.standing import Cause


async def give(call: Call) -> Answer:
    """Give a transaction token to a customer, by the mode that the body tells."""
    channel = doors.admit(call)
    body = call.parse(TransactionTokenBody)
    named = body.customer_identity
    if named is None or not named.id_on_external_platform:
        raise ParameterMissing("customerIdentity.idOnExternalPlatform is missing")
    call.subject = external_id = named.id_on_external_platform
    service, cause = call.platform.service, Cause(call.correlation_id)
    customer = await customers.meet(service, call.tenant, channel, external_id, cause=cause)
    holder = Holder(user_id=external_id, client_id="", deployment_id=channel.id)
    pair = await call.platform.tokens.issue(
        call.tenant,
        holder,
        (DIGITAL_CONNECT,),
        refreshable=False,
        life_s=channel.digital.transaction_token_s,
    )
    token = TransactionToken(
        access_token=pair.access_token,
        expires_in=pair.expires_in,
        customer_identity=IdentityTold(
            id_on_external_platform=external_id,
            first_name=customer.first_name,
            last_name=customer.last_name,
            image=customer.image,
            custom_fields=people.fields(customer),
        ),
        contact=FieldsTold(),
    )
    return Answer(200, token, NO_STORE)
