"""What one widget of a user writes over another's, without having read it, is found."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform.findings.deeds import Connected, Looked, Saw, Stored, Who
from mockplatform.findings.routing_facts import written
from mockplatform.findings.rules.cross_tab_overwrite import CrossTabOverwrite
from mockplatform.limits import LIMITS
from tests.findings.writing import TAB_1, TAB_2, Writing, refused

KINDS = [("routing", "c1"), ("conversation", "c1"), ("context", "ctx_ann")]
NAMES = {
    "routing": "routing data",
    "conversation": "conversation data",
    "context": "the context document",
}
FOUND = [("ann/tab-2", 1)]
DOCUMENTS_MAX, MEMBERS_MAX, READERS_MAX, CHANGES_MAX = 500, 50, 20, 8


@pytest.fixture
def book() -> Writing:
    """Return a book in which the first tab has set a member."""
    made = Writing(CrossTabOverwrite)
    made.sets({"page": "cart", "tier": "gold"})
    return made


def says(book: Writing) -> list[str]:
    """Return what the last evidence says."""
    return [one.says for one in book.findings[0].last.evidence]


@pytest.mark.parametrize(("kind", "key"), KINDS)
def test_another_value_over_one_that_was_not_read_is_found(kind: str, key: str) -> None:
    """Of each kind of data; the first tab's writing is the first evidence."""
    book = Writing(CrossTabOverwrite)
    first = book.sets({"page": "cart"}, kind=kind, key=key)
    second = book.sets({"page": "help"}, TAB_2, kind=kind, key=key)
    assert book.found == FOUND
    assert [one.entry.id for one in book.findings[0].last.evidence] == [first, second]
    assert says(book)[0] == f"tab-1 set `page` of {NAMES[kind]}"
    assert (
        says(book)[1]
        == "tab-2 set another value over that, which it had not read, without If-Match"
    )


def test_widgets_that_are_called_by_an_address_are_not_named() -> None:
    """The subject has to, as it tells clients apart; the sentences need not repeat it."""
    book = Writing(CrossTabOverwrite)
    book.sets({"page": "cart"}, Who("ann", "ann@example.com"))
    book.sets({"page": "help"}, Who("ann", "ann@home.example"))
    assert book.found == [("ann/ann@home.example", 1)]
    assert says(book)[0].startswith("a widget whose id has 15 characters set `page` of ")
    assert says(book)[1].startswith("a widget whose id has 16 characters set another value")


def test_of_several_widgets_one_is_told_with_what_it_set(book: Writing) -> None:
    """And not with what another one did."""
    book.sets({"tier": "silver"}, Who("ann", "tab-3"), is_guarded=True)
    book.sets({"page": "help", "tier": "none"}, TAB_2)
    assert says(book)[0] == "tab-1 set `page` of routing data"


def test_a_replacement_that_leaves_it_out_is_found(book: Writing) -> None:
    """Whatever else it sets; what it keeps is kept."""
    book.sets({"tier": "gold", "new": "x"}, TAB_2, is_merge=False)
    assert book.found == FOUND
    assert says(book)[1].startswith("tab-2 replaced all of it, without that")
    book.sets({"page": "cart"}, Who("ann", "tab-3"))  # nobody's, by now
    assert book.found == FOUND


@pytest.mark.parametrize(
    "members",
    [{"page": "cart"}, {"other": "x"}, {"page": "cart", "tier": "gold", "other": "x"}, {}],
)
def test_the_same_value_or_another_member_is_no_sin(book: Writing, members: Any) -> None:
    """In a merge; the first tab goes on being the one that has set it."""
    book.sets(members, TAB_2)
    book.sets({"page": "checkout"})
    assert not book.found


def test_ones_own_may_be_changed(book: Writing) -> None:
    """And removed; and after that the other tab writes over that."""
    book.sets({"page": "help"})
    book.sets({"page": None})
    assert not book.found
    book.sets({"page": "cart"}, TAB_2)
    assert book.found == FOUND


def test_who_names_the_version_is_good(book: Writing) -> None:
    """It was the newest, else it would have been refused. Who writes over it then, is not."""
    book.sets({"page": "help"}, TAB_2, is_guarded=True)
    assert not book.found
    book.sets({"page": "cart"})
    assert book.found == [("ann/tab-1", 1)]


READS = [
    Saw("routing", "c1"),
    Saw("routing", ""),
    Looked("c1", "OPEN"),
    Connected("w2", "c1", 0, 3),
]


@pytest.mark.parametrize("act", READS)
def test_who_has_read_it_is_good(book: Writing, act: Any) -> None:
    """By an answer, by an event on its socket, or by a new socket."""
    book.did(act, who=TAB_2, id_="c1")
    book.sets({"page": "help"}, TAB_2)
    assert not book.found


