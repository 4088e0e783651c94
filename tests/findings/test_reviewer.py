"""The review: each entry goes once, in order, to the rules that hear of such."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
import pytest

from mockplatform.findings import About, Evidence, Reviewer, Rule
from mockplatform.findings.deeds import Deed, Looked
from mockplatform.findings.rule import FrameIn, FrameOut, Hook, Seen, Trouble
from mockplatform.journal import Journal
from mockplatform.settings import DEFAULTS
from tests.findings.book import Book, Ground


def about(id_: str) -> About:
    """A rule's text."""
    return About(id_, "note", "Title", "when", "not when", "why", "remedy", "source")


class Ears(Rule):
    """Notes all that it hears."""

    about = about("ears")
    heard: ClassVar[list[tuple[str, int, Any]]] = []

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of everything that there is a name for."""
        kinds = (Deed, Trouble, FrameIn, FrameOut, Looked, "http", "frame", "event")
        return {kind: self._note(kind) for kind in kinds}

    def _note(self, kind: type | str) -> Hook:
        name = kind if isinstance(kind, str) else kind.__name__
        return lambda seen: self.heard.append((name, seen.entry.id, seen.act))


class Blames(Rule):
    """Finds each conversation that is looked at."""

    about = about("blames")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who looks."""
        return {Looked: self._looked}

    def _looked(self, seen: Seen) -> None:
        self.found(seen.act.conversation_id, Evidence(seen.entry, "it looked"))


class Breaks(Rule):
    """Raises, by request and by look, as no rule may."""

    about = about("breaks")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of requests and looks."""
        return {Deed: self._break, Looked: self._break}

    def _break(self, seen: Seen) -> None:
        raise RuntimeError(f"at {seen.entry.id}")


class BreaksLate(Rule):
    """Raises when it is asked what time decides."""

    about = about("breaks-late")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of nothing."""
        return {}

    def settle(self, now: float) -> None:
        """Raise."""
        raise RuntimeError(f"at {now}")


class Counts(Rule):
    """Finds each second look, and forgets the first one when it begins anew."""

    about = about("counts")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who looks."""
        self.looks = 0
        return {Looked: self._looked}

    def _looked(self, seen: Seen) -> None:
        self.looks += 1
        if self.looks == 2:
            self.found("all", Evidence(seen.entry, "it looked twice"))


class Overdue(Rule):
    """Finds, once it is asked, that somebody has looked."""

    about = about("overdue")

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who looks."""
        self.looked: list[Seen] = []
        return {Looked: self.looked.append}

    def settle(self, now: float) -> None:
        """Find it."""
        for seen in self.looked:
            self.found("all", Evidence(seen.entry, f"it looked before {now}"))


LOOK = Looked("c-1", "OPEN")


@pytest.fixture(autouse=True)
def _deaf() -> None:
    Ears.heard.clear()


def reviewing(
    *rules: type[Rule], entries_max: int = 10_000, **settings: Any
) -> tuple[Book, Reviewer]:
    """Return a book that is read by some rules, and who reads it."""
    book = Book(rules[0])
    book.journal = Journal(entries_max, lambda: book.now, lambda: book.now)
    now = msgspec.structs.replace(DEFAULTS, **settings)
    book.reviewer = Reviewer(Ground(book, now, None), book.journal, rules)
    return book, book.reviewer


def test_each_entry_is_heard_once_in_order_with_its_deed_before_its_acts() -> None:
    book, reviewer = reviewing(Ears)
    book.did(LOOK, LOOK)
    book.did()
    reviewer.review()
    reviewer.review()
    book.did()
    reviewer.settle()
    assert Ears.heard == [
        ("http", 1, None),
        ("Deed", 1, None),
        ("Looked", 1, LOOK),
        ("Looked", 1, LOOK),
        ("http", 2, None),
        ("Deed", 2, None),
        ("http", 3, None),
        ("Deed", 3, None),
    ]


@pytest.mark.parametrize(
    ("deed", "is_told"),
    [
        ({"status": 399}, False),
        ({"status": 400}, True),
        ({"status": 0}, True),
        ({"status": 200, "is_injected": True}, True),
    ],
)
def test_trouble_is_a_request_that_was_refused_failed_or_harmed(
    deed: dict[str, Any], *, is_told: bool
) -> None:
    book, reviewer = reviewing(Ears)
    book.did(**deed)
    reviewer.review()
    assert ("Trouble", 1, None) in Ears.heard or not is_told
    assert len(Ears.heard) == 2 + is_told


