"""How agents and their programs get in: the issuer's documents, access keys, codes, renewals.

Source: the vendor's OpenAPI operations as published again, its agent SDK; RFC 6749, RFC 7636.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from mockplatform.edge.codes import challenge_of
from tests.support.agents_cxone import CLIENT, Client, Program, ask
from tests.support.faulty import set_fault
from tests.support.server import Server, serving

DESK = ("agent-desk", "agent-desk-secret")
CALLBACK = "http://localhost:8081/callback"
KEY = {"grant_type": "password", "username": "ana", "password": "ana-secret"}


@asynccontextmanager
async def issuing(path: str = "/cxone", **options: Any) -> AsyncIterator[tuple[Server, Program]]:
    async with serving(**options) as server:
        program = Program(server.http, server.url + path)
        program.found = {"token_endpoint": f"{server.url}{path}/auth/token"}
        yield server, program


def verified(keys: Any, tokens: Any, audience: str) -> dict[str, Any]:
    """Return what an id token says, if the issuer's published keys verify it."""
    id_token = tokens["id_token"]
    key_id = jwt.get_unverified_header(id_token)["kid"]
    key = jwt.PyJWKSet.from_dict(keys)[key_id]
    claims: dict[str, Any] = jwt.decode(
        id_token, key, algorithms=["RS256"], audience=audience, options={"verify_exp": False}
    )
    return claims


async def test_a_program_that_knows_the_issuer_alone_finds_tokens_and_the_api() -> None:
    async with serving() as server:
        issuer = f"{server.url}/cxone"
        program = await Program.let_in(server.http, issuer, "ana")
        assert program.found["issuer"] == issuer
        assert program.found["token_endpoint"] == f"{issuer}/auth/token"
        assert program.api == f"{server.url}/dfo/3.0"
        keys = (await ask(server.http, "GET", program.found["jwks_uri"])).body
        claims = verified(keys, program.tokens, "automation")
        assert (claims["iss"], claims["sub"], claims["name"]) == (issuer, "ana", "Ana Duarte")
        assert claims["exp"] - claims["iat"] == program.tokens["expires_in"]
        told = await ask(
            server.http,
            "GET",
            f"{server.url}/.well-known/cxone-configuration?tenantId={claims['tenantId']}",
        )
        assert told.body["tenant_id"] == claims["tenantId"]
        assert told.body["auth_endpoint"] == server.url


async def test_below_a_tenants_prefix_everything_stays_in_that_tenant() -> None:
    async with serving() as server:
        await server.add_tenant("other")
        issuer = f"{server.url}/t/other/cxone"
        program = await Program.let_in(server.http, issuer, "ana")
        assert program.found["token_endpoint"] == f"{issuer}/auth/token"
        assert program.api == f"{server.url}/t/other/dfo/3.0"
        here = await Program.let_in(server.http, f"{server.url}/cxone", "ana")
        keys = (await ask(server.http, "GET", program.found["jwks_uri"])).body
        claims = verified(keys, program.tokens, "automation")
        with pytest.raises(KeyError):
            verified(keys, here.tokens, "automation")
        found = await ask(
            server.http,
            "GET",
            f"{server.url}/.well-known/cxone-configuration?tenantId={claims['tenantId']}",
        )
        assert found.body["api_endpoint"] == f"{server.url}/t/other"


async def test_a_tenant_that_nobody_has_is_told_of_no_api() -> None:
    async with serving() as server:
        url = f"{server.url}/.well-known/cxone-configuration?tenantId=nobody"
        got = await ask(server.http, "GET", url)
        assert (got.status, got.body["error"]) == (404, "invalid_request")


@pytest.mark.parametrize(
    ("auth", "form", "status", "error"),
    [
        (CLIENT, {**KEY, "password": "wrong"}, 400, "invalid_grant"),
        (CLIENT, {**KEY, "username": "nobody"}, 400, "invalid_grant"),
        (CLIENT, {"grant_type": "password"}, 400, "invalid_grant"),
        (("automation", "wrong"), KEY, 401, "invalid_client"),
        (("nobody", "wrong"), KEY, 400, "invalid_client"),
        (None, KEY, 401, "invalid_client"),
        (CLIENT, {}, 400, "invalid_request"),
        (CLIENT, {"grant_type": "token-exchange"}, 400, "unsupported_grant_type"),
        (CLIENT, {"grant_type": "refresh_token", "refresh_token": "no"}, 400, "invalid_grant"),
        (CLIENT, {"grant_type": "authorization_code", "code": "no"}, 400, "invalid_grant"),
    ],
)
async def test_who_proves_nothing_gets_nothing(
    auth: Client | None, form: dict[str, str], status: int, error: str
) -> None:
    async with issuing("") as (_, program):
        got = await program.token(auth, **form)
        assert (got.status, got.body["error"]) == (status, error)
        assert got.body["error_description"]


async def test_an_exchange_of_tokens_is_refused_with_what_to_do_instead() -> None:
    async with issuing() as (_, program):
        name = "urn:ietf:params:oauth:grant-type:token-exchange"
        got = await program.token(CLIENT, grant_type=name)
        assert got.body["error"] == "unsupported_grant_type"
        assert "grant_type=password" in got.headers["X-Mockplatform-Hint"]


