"""Owns the table of the routes that let agents and programs in."""

from __future__ import annotations

from mockplatform.dialects.cxone.agent import issuing, tokens
from mockplatform.dialects.cxone.agent.errors import CXONE_OAUTH
from mockplatform.dialects.cxone.agent.places import ISSUER
from mockplatform.dialects.cxone.shapes import agent_tokens as shapes
from mockplatform.edge.route import Auth, Route


def _of(base: str) -> tuple[Route, ...]:
    """Return the issuer's routes at a base."""
    return (
        Route(
            method="POST",
            path=f"{base}/auth/token",
            handler=tokens.token,
            aim="refreshes",
            inner="token",
            dialect=CXONE_OAUTH,
            summary="Get an agent's tokens for a grant",
            auth=Auth.PUBLIC,
            takes=shapes.AgentTokenBody,
            form=True,
            gives={200: shapes.AgentTokens},
        ),
        Route(
            method="GET",
            path=f"{base}/auth/jwks",
            handler=issuing.jwks,
            dialect=CXONE_OAUTH,
            summary="The keys that verify agents' tokens",
            auth=Auth.PUBLIC,
            gives={200: shapes.JsonWebKeys},
        ),
        Route(
            method="GET",
            path=f"{base}/.well-known/cxone-configuration",
            handler=issuing.configuration,
            dialect=CXONE_OAUTH,
            summary="Where a tenant's APIs are",
            auth=Auth.PUBLIC,
            gives={200: shapes.CxoneConfiguration},
            query={"tenantId": "The tenant, as the id token names it; this one if left out"},
            owner=issuing.by_tenant_id,
        ),
    )


ROUTES = (
    *_of(""),
    *_of(ISSUER),
    Route(
        method="GET",
        path=f"{ISSUER}/.well-known/openid-configuration",
        handler=issuing.openid,
        dialect=CXONE_OAUTH,
        summary="The metadata of the agents' issuer",
        auth=Auth.PUBLIC,
        gives={200: shapes.OpenIdConfiguration},
    ),
    Route(
        method="POST",
        path="/authentication/v1/token/access-key",
        handler=tokens.by_access_key,
        aim="begins",
        inner="token",
        dialect=CXONE_OAUTH,
        summary="Get an access token for an access key",
        auth=Auth.PUBLIC,
        takes=shapes.AccessKeyBody,
        gives={200: shapes.AgentTokens},
    ),
)
