"""What happens to a guest's session at the same time: it takes turns, and nothing is left over.

Source: `docs/architecture.md` (a session is one thing, whatever log it is in).
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.support.guests import PATIENCE_S, Guest, Json, shop

ROUNDS = 12
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
