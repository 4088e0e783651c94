"""Owns the act by which a client on the socket gets a token for the calls of HTTP.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 (event and reply); the vendor's web SDK 3.x fetches a
message with it. Invented: what else it is good for: nothing; how long it lives.
"""

from __future__ import annotations

from mockplatform.core.lease import Holder
from mockplatform.core.scopes import DIGITAL_READ
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.words import Answer
from mockplatform.dialects.cxone.shapes import permits as shapes


async def generate(asked: Asked, data: shapes.GenerateAuthorizationToken) -> Answer:
    """Give a token that reads what was said to the customer, for a while."""
    del data
    socket, channel = asked.socket, asked.channel
    holder = Holder(user_id=asked.customer.external_id, client_id="", deployment_id=channel.id)
    pair = await socket.platform.tokens.issue(
        socket.tenant,
        holder,
        (DIGITAL_READ,),
        refreshable=False,
        life_s=channel.digital.permit_s,
    )
    permit = shapes.Permit(token=pair.access_token, expires_in=pair.expires_in)
    told = shapes.AuthorizationTokenGenerated(authorization_token=permit)
    return Answer("AuthorizationTokenGenerated", told)