@pytest.mark.parametrize(
    ("detail", "heard"),
    [
        (("in", "ws-1", "x", 1, None), ["frame", "FrameIn"]),
        (("out", "ws-1", "x", 1, 7), ["frame", "FrameOut"]),
        (("out", "ws-1", "x", 1, None), ["frame"]),
    ],
)
def test_a_frame_is_no_request_but_has_a_direction(
    detail: tuple[Any, ...], heard: list[str]
) -> None:
    book, reviewer = reviewing(Ears)
    book.wrote("frame", *detail, act=LOOK)
    reviewer.review()
    assert [name for name, _, _ in Ears.heard] == [*heard, "Looked"]


def test_entries_of_nobodys_deed_are_heard_by_kind_with_an_empty_one() -> None:
    book, reviewer = reviewing(Ears)
    book.wrote("event", "conversation", 1, "X")
    book.wrote("clock", "advance", 1.0, 0)
    reviewer.review()
    assert Ears.heard == [("event", 1, None)]


def test_who_remembers_an_entry_keeps_no_deed_alive() -> None:
    """The journal has both, for as long as it lasts; findings and rules last longer."""
    book, reviewer = reviewing(Blames, Overdue)
    book.did(LOOK)
    book.wrote("frame", "in", "ws-1", "x", 1, None, act=LOOK)
    reviewer.settle()
    kept = [one.entry for found in reviewer.findings for one in found.last.evidence]
    assert [(one.id, one.kind, one.deed) for one in kept] == [(2, "frame", None)] * 2
    assert [one.deed.acts for one in book.journal.behind(0) if one.deed] == [(LOOK,)] * 2


def test_what_was_there_before_the_review_began_is_nobodys_sin() -> None:
    book = Book(Ears)
    book.did(LOOK)
    Reviewer(Ground(book, DEFAULTS, None), book.journal, (Ears,)).review()
    assert Ears.heard == []


async def _soon() -> None:
    """Return when the loop has done what was asked of it before."""
    came = asyncio.Event()
    asyncio.get_running_loop().call_soon(came.set)
    await came.wait()


async def test_a_nudge_reviews_soon_and_once_however_often_it_is_asked() -> None:
    book, reviewer = reviewing(Blames)
    for _ in range(3):
        book.did(LOOK)
        reviewer.nudge()
    assert len(reviewer.findings) == 0
    await _soon()
    assert [one.count for one in reviewer.findings] == [3]
    book.did(LOOK)
    reviewer.nudge()
    await _soon()
    assert [one.count for one in reviewer.findings] == [4]


def test_a_review_returns_what_it_found_and_no_more_than_that() -> None:
    book, reviewer = reviewing(Blames)
    book.did(LOOK)
    book.did(Looked("c-2", "OPEN"))
    assert [one.subject for one in reviewer.review()] == ["c-1", "c-2"]
    book.did(Looked("c-2", "OPEN"))
    assert [(one.subject, one.count) for one in reviewer.review()] == [("c-2", 2)]
    assert list(reviewer.review()) == []


def test_what_the_ring_dropped_unseen_is_counted() -> None:
    book, reviewer = reviewing(Ears, entries_max=10)
    for _ in range(25):
        book.did()
    reviewer.review()
    assert reviewer.missed == 15
    assert [id_ for name, id_, _ in Ears.heard if name == "Deed"] == list(range(16, 26))
    book.did()
    reviewer.review()
    assert reviewer.missed == 15


def test_a_rule_that_raises_is_retired_and_the_others_go_on() -> None:
    book, reviewer = reviewing(Breaks, Blames, BreaksLate)
    for _ in range(2):
        book.did(LOOK)
        reviewer.settle()
    assert reviewer.broken == {
        "breaks": "RuntimeError: at 1",
        "breaks-late": "RuntimeError: at 0.0",
    }
    assert [rule.about.id for rule in reviewer.working] == ["blames"]
    assert [(one.subject, one.count) for one in reviewer.findings] == [("c-1", 2)]


def test_with_the_setting_off_nothing_is_reviewed_then_or_later() -> None:
    book, reviewer = reviewing(Ears, findings=False)
    book.did(LOOK)
    reviewer.settle()
    reviewer.begin(Ground(book, DEFAULTS, None))
    reviewer.settle()
    assert Ears.heard == []


