"""A second renewal gives no more time to send what met the first one."""

from __future__ import annotations

from mockplatform.findings.rules.message_lost_at_refresh import MessageLostAtRefresh
from mockplatform.findings.rules.refresh_in_flight import RefreshInFlight
from tests.findings.sending import Sending

FOUND = [("ann/tab-1", 1)]


def _renews_twice(book: Sending) -> None:
    book.renews()
    book.now += 30
    book.renews()
    book.now += 30


def test_a_message_that_was_under_way_had_its_minute() -> None:
    """From the first renewal on."""
    book = Sending(RefreshInFlight)
    book.sends()
    _renews_twice(book)
    book.sends("bye", "m2")
    assert book.found == FOUND


def test_a_message_whose_socket_had_ended_had_its_minute() -> None:
    """From the first renewal on, too."""
    book = Sending(MessageLostAtRefresh)
    book.sends()
    book.closes()
    _renews_twice(book)
    book.did(op="GET /x")
    assert book.found == FOUND
