"""A guest of the older chat client, 8.1.3, with agents who work by either platform SDK."""

from __future__ import annotations

import pytest

from tests.sdk.desks import LANGUAGES, desks
from tests.sdk.node import node
from tests.sdk.organization import BEN, CLAIMS, FIXTURE
from tests.sdk.test_guest_chat import of_type, opened, texts
from tests.support.server import serving


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_chat_is_answered_handed_over_and_summed_up(language: str) -> None:
    async with (
        serving(fixture=FIXTURE) as server,
        node() as js,
        desks(language, server) as (ada, ben),
    ):
        chat = await opened(server, js)
        stream = await chat.stream()
        asked = await chat.say("My roof leaks")
        await ada.go_on_queue()
        assert await ada.mine() == [chat.id]
        await ada.turn(chat.id, "connected")
        said = await ada.say(chat.id, "A colleague takes over")
        await ada.go_off_queue()
        await ben.go_on_queue()
        await ada.hand_over(chat.id, queue=CLAIMS.id)
        await ben.turn(chat.id, "connected")
        await chat.say("Hello Ben")
        await ben.say(chat.id, "Hello")
        await ben.turn(chat.id, "disconnected")
        assert (await stream.closed())[0] == 1000
        await ben.sum_up(chat.id, "Claim opened")
        assert (await ben.part(chat.id))["state"] == "terminated"
        assert texts(stream.seen) == [
            *["My roof leaks", "member-join", "A colleague takes over", "member-leave"],
            *["member-join", "Hello Ben", "Hello", "member-leave"],
        ]
        told = {
            frame["eventBody"]["id"]: (frame["eventBody"]["body"], frame["eventBody"]["timestamp"])
            for frame in stream.seen
            if of_type("message")(frame) and frame["eventBody"]["body"]
        }
        assert told[asked["id"]] == ("My roof leaks", asked["timestamp"])
        assert told[said["id"]] == ("A colleague takes over", said["timestamp"])
        assert await ben.texts(chat.id) == [text for text, _ in told.values()]
        assert (await ben.view(chat.id))["participants"][-1]["name"] == BEN.name
