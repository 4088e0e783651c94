"""Owns the table of routes about tokens and keys."""

from __future__ import annotations

from mockplatform.dialects.widget import auth, oauth
from mockplatform.dialects.widget.errors import WIDGET, WIDGET_OAUTH
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
        gives={200: auth.TokenAnswer},
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
        gives={200: auth.TokenAnswer},
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
        method="POST",
        path="/oauth/token",
        handler=oauth.token,
        inner="token",
        dialect=WIDGET_OAUTH,
        summary="Get tokens for a grant",
        auth=Auth.PUBLIC,
        takes=oauth.OAuthTokenBody,
        form=True,
        gives={200: auth.TokenAnswer},
    ),
    Route(
        method="GET",
        path="/oauth/authorize",
        handler=oauth.authorize,
        inner="token",
        dialect=WIDGET_OAUTH,
        summary="Get a code at the redirect URI, without a log-in",
        auth=Auth.PUBLIC,
        gives={302: None},
        query={
            "response_type": "`code`",
            "client_id": "The client",
            "redirect_uri": "One that the client has registered",
            "scope": "What to allow; all that the client may have if left out",
            "state": "Comes back as it is",
            "code_challenge": "PKCE (RFC 7636)",
            "code_challenge_method": "`S256`",
            "login_hint": "Invented: the user; a guest if left out",
        },
    ),
    Route(
        method="GET",
        path="/.well-known/jwks.json",
        handler=auth.jwks,
        dialect=WIDGET,
        summary="The keys that verify access tokens",
        auth=Auth.PUBLIC,
        gives={200: dict},
    ),
    Route(
        method="GET",
        path="/.well-known/openid-configuration",
        handler=auth.discovery,
        dialect=WIDGET,
        summary="The issuer's metadata",
        auth=Auth.PUBLIC,
        gives={200: dict},
    ),
)