@pytest.mark.parametrize("act", READS)
def test_what_was_read_before_is_not_what_was_written_since(book: Writing, act: Any) -> None:
    """Nor is what the other tab has read, or what was read elsewhere."""
    book.did(act, who=TAB_2, id_="c1")
    book.did(Saw("conversation", "c1"), who=TAB_2)
    book.sets({"page": "checkout"})
    book.did(act, who=TAB_1, id_="c1")
    book.did(Saw("conversation", "c1"), Saw("routing", "c2"), Looked("c2", "OPEN"), who=TAB_2)
    book.sets({"page": "help"}, TAB_2)
    assert book.found == FOUND


def test_a_reader_without_a_name_may_be_any(book: Writing) -> None:
    """A token without an id reads for all; a dialect without such ids for none."""
    book.did(Saw("routing", "c1"), who=Who("ann", None))
    book.sets({"tier": "silver"}, TAB_2)
    assert book.found == FOUND
    book.sets({"page": "help"})
    book.did(Saw("routing", "c1"), who=Who("ann", ""))
    book.sets({"page": "checkout"}, TAB_2)
    assert book.found == FOUND


@pytest.mark.parametrize(("heard_first", "is_found"), [(False, False), (True, True)])
def test_of_a_request_too_the_event_tells_when(
    book: Writing, *, heard_first: bool, is_found: bool
) -> None:
    """The other tab may hear of a change before the answer to it is written down."""
    if heard_first:
        book.did(Saw("routing", ""), who=TAB_2, id_="c1")
    book.changes("slow")
    if not heard_first:
        book.did(Saw("routing", ""), who=TAB_2, id_="c1")
    book.sets({"page": "checkout"}, cause="slow")
    book.sets({"page": "help"}, TAB_2)
    assert bool(book.found) is is_found


@pytest.mark.parametrize(("kind", "key"), KINDS)
def test_of_each_kind_of_data_the_event_tells_when(kind: str, key: str) -> None:
    """It was heard of after that, and before the answer was written down."""
    book = Writing(CrossTabOverwrite)
    book.sets({"tier": "gold"}, kind=kind, key=key)
    book.changes("slow", kind, key)
    book.did(Saw(kind, key), who=TAB_2)
    book.sets({"page": "cart"}, cause="slow", kind=kind, key=key)
    book.sets({"page": "help"}, TAB_2, kind=kind, key=key)
    assert not book.found


@pytest.mark.parametrize("act", [Looked("c1", "OPEN"), Connected("w2", "c1", 0, 3)])
def test_who_reads_a_conversation_reads_its_data(act: Any) -> None:
    """Of either kind."""
    for kind in ("routing", "conversation"):
        book = Writing(CrossTabOverwrite)
        book.sets({"page": "cart"}, kind=kind)
        book.did(act, who=TAB_2, id_="c1")
        book.sets({"page": "help"}, TAB_2, kind=kind)
        assert not book.found


def test_a_change_is_dated_by_its_event() -> None:
    """And not by the answer, which is written down later."""
    book = Writing(CrossTabOverwrite)
    book.frame({"page": "cart"}, TAB_1)
    book.changes("")
    book.did(Saw("routing", ""), who=TAB_2, id_="c1")
    book.answers(Stored("routing", "c1"))
    book.frame({"page": "help"}, TAB_2, "w2")
    book.answers(Stored("routing", "c1"), TAB_2, "w2")
    assert not book.found


def test_a_frame_counts_once_it_is_stored(book: Writing) -> None:
    """What was refused has changed nothing, and what a fault lost neither."""
    book.frame({"page": "help"}, TAB_2, "w2")
    book.answers(refused("conversation.closed"), TAB_2, "w2")
    book.frame({"page": "help"}, TAB_2, "w2")
    book.answers(Stored("routing", "c1", (), is_kept=False), TAB_2, "w2")
    book.sets({"page": "help"}, TAB_2, is_kept=False)
    assert not book.found
    book.frame({"page": "help"}, TAB_2, "w2")
    book.answers(Stored("routing", "c1"), TAB_2, "w2")
    assert book.found == FOUND


def test_a_document_that_is_made_anew_is_nobodys() -> None:
    """After its end, or after somebody took it away."""
    book = Writing(CrossTabOverwrite)
    of: Any = {"kind": "context", "key": "ctx_ann"}
    book.sets({"cart": "1"}, status=201, **of)
    book.sets({"cart": "2"}, TAB_2, status=201, **of)
    assert not book.found
    book.sets({"cart": "3"}, status=200, **of)
    assert book.found == [("ann/tab-1", 1)]


