"""The Python SDK works as an agent and as an integration: every conversation call it has here.

Source: [C] PureCloudPlatformClientV2 269, whose models read each answer.
"""

from __future__ import annotations

from mockplatform.core.states import State
from tests.sdk.organization import (
    ADA,
    BEN,
    BROWSER,
    CALLBACK,
    CLAIMS,
    CONFIG,
    FIXTURE,
    MACHINE,
    VERIFIER,
    WEBSITE,
    code,
)
from tests.sdk.python_sdk import PythonSdk, python_sdk
from tests.support.guests import guest
from tests.support.server import Server, serving

API = "ConversationsApi"


async def talking(server: Server, sdk: PythonSdk) -> tuple[str, str, str]:
    """Sign Ada in, and let her pick up the one conversation; return it, her part, her line."""
    brought = await code(server, BROWSER, verifier=VERIFIER)
    await sdk.call("ApiClient.get_pkce_token", BROWSER.id, VERIFIER, brought, CALLBACK)
    (id_,) = server.tenant.conversations
    url = f"{server.url}/__admin/conversations/{id_}/agent/offer"
    async with server.http.post(url, json={"agentId": ADA.id}) as answer:
        assert answer.status == 200, await answer.text()
    (listed,) = (await sdk.call(f"{API}.get_conversations_messages")).entities
    assert (listed.id, listed.participants[-1].state) == (id_, "alerting")
    agent = listed.participants[-1].id
    connect = {"state": "connected"}
    await sdk.call(f"{API}.patch_conversations_message_participant", id_, agent, body=connect)
    (line,) = (await sdk.call(f"{API}.get_conversation", id_)).participants[-1].messages
    assert line.state == "connected"
    return id_, agent, line.id


async def test_an_agent_picks_up_answers_and_sums_up() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        async with guest(server, deployment=WEBSITE.id) as visitor:
            await visitor.configure(deploymentId=WEBSITE.id)
            channel = {"metadata": {"customAttributes": {"topic": "claim"}}}
            hello = await visitor.text("My roof", channel=channel)
            id_, agent, line = await talking(server, sdk)
            typing = {"typing": {"type": "On"}}
            await sdk.call(
                f"{API}.post_conversations_message_communication_typing", id_, line, typing
            )
            await visitor.hear_class("StructuredMessage")
            sent = await sdk.call(
                f"{API}.post_conversations_message_communication_messages",
                id_,
                line,
                {"textBody": "Since when?"},
            )
            pushed = (await visitor.hear_class("StructuredMessage"))["body"]
            assert (sent.id, sent.normalized_message.text) == (pushed["id"], "Since when?")
        name = f"{API}.get_conversations_message_details"
        assert (await sdk.call(name, hello["id"])).conversation_id == id_
        both = await sdk.call(
            f"{API}.post_conversations_message_messages_bulk", id_, body=[hello["id"], sent.id]
        )
        assert [one.normalized_message.text for one in both.entities] == ["My roof", "Since when?"]
        told = await sdk.call(
            f"{API}.patch_conversations_message_participant_attributes",
            id_,
            agent,
            body={"attributes": {"k": "v"}},
        )
        assert told.attributes == {"k": "v"}
        down = {"state": "disconnected"}
        await sdk.call(f"{API}.patch_conversations_message_participant", id_, agent, body=down)
        name = f"{API}.get_conversations_message_participant_wrapupcodes"
        codes = await sdk.call(name, id_, agent)
        assert [one.id for one in codes] == [one.id for one in CLAIMS.wrap_up_codes]
        owed = (await sdk.call(f"{API}.get_conversations_message", id_)).participants[-1]
        assert (owed.state, owed.wrapup_required) == ("disconnected", True)
        name = f"{API}.post_conversations_message_participant_communication_wrapup"
        await sdk.call(name, id_, agent, line, body={"code": codes[0].id, "notes": "Done"})
        done = (await sdk.call(f"{API}.get_conversations_message", id_)).participants[-1]
        assert (done.state, done.wrapup.notes) == ("terminated", "Done")


async def test_an_agent_hands_over_and_labels() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await server.conversation(await server.token())
        id_, agent, _ = await talking(server, sdk)
        await sdk.call(f"{API}.put_conversation_tags", id_, {"externalTag": "CRM-7"})
        secure = {"attributes": {"pin": "1"}}
        await sdk.call(f"{API}.patch_conversation_secureattributes", id_, secure)
        custom = {"schemaId": "orders", "customAttributes": {"order": 7}}
        await sdk.call(f"{API}.put_conversation_customattributes", id_, body=custom)
        (found,) = (await sdk.call(f"{API}.get_conversation_customattributes", id_)).results
        assert (found.custom_attributes, found.version) == ({"order": 7}, 1)
        to_claims = {"queueId": CLAIMS.id, "transferType": "Unattended"}
        name = f"{API}.post_conversation_participant_replace_queue"
        await sdk.call(name, id_, agent, to_claims)
        view = await sdk.call(f"{API}.get_conversation", id_)
        assert (view.participants[-1].queue_id, view.external_tag) == (CLAIMS.id, "CRM-7")
        assert view.participants[-2].messages[0].disconnect_type == "transfer"
        assert isinstance(await sdk.call(f"{API}.post_conversation_disconnect", id_), str)
        assert server.tenant.conversations[id_].state is State.CLOSED


async def test_an_agent_hands_over_to_another_and_does_not_answer_for_him() -> None:
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await server.conversation(await server.token())
        id_, agent, _ = await talking(server, sdk)
        name = f"{API}.post_conversation_participant_replace_agent"
        await sdk.call(name, id_, agent, {"userId": BEN.id})
        last = (await sdk.call(f"{API}.get_conversations_message", id_)).participants[-1]
        assert (last.user.id, last.state) == (BEN.id, "alerting")
        refused = await sdk.refusal(
            f"{API}.patch_conversations_message_participant",
            id_,
            last.id,
            body={"state": "connected"},
        )
        assert (refused.status, refused.body["code"]) == (403, "not.authorized")


async def test_an_integration_brings_in_and_sends_out() -> None:
    (integration,) = CONFIG.integrations
    async with serving(fixture=FIXTURE) as server, python_sdk(server.url) as sdk:
        await sdk.call("ApiClient.get_client_credentials_token", MACHINE.id, MACHINE.secret)
        body = {"channel": {"from": {"id": "+49170", "idType": "Phone"}}, "text": "Hello"}
        told = await sdk.call(
            f"{API}.post_conversations_message_inbound_open_message",
            integration.id,
            body,
            prefetch_conversation_id=True,
        )
        assert (told.type, told.conversation_id) == (
            "Text",
            next(iter(server.tenant.conversations)),
        )
        sent = await sdk.call(
            f"{API}.post_conversations_messages_agentless",
            {
                "fromAddress": integration.id,
                "toAddress": "+49170",
                "toAddressMessengerType": "open",
                "textBody": "We call you.",
                "useExistingActiveConversation": True,
            },
        )
        assert sent.conversation_id == told.conversation_id
        refused = await sdk.refusal(
            f"{API}.get_conversations_message_details", "wm-tester-preflight-check"
        )
        assert (refused.status, refused.body["code"]) == (404, "not.found")
