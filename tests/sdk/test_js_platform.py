"""The JavaScript platform SDK signs in to the platform as it does to Genesys Cloud.

Source: [C] the SDK's `ApiClient`, 262; its tests, for the statuses of refusals.
"""

from __future__ import annotations

from tests.sdk.node import node
from tests.sdk.organization import (
    BROWSER,
    CALLBACK,
    DESK,
    FIXTURE,
    MACHINE,
    code,
)
from tests.support.server import serving


async def test_client_credentials_give_a_token() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        name = "ApiClient.loginClientCredentialsGrant"
        told = await client.call(name, MACHINE.id, MACHINE.secret)
        assert told["accessToken"]
        assert told["tokenExpiryTime"] > 0, "the SDK reckons with expires_in"


async def test_an_unknown_client_is_told_from_a_wrong_secret() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        name = "ApiClient.loginClientCredentialsGrant"
        unknown = await client.refusal(name, "nobody", "secret")
        wrong = await client.refusal(name, MACHINE.id, "secret")
        assert (unknown.status, unknown.body["error"]) == (400, "invalid_client")
        assert (wrong.status, wrong.body["error"]) == (401, "invalid_client")


async def test_a_code_gives_tokens_which_renew_each_other() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        brought = await code(server, DESK)
        name = "ApiClient.loginCodeAuthorizationGrant"
        first = await client.call(name, DESK.id, DESK.secret, brought, CALLBACK)
        name = "ApiClient.refreshCodeAuthorizationGrant"
        second = await client.call(name, DESK.id, DESK.secret, first["refreshToken"])
        assert second["accessToken"]
        assert len({first["refreshToken"], second["refreshToken"]}) == 2


async def test_a_code_with_pkce_gives_a_token_without_a_secret() -> None:
    async with serving(fixture=FIXTURE) as server, node() as js:
        client = await js.platform(server.url)
        verifier = await client.call("ApiClient.generatePKCECodeVerifier", 43)
        brought = await code(server, BROWSER, verifier=verifier)
        name = "ApiClient.authorizePKCEGrant"
        told = await client.call(name, BROWSER.id, verifier, brought, CALLBACK)
        assert told["accessToken"]
