"""The same routing data in another order of keys is found, wherever its writer sits."""

from __future__ import annotations

from mockplatform.findings.deeds import Who
from mockplatform.findings.routing_facts import written
from mockplatform.findings.rules.unstable_key_order import UnstableKeyOrder
from mockplatform.limits import LIMITS
from tests.findings.writing import TAB_1, TAB_2, Writing

BOB = Who("bob", "tab-1")


def test_another_order_of_the_same_is_found() -> None:
    """Of one widget, and of two of one user; each change is one."""
    book = Writing(UnstableKeyOrder)
    book.says({"a": "1", "b": "2", "c": "3"})
    book.says({"b": "2", "a": "1", "c": "3"})
    assert book.found == [("ann/tab-1", 1)]
    assert [one.says for one in book.findings[0].first.evidence] == [
        "3 members of routing data came",
        "the same ones came with the same values, in another order",
    ]
    book.says({"b": "2", "a": "1", "c": "3"})
    book.frame({"c": "3", "b": "2", "a": "1"}, TAB_2)
    assert book.found == [("ann/tab-1", 1), ("ann/tab-2", 1)]


def test_the_same_order_is_no_sin_nor_is_another_content() -> None:
    """One value that differs makes another hash, as it has to."""
    book = Writing(UnstableKeyOrder)
    book.says({"a": "1", "b": "2"})
    book.says({"a": "1", "b": "2"}, TAB_2)
    book.says({"b": "2", "a": "x"})
    book.says({"b": "2"})
    book.says({})
    book.did(written("context", "ctx_ann", {"b": "2", "a": "1"}, "tab-1", is_merge=True))
    assert not book.found


def test_each_content_has_an_order_of_its_own() -> None:
    """What came in between is not forgotten for it."""
    book = Writing(UnstableKeyOrder)
    book.says({"a": "1", "b": "2"})
    book.says({"a": "1", "b": "3"})
    book.says({"b": "2", "a": "1"})
    assert book.found == [("ann/tab-1", 1)]


def test_users_are_kept_apart() -> None:
    """And who is nobody is not compared with nobody."""
    book = Writing(UnstableKeyOrder)
    book.says({"a": "1", "b": "2"}, TAB_1)
    book.says({"b": "2", "a": "1"}, BOB)
    book.says({"a": "1", "b": "2"}, Who("", "x"))
    book.says({"b": "2", "a": "1"}, Who("", "x"))
    assert not book.found


def test_memory_is_bounded() -> None:
    """What was written long ago is forgotten for what came since."""
    book = Writing(UnstableKeyOrder)
    book.says({"a": "1", "b": "2"})
    for number in range(LIMITS.findings_memory_max):
        book.says({"a": str(number), "b": "x"})
        if number % 1_000 == 0:
            assert not book.found
    assert not book.found
    book.says({"b": "2", "a": "1"})
    assert not book.found
    book.says({"b": "x", "a": str(LIMITS.findings_memory_max - 1)})
    assert book.found == [("ann/tab-1", 1)]
