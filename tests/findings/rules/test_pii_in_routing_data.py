"""Personal data in routing data is found by its kind, and not repeated."""

from __future__ import annotations

from mockplatform.findings.routing_facts import written
from mockplatform.findings.rules.pii_in_routing_data import PiiInRoutingData
from tests.findings.writing import TAB_2, Writing

WHO = {"mail": "ann@example.com", "other": "bob@example.com", "call": "+1 415 555 2671"}


def test_members_are_named_with_the_kinds_of_what_they_hold() -> None:
    """All of one kind together; by request and by frame."""
    book = Writing(PiiInRoutingData)
    book.says({"tier": "gold", **WHO}, status=0)
    assert book.found == [("ann/tab-1", 1)]
    says = book.findings[0].first.evidence[0].says
    assert says == "an e-mail address was in `mail`, `other`; a phone number was in `call`"
    book.frame({"paid": "4242 4242 4242 4242"})
    book.frame({"paid": "4242 4242 4242 4242"}, TAB_2)
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1)]


def test_what_is_nobodys_is_no_sin() -> None:
    """Nor what is kept where agents look for it."""
    book = Writing(PiiInRoutingData)
    book.says({"tier": "gold", "order_id": "4242424242424242", "has_mail": True})
    book.did(written("conversation", "c1", WHO, "tab-1", is_merge=False))
    assert not book.found


def test_neither_value_nor_name_tells_of_the_person() -> None:
    """A member may be called by what should not be there either."""
    book = Writing(PiiInRoutingData)
    book.says({"ann@example.com": "x"})
    assert [one.says for one in book.findings[0].first.evidence] == [
        "an e-mail address was in a member whose name has 15 characters"
    ]