@pytest.mark.parametrize("instance", ["", None])
def test_who_does_not_say_who_it_is_is_not_judged(book: Writing, instance: str | None) -> None:
    """And what it sets is nobody's."""
    book.sets({"page": "help"}, Who("ann", instance))
    book.sets({"page": "checkout"}, TAB_2)
    assert not book.found
    book.sets({"page": "cart"})
    assert book.found == [("ann/tab-1", 1)]


def test_who_has_said_it_before_is_judged(book: Writing) -> None:
    """Its tokens are that widget's."""
    act = written("routing", "c1", {"page": "help"}, "", is_merge=True)
    book.did(act, Stored("routing", "c1"), who=TAB_2)
    assert book.found == FOUND


def test_who_names_another_than_its_token_reads_for_that_one() -> None:
    """A creation whose body says so; the answer tells the one that wrote."""
    book = Writing(CrossTabOverwrite)
    act = written("routing", "c1", {"page": "cart"}, "tab-2", is_merge=True)
    book.did(act, Stored("routing", "c1"), Saw("routing", "c1"), who=TAB_1)
    book.sets({"page": "help"}, TAB_1)
    assert book.found == [("ann/tab-1", 1)]


def test_documents_are_kept_apart(book: Writing) -> None:
    """By kind and by key."""
    book.sets({"page": "help"}, TAB_2, kind="conversation")
    book.sets({"page": "help"}, TAB_2, key="c2")
    assert not book.found


@pytest.mark.parametrize(
    ("others", "is_found"), [(DOCUMENTS_MAX - 1, True), (DOCUMENTS_MAX, False)]
)
def test_only_so_many_documents_are_remembered(
    book: Writing, others: int, *, is_found: bool
) -> None:
    """Those that were written last."""
    for number in range(others):
        book.sets({"page": "x"}, key=f"other-{number}")
    book.sets({"page": "help"}, TAB_2)
    assert bool(book.found) is is_found


@pytest.mark.parametrize(("others", "is_found"), [(MEMBERS_MAX - 1, True), (MEMBERS_MAX, False)])
def test_only_so_many_members_of_a_document_are_remembered(
    book: Writing, others: int, *, is_found: bool
) -> None:
    """Those that were set last; to set one again counts as that."""
    book.sets({"page": "help"})
    for number in range(others):
        book.sets({f"key-{number}": "x"})
    book.sets({"page": "cart"}, TAB_2)
    assert bool(book.found) is is_found


@pytest.mark.parametrize(("others", "is_found"), [(READERS_MAX - 1, False), (READERS_MAX, True)])
def test_only_so_many_readers_of_a_document_are_remembered(
    book: Writing, others: int, *, is_found: bool
) -> None:
    """Who is forgotten has not read it."""
    book.did(Saw("routing", "c1"), who=TAB_2)
    for number in range(others):
        book.did(Saw("routing", "c1"), who=Who("ann", f"tab-{number + 3}"))
    book.sets({"page": "help"}, TAB_2)
    assert bool(book.found) is is_found


@pytest.mark.parametrize(
    ("others", "is_found"),
    [(LIMITS.findings_members_max - 1, True), (LIMITS.findings_members_max, False)],
)
def test_what_stands_behind_the_members_that_are_told_may_be_there_still(
    book: Writing, others: int, *, is_found: bool
) -> None:
    """Of a replacement with very many members, nobody knows what else it has."""
    written = {f"key-{number}": "x" for number in range(others)}
    book.sets(written, TAB_2, is_merge=False)
    assert bool(book.found) is is_found


@pytest.mark.parametrize(("more", "is_found"), [(CHANGES_MAX - 1, True), (CHANGES_MAX, False)])
def test_changes_wait_for_their_answers_in_bounds(more: int, *, is_found: bool) -> None:
    """One that waited for too long is dated by the frame that asked for it."""
    book = Writing(CrossTabOverwrite)
    book.sets({"tier": "gold"})
    book.frame({"page": "cart"})
    book.did(Saw("routing", ""), who=TAB_2, id_="c1")
    book.changes("")
    for number in range(more):
        book.changes(f"other-{number}")
    book.answers(Stored("routing", "c1"))
    book.sets({"page": "help"}, TAB_2)
    assert bool(book.found) is is_found


def test_an_answer_is_that_of_its_own_kind_of_data(book: Writing) -> None:
    """Where the answer to a frame never came, the next one is of another frame."""
    book.frame({"page": "help"}, TAB_2, "w2")
    book.answers(Stored("conversation", "c1"), TAB_2, "w2")
    assert not book.found
    book.answers(Stored("routing", "c1"), TAB_2, "w2")
    assert book.found == FOUND