class Switched:
    """A tenant whose settings a test changes."""

    config = None

    def __init__(self, book: Book) -> None:
        self.settings = DEFAULTS
        self.clock_now = lambda: book.now

    def turn(self, *, on: bool) -> None:
        """Change the one setting."""
        self.settings = msgspec.structs.replace(DEFAULTS, findings=on)


def test_what_was_before_the_setting_was_off_is_forgotten() -> None:
    """A client may have made up for it while nobody looked. A rule that broke stays broken."""
    book = Book(Counts)
    ground = Switched(book)
    reviewer = Reviewer(ground, book.journal, (Counts, Breaks))
    book.did(LOOK)
    reviewer.review()
    ground.turn(on=False)
    book.did(LOOK)
    reviewer.review()
    (begun,) = reviewer.working
    book.did()
    reviewer.review()
    assert reviewer.working == [begun]
    ground.turn(on=True)
    book.did(LOOK)
    reviewer.review()
    assert len(reviewer.findings) == 0
    book.did(LOOK)
    reviewer.review()
    assert [one.about.id for one in reviewer.findings] == ["counts"]


def test_each_time_that_the_setting_is_off_rules_begin_anew() -> None:
    book = Book(Counts)
    ground = Switched(book)
    reviewer = Reviewer(ground, book.journal, (Counts,))
    for _ in range(3):
        book.did(LOOK)
        reviewer.review()
        ground.turn(on=False)
        book.did()
        reviewer.settle()
        ground.turn(on=True)
    assert len(reviewer.findings) == 0


def test_with_the_setting_off_time_decides_nothing() -> None:
    book = Book(Overdue)
    ground = Switched(book)
    reviewer = Reviewer(ground, book.journal, (Overdue,))
    book.did(LOOK)
    reviewer.review()
    ground.turn(on=False)
    reviewer.settle()
    assert len(reviewer.findings) == 0
    ground.turn(on=True)
    book.now = 9.0
    reviewer.settle()
    assert [one.last.at for one in reviewer.findings] == [9.0]


def test_where_the_ring_dropped_entries_unseen_rules_begin_anew() -> None:
    book, reviewer = reviewing(Counts, entries_max=10)
    book.did(LOOK)
    reviewer.review()
    for _ in range(10):
        book.did()
    reviewer.review()  # the ring had dropped only what was seen
    assert reviewer.missed == 0
    for _ in range(10):
        book.did()
    book.did(LOOK)
    reviewer.review()
    assert (reviewer.missed, len(reviewer.findings)) == (1, 0)
    book.did(LOOK)
    reviewer.review()
    assert len(reviewer.findings) == 1


def test_the_journal_tells_of_a_finding_at_each_doubling() -> None:
    book, reviewer = reviewing(Blames)
    for book.now in range(7, 16):
        book.did(LOOK, id_="c-1", cause="k-1")
        reviewer.review()
    told = [one for one in book.journal.behind(0) if one.kind == "finding"]
    assert [one.member("count") for one in told] == [1, 2, 4, 8]
    named = {(one.member("rule"), one.member("findingId"), one.subject) for one in told}
    assert named == {("blames", "f1", "c-1")}
    assert (told[0].caused_by, told[0].at) == (1, 7)
    assert (told[0].correlation_id, told[0].conversation_id) == ("k-1", "c-1")


def test_rules_that_begin_anew_know_nothing_and_what_was_found_stays() -> None:
    book, reviewer = reviewing(Counts, Blames)
    book.did(LOOK)
    reviewer.review()
    reviewer.begin(Ground(book, DEFAULTS, None))
    book.did(LOOK)
    reviewer.review()
    assert [(one.about.id, one.count) for one in reviewer.findings] == [("blames", 2)]
    book.did(LOOK)
    reviewer.review()
    assert [one.about.id for one in reviewer.findings] == ["blames", "counts"]


def test_what_is_cleared_is_forgotten_with_all_that_rules_knew() -> None:
    book, reviewer = reviewing(Counts, Breaks, entries_max=1)
    book.did()
    book.did(LOOK)
    reviewer.review()
    book.did(LOOK)
    reviewer.clear()
    assert (reviewer.broken, reviewer.missed, len(reviewer.findings)) == ({}, 0, 0)
    book.did(LOOK)
    reviewer.review()
    assert len(reviewer.findings) == 0
    assert list(reviewer.broken) == ["breaks"]
