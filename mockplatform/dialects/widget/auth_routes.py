"""Owns the table of routes about tokens and keys."""

from __future__ import annotations

from mockplatform.dialects.widget import auth, discovery
from mockplatform.dialects.widget.errors import WIDGET, WIDGET_OAUTH
from mockplatform.edge.oauth import TokenAnswer
from mockplatform.edge.route import Auth, Route

ROUTES = (
    Route(
        method="POST",
        path="/api/v2/widget/auth/token",
        handler=auth.issue,
        aim="begins",
        inner="token",
        dialect=WIDGET_OAUTH,
        summary="Get a first pair of tokens for a deployment",
        auth=Auth.PUBLIC,
        takes=auth.TokenBody,
        gives={200: TokenAnswer},
    ),
    Route(
        method="POST",
        path="/api/v2/widget/auth/refresh",
        handler=auth.refresh,
        aim="refreshes",
        inner="token",
        dialect=WIDGET_OAUTH,
        summary="Spend a refresh token for the next pair",
        auth=Auth.PUBLIC,
        takes=auth.RefreshBody,
        gives={200: TokenAnswer},
    ),
    Route(
        method="POST",
        path="/api/v2/widget/auth/revoke",
        handler=auth.revoke,
        inner="token",
        dialect=WIDGET_OAUTH,
        summary="Revoke a token and its whole family",
        auth=Auth.PUBLIC,
        takes=auth.RevokeBody,
        form=True,
        gives={200: None},
    ),
    Route(
        method="GET",
        path="/.well-known/jwks.json",
        handler=discovery.jwks,
        dialect=WIDGET,
        summary="The keys that verify access tokens",
        auth=Auth.PUBLIC,
        gives={200: dict},
    ),
    Route(
        method="GET",
        path="/.well-known/openid-configuration",
        handler=discovery.discovery,
        dialect=WIDGET,
        summary="The issuer's metadata",
        auth=Auth.PUBLIC,
        gives={200: dict},
    ),
)
