"""The Python SDK's driver against the platform: values, refusals, losses, nothing left behind."""

from __future__ import annotations

import os
import threading

import pytest

from mockplatform.tenant import Tenant
from tests.sdk.python_sdk import load, python_sdk
from tests.support.faulty import set_fault
from tests.support.server import serving

CONVERSATION = "/api/v2/conversations/c-1"


def paths(tenant: Tenant) -> list[str]:
    """Return the paths of a tenant's calls, oldest first."""
    return [entry.member("path") for entry in tenant.journal.select(kind="http")]


async def test_a_refused_log_in_is_told_with_status_and_body() -> None:
    async with serving() as server, python_sdk(server.url) as sdk:
        refused = await sdk.refusal("ApiClient.get_client_credentials_token", "nobody", "secret")
        assert refused.status in {400, 401}
        assert refused.body["error"] == "invalid_client"
        assert refused.headers["content-type"].startswith("application/json")
        assert sdk.client.access_token == ""


async def test_a_call_without_a_token_is_refused_and_does_not_crash() -> None:
    """The SDK sends `Authorization: Bearer ` with nothing behind it."""
    async with serving() as server, python_sdk(server.url) as sdk:
        refused = await sdk.refusal("ConversationsApi.get_conversations_messaging_settings")
        assert refused.status == 401
        assert isinstance(refused.body, dict)


async def test_what_the_platform_does_not_know_is_refused_with_a_body() -> None:
    async with serving() as server, python_sdk(server.url, await server.token()) as sdk:
        refused = await sdk.refusal("RecordingApi.get_recording_mediaretentionpolicies")
        assert refused.status >= 400
        assert isinstance(refused.body, dict)


async def test_each_client_has_a_host_and_a_token_of_its_own() -> None:
    async with (
        serving() as one,
        serving() as other,
        python_sdk(one.url, "token-1") as first,
        python_sdk(other.url) as second,
    ):
        for sdk in (first, second):
            await sdk.refusal("ConversationsApi.get_conversation", "c-1")
        assert (first.client.access_token, second.client.access_token) == ("token-1", "")
        assert [paths(server.tenant) for server in (one, other)] == [[CONVERSATION]] * 2


async def test_a_tenants_prefix_may_stand_in_the_url() -> None:
    async with serving() as server:
        shop = await server.add_tenant("shop")
        async with python_sdk(f"{server.url}/t/shop") as sdk:
            await sdk.refusal("ConversationsApi.get_conversation", "c-1")
            await sdk.refusal("ApiClient.get_client_credentials_token", "nobody", "secret")
        assert paths(shop) == [CONVERSATION, "/oauth/token"]


async def test_a_lost_connection_is_told_after_it_was_sent_again() -> None:
    """Its urllib3 tries once and ten times more, whatever the method."""
    async with serving() as server, python_sdk(server.url) as sdk:
        await set_fault(server, "reset", where={"path": "/api/*"})
        refused = await sdk.refusal("ConversationsApi.post_conversation_disconnect", "c-1")
        assert (refused.status, refused.body) == (0, None)
        assert "MaxRetryError" in refused.text
        assert len(paths(server.tenant)) == 11


async def test_a_mistake_of_the_caller_goes_through() -> None:
    async with serving() as server, python_sdk(server.url) as sdk:
        with pytest.raises(ValueError, match="Missing the required parameter"):
            await sdk.call("ConversationsApi.get_conversation", None)
        with pytest.raises(AttributeError):
            await sdk.call("ConversationsApi.get_nothing")


async def test_models_are_made_and_told_in_the_spelling_of_the_wire() -> None:
    async with serving() as server, python_sdk(server.url) as sdk:
        message = sdk.model("AdditionalMessage", text_body="hello")
        assert sdk.plain(message) == {"textBody": "hello"}
        with pytest.raises(AssertionError, match="has no member"):
            sdk.model("AdditionalMessage", textBody="hello")


async def test_the_sdk_leaves_home_and_threads_as_they_were() -> None:
    before = os.environ.get("HOME")
    sdk = load()
    assert os.environ.get("HOME") == before
    assert sdk.configuration.live_reload_config is False
    assert not [thread for thread in threading.enumerate() if "observer" in thread.name.lower()]
