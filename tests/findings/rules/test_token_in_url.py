"""A token in a query string is found, however the request ends."""

from __future__ import annotations

import pytest

from mockplatform.findings.deeds import Who
from mockplatform.findings.rules.token_in_url import TokenInUrl
from tests.findings.book import Book


@pytest.mark.parametrize("status", [101, 200, 401, 0])
def test_a_token_in_the_query_is_found(status: int) -> None:
    """It stands in a log by then."""
    book = Book(TokenInUrl)
    book.did(op="GET /ws", token_in_url=True, status=status)
    assert book.found == [("ann/tab-1", 1)]
    (line,) = book.findings[0].first.evidence
    assert (line.entry.id, line.says) == (1, "GET /ws came with the token in its query")


def test_each_request_counts_for_the_client_whose_it_is() -> None:
    """Of several clients, each has a finding of its own."""
    book = Book(TokenInUrl)
    book.did(token_in_url=True)
    book.did(token_in_url=True)
    book.did(token_in_url=True, who=Who("ann", "tab-2"))
    book.did(token_in_url=True, who=Who("bob"))
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1), ("bob", 1)]


def test_a_token_elsewhere_is_where_it_belongs() -> None:
    """In a header, a subprotocol or a frame."""
    book = Book(TokenInUrl)
    book.did(token_expires_at=1.0)
    book.wrote("frame", "in", "c1", "auth", 1, None, act=object())
    assert not book.found
