"""The login host's forms, as clients send them, get what clients know from the real server."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from tests.dialects.genesys.oauth import OAuthError, TokenResponse
from tests.dialects.genesys.wire import FOLDER, read
from tests.support.server import Server, serving

FORMS = {one.name: one.frame for one in read(FOLDER / "oauth.json") if one.direction == "client"}
ANSWERS = [one.frame for one in read(FOLDER / "oauth.json") if one.direction == "server"]


async def ask(server: Server, form: dict[str, Any], **headers: str) -> tuple[int, dict[str, Any]]:
    """Return status and body of the token endpoint's answer to a form."""
    url = server.url + "/oauth/token"
    async with server.http.post(url, data=form, headers=headers) as answer:
        found: dict[str, Any] = await answer.json()
        return answer.status, found


async def test_client_credentials_get_the_members_that_clients_read() -> None:
    basic = base64.b64encode(b"automation:automation-secret").decode()
    in_basic = FORMS["client credentials, the client in HTTP Basic"]
    in_form = {
        **FORMS["client credentials, the client in the form"],
        "client_secret": "automation-secret",
        "scope": "conversation:read",
    }
    async with serving() as server:
        given = [
            await ask(server, in_basic, Authorization=f"Basic {basic}"),
            await ask(server, in_form),
        ]
    for status, body in given:
        assert status == 200
        token = msgspec.convert(body, TokenResponse)
        assert (token.token_type, token.refresh_token) == ("bearer", None)


async def test_every_other_form_is_understood_and_refused_in_the_known_shape() -> None:
    known = {frozenset(one) for one in ANSWERS if "error" in one}
    async with serving() as server:
        for name in ("an authorization code", "a refresh", "a SAML assertion"):
            status, body = await ask(server, FORMS[name])
            assert status in {400, 401}, name
            assert frozenset(body) in known
            error = msgspec.convert(body, OAuthError)
            assert error.error in {"invalid_client", "unsupported_grant_type"}
            assert error.description == error.error_description
