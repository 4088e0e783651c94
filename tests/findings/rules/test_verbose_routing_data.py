"""Prose in routing data is found, and so are heaps of what no rule reads."""

from __future__ import annotations

import pytest

from mockplatform.core.routing import Rule as RoutingRule
from mockplatform.findings.rules.verbose_routing_data import VerboseRoutingData
from tests.findings.writing import TAB_2, Writing

PROSE = "the customer called twice and is angry since nobody called back as it was promised him"
UNREAD_BYTES_MAX, UNREAD_SHARE_MAX = 1024, 0.5
SAMPLE = {
    "tier": "premium",
    "language": "en-US",
    "product_interest": "enterprise_api",
    "requires_callback": False,
    "source_channel": "web_widget",
}
MEMBER = len('"note":"",')
"""What a member adds beside its value, as sizes are told."""


def test_prose_is_found_whoever_reads_it() -> None:
    """By its length and its member's name."""
    book = Writing(VerboseRoutingData)
    book.says({"tier": "gold", "intent": PROSE})
    assert book.found == [("ann/tab-1", 1)]
    assert [one.says for one in book.findings[0].first.evidence] == [
        f"`intent` held prose, of up to {len(PROSE)} characters"
    ]
    book.frame({"crm": PROSE}, TAB_2)
    book.frame({"crm": PROSE})
    assert book.found == [("ann/tab-1", 2), ("ann/tab-2", 1)]


def test_the_guides_sample_is_good() -> None:
    """Two of its keys are read by no rule here, and are labels."""
    book = Writing(VerboseRoutingData)
    book.says(SAMPLE)
    book.says({"label": "x" * 200})
    book.says({})
    assert not book.found


@pytest.mark.parametrize(("more", "is_found"), [(0, False), (1, True)])
def test_what_nobody_reads_has_a_measure(more: int, is_found: bool) -> None:
    """So many bytes are free, if nothing else is said."""
    book = Writing(VerboseRoutingData)
    book.says({"note": "x" * (UNREAD_BYTES_MAX - MEMBER + more)})
    assert bool(book.found) is is_found


@pytest.mark.parametrize(("less", "is_found"), [(0, False), (1, False), (2, True)])
def test_who_says_mostly_what_rules_read_is_good(less: int, is_found: bool) -> None:
    """Half of it may be for others."""
    unread = {"note": "x" * (2 * UNREAD_BYTES_MAX - MEMBER)}
    assert UNREAD_SHARE_MAX == 0.5
    book = Writing(VerboseRoutingData)
    read = {"tier": "x" * (2 * UNREAD_BYTES_MAX - MEMBER - less)}
    book.says(unread | read)
    assert bool(book.found) is is_found


def test_what_a_rule_reads_may_be_long() -> None:
    """An address of a page, as a glob matches it."""
    book = Writing(VerboseRoutingData)
    book.says({"intent": "https://shop.example/?" + "x" * 8_000})
    assert not book.found


def test_the_heaviest_are_named_first() -> None:
    """With how much it is, of how much."""
    book = Writing(VerboseRoutingData)
    book.says({"a": "x" * 100, "b": "x" * 900, "tier": "gold", "c": "x" * 500, "d": "x" * 200})
    assert [one.says for one in book.findings[0].first.evidence] == [
        "no rule reads `b`, `c`, `d` and 1 more: 1,728 of 1,743 bytes"
    ]


def test_both_may_be_so_at_once() -> None:
    """It is one finding, with both in its sentence."""
    book = Writing(VerboseRoutingData)
    book.says({"note": " ".join([PROSE] * 20)})
    assert book.found == [("ann/tab-1", 1)]
    says = book.findings[0].first.evidence[0].says
    assert "held prose" in says
    assert "no rule reads `note`" in says


def test_of_several_the_longest_is_told() -> None:
    """As far as they are prose."""
    book = Writing(VerboseRoutingData)
    book.says({"intent": PROSE, "tier": PROSE + " again"})
    says = book.findings[0].first.evidence[0].says
    assert says == f"`intent`, `tier` held prose, of up to {len(PROSE + ' again')} characters"


def test_other_data_may_hold_prose() -> None:
    """That is what it is for."""
    book = Writing(VerboseRoutingData)
    book.sets({"note": PROSE}, kind="conversation")
    assert not book.found


def test_where_there_are_no_rules_nobody_knows_what_is_read() -> None:
    """Prose is prose there as well."""
    book = Writing(VerboseRoutingData, RoutingRule(when={}, queue="a"))
    book.says({"note": "x" * 4_000})
    assert not book.found
    book.says({"note": PROSE})
    assert book.found == [("ann/tab-1", 1)]
