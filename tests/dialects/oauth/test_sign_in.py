"""How the platform SDKs sign in: with a secret, with PKCE and none, by the fragment of a URL.

Source: [C] the PyPI and npm platform SDKs; RFC 6749, RFC 7636. The tenant is `genesys`.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import jwt
import pytest
import pytest_asyncio
from msgspec.structs import replace

from mockplatform import fixtures_loader
from mockplatform.edge.codes import challenge_of
from mockplatform.platform import TenantPlan
from tests.support.api import Api, Reply
from tests.support.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
CONFIG = fixtures_loader.load("genesys")
MACHINE, BROWSER, DESK = CONFIG.clients
ADA, BEN, _ = CONFIG.agents
PATH = "/oauth/token"
CALLBACK = "http://localhost:8081/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
PKCE = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}


def basic_as_sdks_write_it(id_: str, secret: str) -> dict[str, str]:
    """Return a header whose secret is not form-encoded before base64, as RFC 6749 would have it."""
    text = base64.b64encode(f"{id_}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {text}", "Content-Type": "application/x-www-form-urlencoded"}


@pytest_asyncio.fixture(loop_scope="module")
async def api(server: Server) -> AsyncIterator[Api]:
    """A tenant like a Genesys Cloud organization."""
    tenant = await server.platform.create("org", TenantPlan(config=CONFIG, fixture="genesys"))
    yield Api(server, tenant, "/t/org")
    await server.platform.drop("org")


def basic(client: Any) -> tuple[str, str]:
    """Return what HTTP Basic says of a client."""
    return (client.id, client.secret)


async def authorize(api: Api, client: Any, **more: str) -> Reply:
    """Ask for a code or a token."""
    query = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": CALLBACK,
        **more,
    }
    return await api("GET /oauth/authorize?" + urlencode(query))


async def code_of(api: Api, client: Any, **more: str) -> str:
    """Return a code."""
    reply = await authorize(api, client, **more)
    assert reply.status == 302, reply
    return parse_qs(urlsplit(reply.headers["Location"]).query)["code"][0]


async def exchange(api: Api, code: str, who: tuple[str, str] | None, **more: str) -> Reply:
    """Exchange a code."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return await api.form(PATH, who, **{**fields, **more})


def claims(token: str) -> dict[str, Any]:
    """Return what an access token says."""
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


async def test_a_clients_own_life_of_tokens_goes_before_the_setting(api: Api) -> None:
    """86,399 s, and `bearer` in small letters, as Genesys Cloud answers."""
    reply = await api.form(PATH, basic(MACHINE), grant_type="client_credentials")
    assert (reply["expires_in"], reply["token_type"]) == (86_399, "bearer")
    read = claims(reply["access_token"])
    assert (read["sub"], read["exp"] - read["iat"]) == (MACHINE.id, 86_399)
    assert "deployment_id" not in read


async def test_a_secret_with_any_signs_goes_by_basic_quoted_or_not(server: Server) -> None:
    """RFC 6749, section 2.3.1, asks for it; [C] the platform SDKs do not quote."""
    odd = replace(MACHINE, secret="a+b%20c:d")
    plan = TenantPlan(config=replace(CONFIG, clients=(odd,)), fixture="genesys")
    tenant = await server.platform.create("odd", plan)
    api, body = Api(server, tenant, "/t/odd"), b"grant_type=client_credentials"
    for secret, status in ((odd.secret, 200), (quote_plus(odd.secret), 200), ("a b c:d", 401)):
        reply = await api(f"POST {PATH}", body, headers=basic_as_sdks_write_it(odd.id, secret))
        assert (secret, reply.status) == (secret, status)
    await server.platform.drop("odd")


async def test_a_secret_is_enough_for_a_code_without_pkce(api: Api) -> None:
    """[C] `get_code_authorization_token` of the PyPI SDK: Basic, code and redirect_uri."""
    pair = await exchange(api, await code_of(api, DESK), basic(DESK))
    assert (pair.status, pair["expires_in"]) == (200, 86_399)
    assert claims(pair["access_token"])["sub"] == BEN.id
    asked = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    renewed = await api.form(PATH, basic(DESK), **asked)
    assert (renewed.status, renewed["expires_in"]) == (200, 86_399)
    assert renewed["refresh_token"] != pair["refresh_token"]
    await api.advance(11)  # past the grace in which a lost answer may be asked for again
    asked["refresh_token"] = pair["refresh_token"]
    assert (await api.form(PATH, basic(DESK), **asked)).oauth_refusal == (400, "invalid_grant")


@pytest.mark.parametrize("client", [BROWSER, DESK], ids=["public", "confidential"])
async def test_pkce_is_enough_without_a_secret(api: Api, client: Any) -> None:
    """[C] `get_pkce_token`, `authorizePKCEGrant`: client_id and verifier in the form, no Basic."""
    code = await code_of(api, client, **PKCE)
    pair = await exchange(api, code, None, client_id=client.id, code_verifier=VERIFIER)
    assert pair.status == 200
    assert claims(pair["access_token"])["sub"] == client.user
    assert pair["refresh_token"]


