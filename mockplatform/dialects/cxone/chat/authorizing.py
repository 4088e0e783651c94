"""Owns the acts by which customers authorize on the socket itself, as older clients do.

Source: [C] nice-cxone-chat-web-sdk 2.2.0 and 1.20.0; the vendor's mobile SDKs.
"""

from __future__ import annotations

from mockplatform.customers import identity
from mockplatform.dialects.cxone import known, proofs
from mockplatform.dialects.cxone.chat import binding, proving
from mockplatform.dialects.cxone.chat.acting import Asked
from mockplatform.dialects.cxone.chat.words import Answer
from mockplatform.dialects.cxone.shapes import authorizing as shapes
from mockplatform.dialects.cxone.shapes.tokens import FieldsTold
from mockplatform.errors import ParameterMissing, TokenInvalid
from mockplatform.tokens import TokenPair

_SUCCESS, _AUTHORIZED = "success", "authorized"


async def authorize(asked: Asked, data: shapes.AuthorizeCustomer) -> Answer:
    """Say who speaks: whom a code stands for, or, where none is needed, whom the frame names."""
    socket, channel = asked.socket, asked.channel
    external_id, pair = await _found(asked, data.authorization or shapes.CodeHeard())
    if asked.line.is_secured and external_id != asked.customer.external_id:
        raise TokenInvalid(
            "The code stands for another customer than the transaction token",
            hint=f"This connection is {asked.customer.external_id!r}'s: open another one.",
        )
    customer = await identity.come(
        socket.platform.service, socket.tenant, channel, external_id, asked.cause
    )
    binding.bind(socket, asked.line, customer.id)
    asked.line.is_proven = pair is not None or asked.line.is_proven
    customer = await binding.named(asked) or customer
    told = shapes.Authorized(
        consumer_identity=shapes.ConsumerTold(
            id_on_external_platform=customer.external_id,
            first_name=customer.first_name,
            last_name=customer.last_name,
            image=customer.image,
        ),
        customer=FieldsTold(custom_fields=known.identity(customer).custom_fields),
        contact=known.contact(socket.tenant, customer),
    )
    if pair is not None:
        told.access_token = _token(pair)
    return Answer("ConsumerAuthorized", told, status=_SUCCESS, authorization_status=_AUTHORIZED)


async def _found(asked: Asked, given: shapes.CodeHeard) -> tuple[str, TokenPair | None]:
    """Return who it is, and on a channel with authorization the tokens that prove it."""
    socket, channel, line = asked.socket, asked.channel, asked.line
    if channel.digital.authorization:
        if not given.authorization_code:
            raise ParameterMissing(
                "$.payload.data.authorization.authorizationCode is missing",
                hint=f"Channel {channel.id!r} asks for one: authorize(code).",
            )
        return await proofs.trade(
            socket.platform,
            socket.tenant,
            channel,
            given.authorization_code,
            given.code_verifier,
        )
    if line.is_secured:
        return asked.customer.external_id, None
    return binding.name_of(asked) or socket.tenant.ids.uuid(), None


def _token(pair: TokenPair) -> shapes.AccessTokenTold:
    return shapes.AccessTokenTold(token=pair.access_token, expires_in=pair.expires_in)


async def reconnect(asked: Asked, data: shapes.OfToken) -> Answer:
    """Say who speaks by the token that he has; refused, a client authorizes anew."""
    await proving.prove(asked, data.access_token.token)
    return Answer("ConsumerReconnected", status=_SUCCESS, authorization_status=_AUTHORIZED)


async def refresh(asked: Asked, data: shapes.OfToken) -> Answer:
    """Give the next token for one that is good still."""
    access = await proving.prove(asked, data.access_token.token)
    pair = await asked.socket.platform.tokens.renew(
        asked.socket.tenant, access, life_s=asked.channel.digital.access_token_s
    )
    return Answer("TokenRefreshed", shapes.Refreshed(access_token=_token(pair)))
