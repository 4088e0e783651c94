"""Another messenger's customers, brought in by both SDKs with client credentials.

Two machines bring the same customer's words in turn, and one conversation goes on.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.sdk.desks import LANGUAGES, Sdk, desks, listening, machine
from tests.sdk.organization import CONFIG, FIXTURE
from tests.support.server import serving

(INTEGRATION,) = CONFIG.integrations
MIA = {"id": "+49170", "idType": "Phone", "firstName": "Mia", "lastName": "Kern"}
Json = dict[str, Any]


async def bring(sdk: Sdk, text: str, id_: str, sender: Json = MIA) -> Json:
    """Bring a message in, by the messenger's own id for it; return what is answered."""
    told: Json = await sdk.ask(
        "ConversationsApi.post_conversations_message_inbound_open_message",
        INTEGRATION.id,
        {"channel": {"from": sender, "messageId": id_}, "text": text},
        prefetch_conversation_id=True,
    )
    return told


async def test_both_sdks_bring_one_customer_into_one_conversation() -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        machine("python", server) as python,
        machine("javascript", server) as script,
    ):
        first = await bring(python, "Hello", "w-1")
        id_ = first["conversationId"]
        assert (first["channel"]["platform"], first["text"]) == ("Open", "Hello")
        assert (await bring(script, "Anybody there?", "w-2"))["conversationId"] == id_
        again = await bring(script, "Hello", "w-1")
        assert again["id"] == first["id"], "the same again is taken once, whoever brings it"
        other = await bring(python, "Me too", "w-3", {"id": "+49171", "idType": "Phone"})
        assert other["conversationId"] != id_
        for sdk in (python, script):
            assert await sdk.texts(id_) == ["Hello", "Anybody there?"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_agent_answers_and_the_customer_comes_back_into_the_same(language: str) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        desks(language, server) as (ada, ben),
        machine(language, server) as sdk,
    ):
        id_ = (await bring(sdk, "Hello", "w-1"))["conversationId"]
        await ada.go_on_queue()
        await ada.turn(id_, "connected")
        answer = await ada.say(id_, "Good day")
        receipt = {"id": answer["id"], "channel": {"to": MIA}, "status": "Delivered"}
        name = "ConversationsApi.post_conversations_message_inbound_open_receipt"
        told = await sdk.ask(name, INTEGRATION.id, receipt)
        assert (told["type"], told["status"]) == ("Receipt", "Delivered")
        await ada.turn(id_, "disconnected")
        await ada.sum_up(id_, "Resolved")
        await ada.go_off_queue()
        assert await ada.mine() == []
        async with listening(ben, ben.topic) as his:
            await ben.go_on_queue()
            back = await bring(sdk, "One more thing", "w-2")
            assert back["conversationId"] == id_
            _, frame = (await his.pending())[-1]
            assert (frame["id"], frame["participants"][-1]["state"]) == (id_, "alerting")
        await ben.turn(id_, "connected")
        await ben.say(id_, "Ben here")
        assert await sdk.texts(id_) == ["Hello", "Good day", "One more thing", "Ben here"]