async def test_scopes_of_openid_are_no_permissions() -> None:
    async with issuing() as (_, program):
        got = await program.token(CLIENT, **KEY, scope="openid profile conversation:read")
        assert got.body["scope"] == "conversation:read"


async def test_a_refresh_token_is_good_once_and_brings_a_new_id_token() -> None:
    async with issuing() as (server, program):
        first = (await program.token(CLIENT, **KEY)).body
        await server.advance(60)
        renew = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        second = (await program.token(CLIENT, **renew)).body
        assert second["access_token"] != first["access_token"]
        assert second["id_token"] != first["id_token"]
        await server.advance(60)
        reused = await program.token(CLIENT, **renew)
        assert reused.body["error"] == "invalid_grant"
        last = {"grant_type": "refresh_token", "refresh_token": second["refresh_token"]}
        assert (await program.token(CLIENT, **last)).body["error"] == "invalid_grant"


async def test_what_was_revoked_opens_nothing_and_is_not_renewed() -> None:
    async with serving() as server:
        program = await Program.let_in(server.http, f"{server.url}/cxone", "ana")
        assert (await program.call("GET", "/me")).status == 200
        revoke = f"{server.url}/__admin/tokens/revoke"
        done = await ask(server.http, "POST", revoke, json={"userId": "ana"})
        assert done.body == {"families": 1}
        refused = await program.call("GET", "/me")
        assert (refused.status, refused.body["error"]["errorCode"]) == (401, "TokenRevoked")
        renew = {"grant_type": "refresh_token", "refresh_token": program.tokens["refresh_token"]}
        assert (await program.token(CLIENT, **renew)).body["error"] == "invalid_grant"


async def test_another_client_cannot_renew() -> None:
    async with issuing() as (_, program):
        first = (await program.token(CLIENT, **KEY)).body
        renew = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        got = await program.token(DESK, **renew)
        assert (got.status, got.body["error"]) == (400, "invalid_grant")


async def code_for(server: Server, user: str, verifier: str) -> str:
    query = {
        "response_type": "code",
        "client_id": "agent-desk",
        "redirect_uri": CALLBACK,
        "login_hint": user,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    url = f"{server.url}/oauth/authorize"
    async with server.http.get(url, params=query, allow_redirects=False) as answer:
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


async def test_an_agents_code_is_worth_tokens_with_its_verifier_alone() -> None:
    verifier = "v" * 43
    async with issuing() as (server, program):
        code = await code_for(server, "ben", verifier)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        refused = await program.token(DESK, **form, code_verifier="w" * 43)
        assert refused.body["error"] == "invalid_grant"
        got = await program.token(DESK, **form, code_verifier=verifier)
        claims = jwt.decode(got.body["id_token"], options={"verify_signature": False})
        assert (claims["sub"], claims["aud"]) == ("ben", "agent-desk")


async def test_a_customers_code_is_worth_nothing_on_the_agents_side() -> None:
    verifier = "v" * 43
    async with issuing() as (server, program):
        code = await code_for(server, "user-7", verifier)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        got = await program.token(DESK, **form, code_verifier=verifier)
        assert got.body["error"] == "invalid_grant"
        assert "no agent" in got.body["error_description"]


async def test_an_access_key_alone_is_worth_an_access_token() -> None:
    async with serving() as server:
        url = f"{server.url}/authentication/v1/token/access-key"
        key = {"accessKeyId": "ana", "accessKeySecret": "ana-secret"}
        got = await ask(server.http, "POST", url, json=key)
        assert got.status == 200
        assert got.body["expires_in"] == server.tenant.settings.access_token_life
        assert "refresh_token" not in got.body
        wrong = await ask(server.http, "POST", url, json={**key, "accessKeySecret": "no"})
        assert (wrong.status, wrong.body["error"]) == (400, "invalid_grant")
        without = await ask(server.http, "POST", url, json={"accessKeyId": "ana"})
        assert without.status == 400


async def test_a_clients_key_speaks_for_its_user() -> None:
    async with serving(fixture="genesys") as server:
        tenant = server.tenant
        told = [(one.id, one.secret, one.user) for one in tenant.config.clients if one.secret]
        agents = tenant.tenancy.agents
        url = f"{server.url}/authentication/v1/token/access-key"
        for id_, secret, user in told:
            key = {"accessKeyId": id_, "accessKeySecret": secret}
            got = await ask(server.http, "POST", url, json=key)
            if user is not None and user not in agents:
                assert got.body["error"] == "invalid_grant"
                continue
            claims = jwt.decode(got.body["access_token"], options={"verify_signature": False})
            assert claims["sub"] == (user or id_)


async def test_a_fault_of_the_phase_token_hits_the_token_endpoint() -> None:
    async with issuing() as (server, program):
        await set_fault(server, "status", what={"status": 503}, where={"phase": "token"})
        got = await program.token(CLIENT, **KEY)
        assert (got.status, got.body["error"]) == (503, "temporarily_unavailable")
