"""Half an hour of idleness passes in one call, and all that it ends is told, in order.

Source: guide, section 2 (tokens live 30 to 60 minutes) and 4 (15 to 30 minutes of silence).
"""

from __future__ import annotations

import pytest

from tests.clients.api import CONVERSATIONS
from tests.support.server import serving
from tests.support.widgets import MINUTE, live_conversations, open_widget, typed


@pytest.mark.parametrize("inactivity", [15, 20, 40])
async def test_half_an_hour_of_idleness_ends_all_there_is_to_end_in_order_of_time(
    inactivity: int,
) -> None:
    """Guide, sections 2 and 4: conversation closed, token ended, socket severed."""
    settings = {"inactivity": f"{inactivity}m", "agentsAct": False}
    async with serving(settings=settings) as server:
        tenant = server.tenant
        widget = await open_widget(server)
        start = tenant.clock.now()

        fired = await server.platform.advance(tenant, start + 31 * MINUTE)
        await widget.until(lambda: not widget.is_connected)

        times = [one.at - start for one in fired]
        told = [(one.what, (one.at - start) / MINUTE) for one in fired]
        assert times == sorted(times)
        assert ("token.ended", 30.0) in told
        if inactivity < 30:
            assert ("conversation.inactive", float(inactivity)) in told
            assert ("socket.closed", float(inactivity)) in told
            assert widget.wire.of_type("conversation.closed")[0]["reason"] == "inactivity"
            assert widget.wire.close_code == 4410
            assert live_conversations(tenant, "user-7") == []
        else:
            assert ("token.expiring", 25.0) in told
            assert ("token.expiring", 29.0) in told
            assert ("socket.severed", 30.0) in told
            assert widget.wire.close_code == 4401
            assert live_conversations(tenant, "user-7") == [widget.conversation_id]
        assert tenant.channels == {}
        assert (await widget.api.call("GET", CONVERSATIONS, token=widget.token)).status == 401


async def test_everything_that_fired_names_whom_it_hit() -> None:
    """Guide, sections 2 and 4: several customers, each with his own end."""
    async with serving(settings={"agentsAct": False}) as server:
        widgets = [await open_widget(server, f"user-{number}") for number in range(3)]
        channels = set(server.tenant.channels)

        fired = await server.advance(31 * MINUTE)

        closed = [subject for what, subject in fired if what == "conversation.inactive"]
        severed = {subject for what, subject in fired if what == "socket.closed"}
        ended = [subject for what, subject in fired if what == "token.ended"]
        assert closed == [widget.conversation_id for widget in widgets]
        assert severed == channels
        assert sorted(ended) == sorted(server.tenant.families)


async def test_half_an_hour_at_once_is_half_an_hour_in_steps() -> None:
    """Design: advance(a) then advance(b) equals advance(a+b)."""
    told = []
    for steps in ([31 * MINUTE], [MINUTE] * 31, [14.5 * MINUTE, 0.5 * MINUTE, 16 * MINUTE]):
        async with serving() as server:
            widget = await open_widget(server)
            start = server.tenant.clock.now()
            fired = []
            for step in steps:
                to = server.tenant.clock.now() + step
                fired += await server.platform.advance(server.tenant, to)
            await widget.until(lambda widget=widget: not widget.is_connected)  # type: ignore[misc]
            told.append([(one.at - start, one.what) for one in fired])

    assert told[0] == told[1] == told[2]


async def test_typing_keeps_a_conversation_and_reading_does_not() -> None:
    """Guide, section 4: silence is what the platform does not hear; a GET is no word."""
    async with serving(settings={"agentsAct": False}) as server:
        typist, reader = await open_widget(server, "user-7"), await open_widget(server, "user-8")
        for _ in range(5):
            await typed(server, typist)
            await reader.api.call("GET", reader.path, token=reader.token)
            await server.advance(4 * MINUTE)

        assert live_conversations(server.tenant, "user-7") == [typist.conversation_id]
        assert live_conversations(server.tenant, "user-8") == []
        await typist.close()
