"""Owns the table of the authorization server's routes."""

from __future__ import annotations

from mockplatform.dialects.oauth.authorize import authorize, logout
from mockplatform.dialects.oauth.errors import OAUTH
from mockplatform.dialects.oauth.token import OAuthTokenBody, token
from mockplatform.edge.oauth import TokenAnswer
from mockplatform.edge.route import Auth, Route

ROUTES = (
    Route(
        method="POST",
        path="/oauth/token",
        handler=token,
        aim="refreshes",
        inner="token",
        dialect=OAUTH,
        summary="Get tokens for a grant",
        auth=Auth.PUBLIC,
        takes=OAuthTokenBody,
        form=True,
        gives={200: TokenAnswer},
    ),
    Route(
        method="GET",
        path="/oauth/authorize",
        handler=authorize,
        inner="token",
        dialect=OAUTH,
        summary="Get a code or a token at the redirect URI, without a log-in",
        auth=Auth.PUBLIC,
        gives={302: None},
        query={
            "response_type": "`code`, or `token` for clients with the grant `implicit`",
            "client_id": "The client",
            "redirect_uri": "One that the client has registered",
            "scope": "What to allow; all that the client may have if left out",
            "state": "Comes back as it is",
            "code_challenge": "PKCE (RFC 7636); a client with a secret may do without",
            "code_challenge_method": "`S256`",
            "login_hint": "Invented: the user; else the client's `user`, else a guest",
        },
    ),
    Route(
        method="GET",
        path="/logout",
        handler=logout,
        dialect=OAUTH,
        summary="Go on to a redirect URI; there is no session that would end",
        auth=Auth.PUBLIC,
        gives={200: None, 302: None},
        query={
            "client_id": "The client; any if left out",
            "redirect_uri": "Where to go, if the client has registered it",
        },
    ),
)
