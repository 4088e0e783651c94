"""What happens to a guest's session at the same time: it takes turns, and nothing is left over.

Source: `docs/architecture.md` (a session is one thing, whatever log it is in).
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from mockplatform.edge.wallclock import breathe
from tests.support.guests import PATIENCE_S, Guest, Json, Shop, shop

ROUNDS = 24
FAST = 1_000


def in_a_file(folder: Path, name: object) -> Json:
    """Return a server's options for a store that has others act while it writes."""
    return {"store": f"sqlite:///{folder}/{name}.db"}


async def rest(visitor: Guest) -> list[str]:
    """Return the classes of all frames that a socket still hears until it is closed."""
    async with asyncio.timeout(PATIENCE_S):
        return [json.loads(data)["class"] async for data in visitor.socket]


async def test_a_clear_amid_messages_leaves_no_conversation_behind(tmp_path: Path) -> None:
    async with shop(server=in_a_file(tmp_path, "a"), messages_per_second=FAST) as place:
        for turn in range(ROUNDS):
            token = f"token-{turn}"
            async with place.guest(token) as first, place.guest(token) as second:
                await first.configure()
                await second.configure()
                texts = [first.send_text(f"text {number}") for number in range(6)]
                await asyncio.gather(*texts[:3], second.event("Clear"), *texts[3:])
                for heard in (await rest(first), await rest(second)):
                    assert heard[-2:] == ["SessionClearedEvent", "ConnectionClosedEvent"]
                id_ = place.session(token).id
            assert place.session(token).ended == "cleared"
            own = [one for one in place.tenant.conversations.values() if one.session_id == id_]
            assert [one.id for one in own if one.is_live] == []


async def _later(place: Shop, rounds: int) -> None:
    """Have the agent end the conversation after some rounds of the loop."""
    for _ in range(rounds):
        await breathe()
    await place.close("agent")


async def test_a_text_amid_an_agents_close_is_said_with_its_attributes(tmp_path: Path) -> None:
    late = {"metadata": {"customAttributes": {"late": "yes"}}}
    async with shop(server=in_a_file(tmp_path, "b"), messages_per_second=FAST) as place:
        for turn in range(ROUNDS):
            async with place.guest(f"token-{turn}") as visitor:
                await visitor.configure()
                await visitor.text("one")
                await place.join()
                # Whichever comes first: each round, the close is a little later.
                await asyncio.gather(
                    visitor.send_text("two", "late", channel=late), _later(place, turn)
                )
                while "tracingId" not in (frame := await visitor.hear()):
                    pass
                assert (frame["code"], frame["body"]["text"]) == (200, "two")
                assert place.conversation.routing_data.values["late"] == "yes"


async def test_attributes_and_their_message_are_one_step() -> None:
    late = {"metadata": {"customAttributes": {"late": "yes"}}}
    async with shop(messages_per_second=FAST) as place, place.guest() as visitor:
        await visitor.configure()
        await visitor.text("one")
        before = place.conversation.version
        await visitor.text("two", channel=late)
        events = await place.server.platform.service.events(
            place.tenant, "conversation", place.conversation.id, before
        )
        kinds = [type(one).__name__ for one in events]
        assert kinds == ["RoutingDataChanged", "Placed", "MessageSent"]
        await place.close("agent")
        before = place.conversation.version
        await visitor.hear()
        await visitor.text("three", channel={"metadata": {"customAttributes": {"late": "no"}}})
        events = await place.server.platform.service.events(
            place.tenant, "conversation", place.conversation.id, before
        )
        kinds = [type(one).__name__ for one in events]
        assert kinds == ["StateChanged", "RoutingDataChanged", "Placed", "MessageSent"]
