"""OAuth for agents, automation and tests: client credentials, codes with PKCE, refresh.

Source: RFC 6749, RFC 7636. Invented: nobody is asked to log in; `login_hint` says who it is.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from mockplatform.signing import sign
from tests.support.api import Api, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")
PATH = "/oauth/token"
AUTOMATION = ("automation", "automation-secret")
DESK = ("agent-desk", "agent-desk-secret")
CALLBACK = "http://localhost:8081/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]


async def authorize(api: Api, **more: str) -> Reply:
    """Ask for a code."""
    query = {
        "response_type": "code",
        "client_id": "agent-desk",
        "redirect_uri": CALLBACK,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "login_hint": "ana",
        **more,
    }
    return await api("GET /oauth/authorize?" + urlencode({k: v for k, v in query.items() if v}))


async def code_of(api: Api, **more: str) -> str:
    """Return a code."""
    reply = await authorize(api, **more)
    assert reply.status == 302, reply
    return parse_qs(urlsplit(reply.headers["Location"]).query)["code"][0]


async def exchange(api: Api, code: str, **more: str) -> Reply:
    """Exchange a code."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **more,
    }
    return await api.form(PATH, DESK, **fields)


async def test_client_credentials_by_basic_body_or_json(api: Api) -> None:
    """RFC 6749 sections 2.3.1 and 4.4: no refresh token; the subject is the client."""
    asked = {"grant_type": "client_credentials"}
    in_body = {**asked, "client_id": AUTOMATION[0], "client_secret": AUTOMATION[1]}
    replies = [
        await api.form(PATH, AUTOMATION, **asked),
        await api.form(PATH, **in_body),
        await api(f"POST {PATH}", in_body),
    ]
    for reply in replies:
        assert reply.status == 200
        assert "refresh_token" not in reply.body
        assert reply.headers["Cache-Control"] == "no-store"
        read = jwt.decode(reply["access_token"], options={"verify_signature": False})
        assert (read["sub"], read["client_id"]) == ("automation", "automation")
        assert (await api.bearing(reply["access_token"])("GET /api/v2/tokens/me")).status == 200


async def test_scope_is_what_the_client_may_have_or_less(api: Api) -> None:
    """`invalid_scope` beyond that."""
    asked = {"grant_type": "client_credentials", "scope": "user:read"}
    assert (await api.form(PATH, AUTOMATION, **asked))["scope"] == "user:read"
    refused = await api.form(PATH, AUTOMATION, **{**asked, "scope": "user:delete"})
    assert refused.oauth_refusal == (400, "invalid_scope")


@pytest.mark.parametrize("basic", [("automation", "wrong"), ("automation", ""), ("", "x")])
async def test_a_client_must_prove_itself(api: Api, basic: tuple[str, str]) -> None:
    """`invalid_client`: 401 with a Basic challenge (RFC 6749 section 5.2)."""
    reply = await api.form(PATH, basic, grant_type="client_credentials")
    assert reply.oauth_refusal == (401, "invalid_client")
    assert reply.headers["WWW-Authenticate"].startswith("Basic ")


async def test_a_wrong_secret_and_an_unknown_client_are_told_apart(api: Api) -> None:
    """Status and text as Genesys Cloud has them, under both names of the text."""
    asked = {"grant_type": "client_credentials"}
    wrong = await api.form(PATH, ("automation", "wrong"), **asked)
    text = "authentication failed"
    said = {"error": "invalid_client", "description": text, "error_description": text}
    assert (wrong.status, wrong.body) == (401, said)
    unknown = await api.form(PATH, ("automatoin", "x"), **asked)
    text = "client not found"
    said = {"error": "invalid_client", "description": text, "error_description": text}
    assert (unknown.status, unknown.body) == (400, said)
    assert "automation" in unknown.hint


async def test_an_assertion_is_not_taken_and_the_way_out_is_told(api: Api) -> None:
    """[C] the platform SDKs can ask with a SAML assertion; nobody here could judge it."""
    grant = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    reply = await api.form(PATH, AUTOMATION, grant_type=grant, orgName="shop", assertion="PHg+")
    assert reply.oauth_refusal == (400, "unsupported_grant_type")
    assert "login_hint" in reply.hint


async def test_an_unknown_path_beside_the_others_has_oauths_shape(api: Api) -> None:
    """And the nearest paths, in the hint."""
    reply = await api.form("/oauth/tokens", AUTOMATION)
    assert reply.oauth_refusal == (404, "invalid_request")
    assert "POST /oauth/token" in reply.hint


@pytest.mark.parametrize("value", ["Basic !!!", "Basic " + "/w==", "Basic YQ==", "Basic "])
async def test_a_basic_header_that_cannot_be_read_is_refused(api: Api, value: str) -> None:
    """No 500 for bytes that are no text, and none for a missing colon."""
    reply = await api(
        f"POST {PATH}", {"grant_type": "client_credentials"}, headers={"Authorization": value}
    )
    assert reply.oauth_refusal == (401, "invalid_client")


