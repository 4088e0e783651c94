"""A refresh token that is spent twice is found, if its client heard that it was spent."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Renewed, Rotated
from mockplatform.findings.rules.refresh_reuse import RefreshReuse
from tests.findings.book import Book


def _comes(book: Book, outcome: str, family: str = "f", **deed: Any) -> None:
    book.did(Renewed(family, 0.0, 0.0, outcome), **deed)


def test_a_spent_token_that_comes_again_is_found() -> None:
    """With both times in order."""
    book = Book(RefreshReuse)
    book.now = 1000
    _comes(book, "renewed")
    book.now += 30
    _comes(book, "reused", status=400)
    assert book.found == [("ann/tab-1", 1)]
    assert [(one.entry.id, one.says) for one in book.findings[0].first.evidence] == [
        (1, "the refresh token was spent, and the next pair given"),
        (2, "a spent one came again 30 s later; all tokens of the family were revoked"),
    ]


@pytest.mark.parametrize("outcome", ["renewed", "again", "refused"])
def test_nothing_else_is_reuse(outcome: str) -> None:
    """A next pair, the same once more within the grace, a refusal for another reason."""
    book = Book(RefreshReuse)
    _comes(book, "renewed")
    _comes(book, outcome)
    assert not book.found


@pytest.mark.parametrize("lost", [{"status": 0}, {"status": 503}, {"is_injected": True}])
def test_whoever_did_not_hear_the_answer_is_excused(lost: dict[str, Any]) -> None:
    """He could not know that it was spent."""
    book = Book(RefreshReuse)
    _comes(book, "renewed")
    _comes(book, "renewed", **lost)
    _comes(book, "again", **lost)
    _comes(book, "reused", status=400)
    assert not book.found


def test_whoever_heard_it_at_the_second_try_is_not() -> None:
    """Nor did a later answer that was lost take that away."""
    book = Book(RefreshReuse)
    _comes(book, "renewed", status=0)
    _comes(book, "again")
    _comes(book, "again", status=0)
    _comes(book, "reused", status=400)
    assert book.found


@pytest.mark.parametrize("before", [[], ["again"]])
def test_a_family_of_which_nothing_was_heard_is_let_be(before: list[str]) -> None:
    """Each family has a story of its own, which may have begun before the review."""
    book = Book(RefreshReuse)
    _comes(book, "renewed", "g")
    for outcome in before:
        _comes(book, outcome, "f")
    _comes(book, "reused", "f", status=400)
    assert not book.found


def test_it_does_not_matter_what_depends_on_the_tokens() -> None:
    """Of some no socket does: they are rotated all the same."""
    book = Book(RefreshReuse)
    book.did(Rotated("f", "renewed"))
    book.did(Rotated("f", "reused"), status=400)
    assert book.found == [("ann/tab-1", 1)]


def test_only_the_families_that_were_last_heard_of_are_remembered() -> None:
    """The others are let be."""
    book = Book(RefreshReuse)
    for number in range(5_001):
        _comes(book, "renewed", f"f{number}")
        book.reviewer.review()
    _comes(book, "reused", "f0", status=400)
    assert not book.found
    _comes(book, "reused", "f2", status=400)
    assert book.found
