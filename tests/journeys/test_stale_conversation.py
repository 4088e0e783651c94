"""A stale id after the inactivity close: validation tells, and never are two alive.

Source: guide, section 4, the trap (blind reconnects to a conversation that the platform has
closed create a duplicate and split the transcript).
"""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.server import serving
from tests.support.widgets import (
    MINUTE,
    dropped,
    events_since,
    live_conversations,
    open_widget,
    refreshed,
)

SILENCE = 20 * MINUTE
"""The platform waits 15; the bot asks after two whether somebody is there, and is heard."""


async def test_validation_tells_closed_and_a_new_conversation_takes_over() -> None:
    """Guide, section 4, phase 2: CLOSED discards local state; there is one live, not two."""
    async with serving() as server:
        page = await open_widget(server)
        await page.send("Are you there?")
        await page.close()
        stale = page.conversation_id
        await server.advance(SILENCE)

        page = refreshed(page)
        assert await page.validate() == "CLOSED"
        assert not await page.resume()

        assert page.conversation_id != stale
        assert live_conversations(server.tenant, "user-7") == [page.conversation_id]
        assert page.texts == []
        document = await page.api.must("GET", page.path, token=page.token)
        old = await page.api.must(
            "GET", page.path.replace(page.conversation_id, stale), token=page.token
        )
        assert document["state"] in ("OPEN", "RINGING")
        assert (old["state"], old["closeReason"]) == ("CLOSED", "inactivity")
        await page.close()


async def test_a_conversation_is_alive_to_its_last_silent_second() -> None:
    """Guide, section 4: what is not closed is resumed, and nothing closes early."""
    async with serving(settings={"agentsAct": False}) as server:
        page = await open_widget(server)
        await page.send("A moment, please.")
        await dropped(server, page)

        await server.advance(15 * MINUTE - 1)
        assert await page.validate() == "OPEN"
        await server.advance(1)
        assert await page.validate() == "CLOSED"


async def test_blind_reconnects_meet_a_dead_conversation_and_change_nothing() -> None:
    """Guide, section 4, the trap: the platform makes no conversation out of a stale id."""
    async with serving() as server:
        page = await open_widget(server)
        await server.advance(SILENCE)
        await page.until(lambda: not page.is_connected)
        assert page.wire.close_code == 4410
        since = server.tenant.journal.last_id

        with pytest.raises(InvalidStatus) as refused:
            await page.connect()
        reply = await page.api.call(
            "POST", f"{page.path}/messages", token=page.token, json={"text": "Hello?"}
        )

        assert refused.value.response.status_code == 409
        assert (reply.status, reply.body["code"]) == (409, "conversation.closed")
        assert "create a new conversation" in reply.hint
        assert events_since(server.tenant, since) == []
        assert live_conversations(server.tenant, "user-7") == []


async def test_what_was_typed_for_the_old_conversation_is_sent_to_the_new_one_once() -> None:
    """Guide, sections 1 and 4: local state is discarded, the customer's words are not."""
    async with serving() as server:
        page = await open_widget(server)
        await dropped(server, page)
        page.write("Nobody answered me.")
        page.session["draft"] = "And another thing"
        await server.advance(SILENCE)

        page = refreshed(page)
        assert not await page.resume()
        await page.flush()

        assert page.texts == ["Nobody answered me."]
        assert page.session["draft"] == "And another thing"
        await page.close()


async def test_a_deleted_conversation_is_not_resumed_either() -> None:
    """Guide, section 4, phase 2: CLOSED or DELETED."""
    async with serving() as server:
        page = await open_widget(server)
        await page.close()
        reply = await page.api.call("DELETE", page.path, token=page.token)
        assert reply.status == 204

        page = refreshed(page)
        assert not await page.resume()

        assert live_conversations(server.tenant, "user-7") == [page.conversation_id]
        await page.close()
