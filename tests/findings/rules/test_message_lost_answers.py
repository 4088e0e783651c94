"""What message-lost-at-refresh makes of calls whose answers were lost, and messages were not."""

from __future__ import annotations

from mockplatform.findings.deeds import Looked
from mockplatform.findings.rules.message_lost_at_refresh import MessageLostAtRefresh
from tests.findings.sending import Sending


def test_a_call_whose_answer_was_lost_lost_no_message_that_is_stored_before_it_is_over() -> None:
    """The event of the message stands in the journal before its own request does."""
    book = Sending(MessageLostAtRefresh)
    book.keeps()
    book.posts(status=0)
    book.now += 1
    book.renews()
    book.now += 61
    book.did(Looked("conv", "ACTIVE"), op="GET /state")
    assert not book.found


def test_what_another_call_has_stored_before_says_nothing_of_a_lost_one() -> None:
    """The texts differ: the one that was stored is not the one whose answer was lost."""
    book = Sending(MessageLostAtRefresh)
    book.keeps("something else", "m0")
    book.posts(status=0)
    book.now += 1
    book.renews()
    book.now += 61
    book.did(Looked("conv", "ACTIVE"), op="GET /state")
    assert book.found == [("ann/tab-1", 1)]
