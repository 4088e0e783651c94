"""Owns what a token tells of itself, and the organization that it is for."""

from __future__ import annotations

from mockplatform.dialects.genesys.shapes.conversations import Ref
from mockplatform.dialects.genesys.shapes.platform import OAuthClientRef, TokenInfo
from mockplatform.dialects.genesys.translate.users import organization
from mockplatform.edge.call import Answer, Call


async def read_organization(call: Call) -> Answer:
    """Give the organization."""
    return Answer(200, organization(call.tenant.id, call.tenant.config.name))


async def me(call: Call) -> Answer:
    """Give what the token is good for."""
    tenant = call.tenant
    ours = Ref(id=tenant.id, name=tenant.config.name or tenant.id)
    client = tenant.client(call.claims.client_id)
    body = TokenInfo(
        organization=ours,
        home_organization=ours,
        authorized_scope=call.claims.scope.split(),
        oauth_client=OAuthClientRef(
            id=call.claims.client_id,
            name=None if client is None else client.name or client.id,
            organization=ours,
        ),
    )
    return Answer(200, body)


async def revoke(call: Call) -> Answer:
    """End the token, and with it all that were got by the same log-in."""
    await call.platform.tokens.revoke_id(call.tenant, call.claims.jti)
    return Answer(204)
