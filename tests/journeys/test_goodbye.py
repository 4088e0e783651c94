"""A platform that stops says so to every socket, and is gone as soon as they have heard it.

Source: guide, section 4 (a widget that is told comes back in an orderly way); RFC 6455,
section 7.1 (the closing handshake).
"""

from __future__ import annotations

from time import perf_counter

import pytest

from mockplatform.limits import LIMITS
from tests.support.server import serving
from tests.support.widgets import open_widget


@pytest.mark.parametrize("count", [1, 20])
async def test_sockets_hear_1001_and_nobody_waits_for_those_who_answer(count: int) -> None:
    """RFC 6455, section 7.1: who has sent and received a close frame is done."""
    async with serving() as server:
        widgets = [await open_widget(server, f"user-{number}") for number in range(count)]
        began = perf_counter()
    took_s = perf_counter() - began

    for widget in widgets:
        await widget.until(lambda widget=widget: not widget.is_connected)  # type: ignore[misc]
        assert widget.wire.close_code == 1001
    assert took_s < LIMITS.socket_close_s_max / 2


async def test_messages_acknowledged_before_the_goodbye_were_heard_by_every_tab() -> None:
    """Design: what was to be sent before the close goes first."""
    async with serving() as server:
        widget = await open_widget(server)
        for number in range(50):
            await widget.wire.tell("message.send", clientMessageId=str(number), text=str(number))
        await widget.until(lambda: len(widget.wire.of_type("ack")) == 50)

    await widget.until(lambda: not widget.is_connected)
    assert widget.texts == [str(number) for number in range(50)]
    assert widget.misheard == []
