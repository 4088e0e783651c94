"""A conversation that is begun by a widget without a name is noted."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Opened, SignedIn, Who
from mockplatform.findings.rules.missing_instance_id import MissingInstanceId
from tests.findings.book import Book

NAMELESS = Who("ann", "")


def _signs_in(book: Book, instance: str | None) -> None:
    book.did(SignedIn("f", instance, 1800.0, 1800.0), who=Who("ann", instance))


def _says(book: Book) -> list[str]:
    return [one.says for one in book.findings[0].first.evidence]


def test_a_conversation_without_one_is_found_for_its_user() -> None:
    """With the sign-in that had none; once more for each conversation."""
    book = Book(MissingInstanceId)
    _signs_in(book, "")
    assert not book.found
    book.did(Opened("c1", (), ""), who=NAMELESS)
    assert _says(book) == [
        "it signed in without an `instanceId`",
        "a conversation was begun by a widget that does not say which it is",
    ]
    book.did(Opened("c2", (), ""), who=NAMELESS)
    book.did(Opened("c3", (), ""), who=Who("bob", ""))
    assert book.found == [("ann", 2), ("bob", 1)]


@pytest.mark.parametrize("instance", ["tab-1", None])
def test_who_names_one_or_knows_no_such_thing_is_good(instance: str | None) -> None:
    """With the token, or with the conversation alone."""
    book = Book(MissingInstanceId)
    _signs_in(book, "")
    book.did(Opened("c1", (), instance), who=NAMELESS)
    assert not book.found


def test_who_has_said_it_before_is_good() -> None:
    """With the same tokens."""
    book = Book(MissingInstanceId)
    _signs_in(book, "")
    book.did(Opened("c1", (), ""), who=Who("ann", "tab-1"))
    assert not book.found


def test_a_sign_in_with_one_is_no_evidence() -> None:
    """Nor is another user's."""
    book = Book(MissingInstanceId)
    _signs_in(book, "")
    _signs_in(book, "tab-1")
    book.did(SignedIn("g", "", 1800.0, 1800.0), who=Who("bob", ""))
    book.did(Opened("c1", (), ""), who=NAMELESS)
    assert len(_says(book)) == 1
