"""Owns the table of routes about tokens."""

from __future__ import annotations

from mockplatform.dialects.widget import auth
from mockplatform.dialects.widget.errors import WIDGET_OAUTH
from mockplatform.edge.oauth import TokenAnswer
from mockplatform.edge.route import Auth, Route

ROUTES = (
    Route(
        method="POST",
        path="/api/v2/widget/auth/token",
        handler=auth.issue,
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
)