async def test_a_secret_and_pkce_together_are_both_judged(api: Api) -> None:
    """RFC 7636: who sent a challenge owes the verifier, secret or not."""
    code = await code_of(api, DESK, **PKCE)
    assert (await exchange(api, code, basic(DESK))).oauth_refusal == (400, "invalid_grant")
    wrong = await exchange(api, code, (DESK.id, "wrong"), code_verifier=VERIFIER)
    assert wrong.oauth_refusal == (401, "invalid_client")
    assert (await exchange(api, code, basic(DESK), code_verifier=VERIFIER)).status == 200


async def test_neither_a_secret_nor_pkce_proves_nothing(api: Api) -> None:
    """A code that somebody else saw is worth nothing to him."""
    code = await code_of(api, DESK)
    bare = await exchange(api, code, None, client_id=DESK.id)
    assert bare.oauth_refusal == (401, "invalid_client")
    late = await exchange(api, code, None, client_id=DESK.id, code_verifier=VERIFIER)
    assert late.oauth_refusal == (400, "invalid_grant")
    assert "code_challenge" in late.hint
    assert (await exchange(api, code, basic(DESK))).status == 200


async def test_a_client_without_a_secret_must_use_pkce(api: Api) -> None:
    """And no secret opens it: an empty one is none."""
    assert (await authorize(api, BROWSER)).oauth_refusal == (400, "invalid_request")
    code = await code_of(api, BROWSER, **PKCE)
    guessed = await exchange(api, code, (BROWSER.id, "guess"), code_verifier=VERIFIER)
    assert guessed.oauth_refusal == (401, "invalid_client")


async def test_only_who_has_no_secret_may_refresh_without_it(api: Api) -> None:
    """RFC 6749, section 6: a confidential client authenticates."""
    for client, status in ((BROWSER, 200), (DESK, 401)):
        code = await code_of(api, client, **PKCE)
        pair = await exchange(api, code, None, client_id=client.id, code_verifier=VERIFIER)
        asked = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
        assert (await api.form(PATH, client_id=client.id, **asked)).status == status


async def test_a_token_comes_in_the_fragment_to_who_may_have_it_so(api: Api) -> None:
    """The implicit grant; [C] `loginImplicitGrant` of the npm SDK reads access_token and state."""
    reply = await authorize(api, BROWSER, response_type="token", state="a b", login_hint=BEN.id)
    location = urlsplit(reply.headers["Location"])
    assert (reply.status, location.query) == (302, "")
    given = {name: values[0] for name, values in parse_qs(location.fragment).items()}
    assert set(given) == {"access_token", "token_type", "expires_in", "scope", "state"}
    assert (given["state"], given["expires_in"], given["token_type"]) == ("a b", "86399", "bearer")
    assert claims(given["access_token"])["sub"] == BEN.id
    refused = await authorize(api, DESK, response_type="token")
    assert refused.oauth_refusal == (400, "unauthorized_client")
    assert "implicit" in refused.hint


async def test_a_client_without_a_scope_is_given_what_it_asks_for(api: Api) -> None:
    """Scopes of Genesys Cloud have names of their own."""
    asked = {"grant_type": "client_credentials", "scope": "conversations routing:readonly"}
    reply = await api.form(PATH, basic(MACHINE), **asked)
    assert reply["scope"] == "conversations routing:readonly"


@pytest.mark.parametrize("scope", ['say "hi"', "naïve", "x" * 1025])
async def test_a_scope_that_no_token_could_carry_is_refused(api: Api, scope: str) -> None:
    """RFC 6749, section 3.3."""
    asked = {"grant_type": "client_credentials", "scope": scope}
    reply = await api.form(PATH, basic(MACHINE), **asked)
    assert reply.oauth_refusal == (400, "invalid_scope")


async def test_a_logout_goes_on_to_a_registered_page(api: Api) -> None:
    """[C] `logout` of the npm SDK: client_id, and redirect_uri perhaps."""
    there = urlencode({"client_id": BROWSER.id, "redirect_uri": CALLBACK})
    reply = await api(f"GET /logout?{there}")
    assert (reply.status, reply.headers["Location"]) == (302, CALLBACK)
    assert (await api(f"GET /logout?{urlencode({'redirect_uri': CALLBACK})}")).status == 302


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"client_id": BROWSER.id},
        {"client_id": BROWSER.id, "redirect_uri": "http://evil.example/"},
        {"client_id": MACHINE.id, "redirect_uri": CALLBACK},
        {"client_id": "nobody", "redirect_uri": CALLBACK},
    ],
    ids=str,
)
async def test_a_logout_leads_nowhere_else(api: Api, query: dict[str, str]) -> None:
    """A page that a client has not registered is no place to send a browser to."""
    reply = await api(f"GET /logout?{urlencode(query)}")
    assert (reply.status, reply.data) == (200, b"Signed out.\n")
    assert "Location" not in reply.headers


async def test_a_fault_knows_whom_a_client_would_sign_in(api: Api) -> None:
    """The client's own user stands in the scope of a fault, as a `login_hint` does."""
    fault = {
        "what": {"kind": "status", "status": 503},
        "where": {"subject": BEN.id, "path": "/oauth/authorize", "dialect": "oauth"},
    }
    assert (await api("POST /__admin/faults", fault)).status == 201
    assert (await authorize(api, DESK)).status == 503
    assert (await authorize(api, DESK, login_hint=ADA.id)).status == 302