async def test_two_ways_of_authentication_at_once_are_refused(api: Api) -> None:
    """RFC 6749 section 2.3."""
    fields = {"grant_type": "client_credentials", "client_secret": "automation-secret"}
    assert (await api.form(PATH, AUTOMATION, **fields)).oauth_refusal == (400, "invalid_request")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"grant_type=client_credentials&grant_type=refresh_token", "invalid_request"),
        (b"", "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"grant_type=password", "unsupported_grant_type"),
        (b"grant_type=%FF", "invalid_request"),
        (b"\xff=1", "invalid_request"),
        (b"&".join(b"a%d=1" % n for n in range(80)), "invalid_request"),
    ],
)
async def test_a_broken_form_is_an_invalid_request(api: Api, body: bytes, error: str) -> None:
    """RFC 6749 section 3.2: parameters come once."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await api(f"POST {PATH}", body, headers=form)).oauth_refusal == (400, error)


async def test_a_client_has_its_grants(api: Api) -> None:
    """`unauthorized_client`."""
    reply = await api.form(PATH, DESK, grant_type="client_credentials")
    assert reply.oauth_refusal == (400, "unauthorized_client")


async def test_a_code_becomes_a_pair(api: Api) -> None:
    """RFC 6749 section 4.1: with `state` as it was; the pair speaks for the user."""
    reply = await authorize(api, state="a&b=ü", scope="user:read")
    location = urlsplit(reply.headers["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    query = parse_qs(location.query)
    assert query["state"] == ["a&b=ü"]
    pair = await exchange(api, query["code"][0])
    assert pair.status == 200
    assert pair["scope"] == "user:read"
    me = await api.bearing(pair["access_token"])("GET /api/v2/users/me")
    assert me["id"] == "ana"
    fields = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert (await api.form(PATH, DESK, **fields)).status == 200


async def test_a_refresh_token_is_its_clients(api: Api) -> None:
    """RFC 6749 section 6."""
    pair = await exchange(api, await code_of(api))
    fields = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    refused = await api.form(PATH, ("widget", "widget-secret"), **fields)
    assert refused.oauth_refusal == (400, "invalid_grant")
    assert (await api.form(PATH, DESK, **fields)).status == 200


async def test_a_code_is_good_once(api: Api) -> None:
    """RFC 6749 section 4.1.2, also when two come at once."""
    code = await code_of(api)
    replies = await asyncio.gather(*(exchange(api, code) for _ in range(4)))
    assert sorted(reply.status for reply in replies) == [200, 400, 400, 400]
    assert (await exchange(api, code)).oauth_refusal == (400, "invalid_grant")


async def test_a_code_that_comes_twice_takes_back_what_it_gave(api: Api) -> None:
    """RFC 6749, section 4.1.2: whoever has the code may have stolen it."""
    code = await code_of(api)
    pair = await exchange(api, code)
    assert (await exchange(api, code)).oauth_refusal == (400, "invalid_grant")
    (family,) = api.tenant.families.values()
    assert family.revoked == "revoked"
    assert pair.status == 200


async def test_a_code_is_good_for_five_minutes(api: Api) -> None:
    """RFC 6749 recommends ten at most."""
    code = await code_of(api)
    await api.advance(299)
    late = await code_of(api)
    await api.advance(1)
    assert (await exchange(api, code)).oauth_refusal == (400, "invalid_grant")
    assert (await exchange(api, late)).status == 200


@pytest.mark.parametrize(
    "more",
    [
        {"code_verifier": "another-verifier-of-forty-three-characters-x"},
        {"code_verifier": ""},
        {"redirect_uri": "http://localhost:8080/callback"},
        {"code": "nonsense"},
        {"code": "a.b.c"},
        {"code": ""},
    ],
    ids=str,
)
async def test_a_code_is_for_who_asked_for_it(api: Api, more: dict[str, str]) -> None:
    """RFC 7636: the verifier fits the challenge; the redirect URI is the same."""
    code = await code_of(api)
    assert (await exchange(api, **{"code": code, **more})).oauth_refusal == (400, "invalid_grant")
    assert (await exchange(api, code)).status == 200


@pytest.mark.parametrize(
    "claims", [{}, {"jti": 7}, {"client_id": "agent-desk", "exp": "soon"}], ids=str
)
async def test_a_code_with_odd_claims_is_refused(api: Api, claims: dict[str, Any]) -> None:
    """Whoever has the key can sign anything."""
    key = await api.server.platform.tokens.signing_key(api.tenant)
    code = sign(claims, key, "code+jwt")
    assert (await exchange(api, code)).oauth_refusal == (400, "invalid_grant")


@pytest.mark.parametrize(
    "more",
    [
        {"client_id": "nobody"},
        {"client_id": ""},
        {"redirect_uri": "http://evil.example/"},
        {"redirect_uri": CALLBACK + "x"},
        {"response_type": "token"},
        {"code_challenge": "short"},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"scope": "oauth:client:read"},
        {"login_hint": "x" * 129},
        {"login_hint": "a\x00b"},
        {"login_hint": "a\nb"},
    ],
    ids=str,
)
async def test_a_code_is_not_given_for_less(api: Api, more: dict[str, str]) -> None:
    """And nothing is sent to an address that the client has not registered."""
    reply = await authorize(api, **more)
    assert reply.status == 400
    assert "Location" not in reply.headers
    assert set(reply.body) == {"error", "description", "error_description"}


async def test_without_a_hint_somebody_new_is_logged_in(api: Api) -> None:
    """Invented: a guest."""
    pair = await exchange(api, await code_of(api, login_hint=""))
    read = jwt.decode(pair["access_token"], options={"verify_signature": False})
    assert read["sub"].startswith("guest-")
