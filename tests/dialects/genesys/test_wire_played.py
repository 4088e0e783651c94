"""Every file of fixtures is held against the real server, and no gap is listed in vain."""

from __future__ import annotations

import pytest

from tests.dialects.genesys import (
    test_wire_conversations,
    test_wire_guest,
    test_wire_guest_errors,
    test_wire_notifications,
    test_wire_open,
    test_wire_platform,
)
from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.wire import files
from tests.dialects.genesys.wire_gaps import ONLY_DECODED, check

BOOKS = [
    *test_wire_conversations.FILES,
    *test_wire_guest.FILES,
    *test_wire_guest_errors.FILES,
    *test_wire_notifications.FILES,
    *test_wire_open.FILES,
    *test_wire_platform.FILES,
]
ELSEWHERE = {"oauth", "webchat-calls", "webchat-frames"}
"""Played by tests of their own, without a book."""


def test_every_file_of_fixtures_is_in_a_book_or_has_tests_of_its_own() -> None:
    assert sorted([*BOOKS, *ELSEWHERE]) == sorted(path.stem for path in files())


def test_only_fixtures_that_there_are_are_listed_as_only_decoded() -> None:
    assert ONLY_DECODED.keys() <= Book(*BOOKS).fixtures.keys()


def test_a_fixture_that_nobody_touches_is_told() -> None:
    book = Book("open-messaging")
    with pytest.raises(AssertionError, match="the text is taken"):
        check(book)


@pytest.mark.parametrize("wrong", ["missing", "more", "type", "word"])
def test_a_member_too_few_or_too_many_or_of_another_type_is_a_difference(wrong: str) -> None:
    book, name = Book("guest-sessions"), "guest-sessions: the answer to getJwt, its exp in seconds"
    said = book.fixtures[name].frame
    body = {"missing": {"jwt": "j"}, "more": {"jwt": "j", "exp": 1, "iat": 1}}
    body["type"] = {"jwt": "j", "exp": "1"}
    told = {**said, "body": body.get(wrong, said["body"])}
    book.told(name, {**told, "class": "Other"} if wrong == "word" else told)
    assert book.differing
    book.told(name, said)
    assert not book.differing
