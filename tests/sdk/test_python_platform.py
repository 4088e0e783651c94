"""The Python SDK signs in to the platform as it does to Genesys Cloud.

Source: [C] the SDK's `ApiClient`, 269; its tests, for the statuses of refusals.
"""

from __future__ import annotations

from typing import Any

from tests.sdk.organization import (
    BROWSER,
    CALLBACK,
    DESK,
    FIXTURE,
    MACHINE,
    VERIFIER,
    code,
)
from tests.sdk.python_sdk import PythonSdk, python_sdk
from tests.support.server import serving


async def refresh(sdk: PythonSdk, token: str) -> dict[str, Any]:
    """Renew the desk's token; return what the token route answered."""
    name = "ApiClient.refresh_code_authorization_token"
    _, answer = await sdk.call(name, DESK.id, DESK.secret, token)
    read: dict[str, Any] = answer
    return read


async def test_client_credentials_give_a_token() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.login(MACHINE.id, MACHINE.secret)
        assert sdk.client.access_token


async def test_an_unknown_client_is_told_from_a_wrong_secret() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        name = "ApiClient.get_client_credentials_token"
        unknown = await sdk.refusal(name, "nobody", "secret")
        wrong = await sdk.refusal(name, MACHINE.id, "secret")
        assert (unknown.status, unknown.body["error"]) == (400, "invalid_client")
        assert (wrong.status, wrong.body["error"]) == (401, "invalid_client")
        assert unknown.body["description"] == "client not found"
        assert wrong.body["description"] == "authentication failed"


async def test_a_code_gives_tokens_which_renew_each_other() -> None:
    """The SDK fails without a refresh token in either answer."""
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        name = "ApiClient.get_code_authorization_token"
        brought = await code(server, DESK)
        _, first = await sdk.call(name, DESK.id, DESK.secret, brought, CALLBACK)
        second = await refresh(sdk, first["refresh_token"])
        assert first["expires_in"] == second["expires_in"] == 86_399
        assert len({first["refresh_token"], second["refresh_token"]}) == 2
        assert sdk.client.access_token == second["access_token"]


async def test_a_code_with_pkce_gives_a_token_without_a_secret() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        verifier = sdk.client.generate_pkce_code_verifier(128)
        brought = await code(server, BROWSER, verifier=verifier)
        await sdk.call("ApiClient.get_pkce_token", BROWSER.id, verifier, brought, CALLBACK)
        assert sdk.client.access_token


async def test_a_code_with_another_verifier_is_refused() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        brought = await code(server, BROWSER, verifier=VERIFIER)
        refused = await sdk.refusal(
            "ApiClient.get_pkce_token", BROWSER.id, VERIFIER[::-1], brought, CALLBACK
        )
        assert (refused.status, refused.body["error"]) == (400, "invalid_grant")
