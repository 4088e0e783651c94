"""The journal: a ring whose counts cannot lie.

Source: admin API, journal; `docs/architecture.md`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockplatform.clock import ManualWall
from mockplatform.journal import Came, Entry, Journal
from mockplatform.journal_fields import FIELDS


def journal(size: int = 100) -> Journal:
    """Return an empty journal whose tenant is an hour ahead."""
    wall = ManualWall(1_700_000_000.0)
    return Journal(size, lambda: wall.at + 3600, wall)


def note(made: Journal, text: str, **links: Any) -> int:
    """Record a note."""
    return made.record("note", ("test", text), **links)


def texts(made: Journal, **match: Any) -> list[str]:
    """Return the notes that match."""
    return [entry.detail[1] for entry in made.select(**match)]


def test_an_entry_is_shown_with_both_times_and_its_links() -> None:
    """Ids count from 1; what is empty is left out."""
    made = journal()
    note(made, "one")
    detail = ("GET", "/x", 404, 1.5, "not.found", None, None)
    made.record(
        "http", detail, at=1.0, correlation_id="r", subject="ann", conversation_id="c", caused_by=1
    )
    first, second = (entry.render() for entry in made.select())
    assert first == {
        "id": 1,
        "at": "2023-11-14T23:13:20.000Z",
        "wallAt": "2023-11-14T22:13:20.000Z",
        "kind": "note",
        "code": "test",
        "text": "one",
    }
    assert second == {
        "id": 2,
        "at": "1970-01-01T00:00:01.000Z",
        "wallAt": "2023-11-14T22:13:20.000Z",
        "kind": "http",
        "correlationId": "r",
        "subject": "ann",
        "conversationId": "c",
        "causedBy": 1,
        "method": "GET",
        "path": "/x",
        "status": 404,
        "elapsedMs": 1.5,
        "errorCode": "not.found",
    }


def test_instants_of_the_detail_are_shown_like_the_others() -> None:
    """In ISO-8601, and as epoch seconds to who reckons with them."""
    made = journal()
    made.record("clock", ("advance", 1.5, 2))
    (entry,) = made.select()
    assert entry.render()["now"] == entry.member("now") == "1970-01-01T00:00:01.500Z"
    assert (entry.seconds("now"), entry.seconds("expiresAt")) == (1.5, None)


def test_what_falls_out_of_the_ring_is_counted() -> None:
    """`evicted` stands in every answer."""
    made = journal(3)
    for n in range(5):
        note(made, str(n))
    assert texts(made) == ["2", "3", "4"]
    assert (made.evicted, made.last_id, len(made)) == (2, 5, 3)


def test_a_smaller_ring_keeps_the_newest() -> None:
    """And counts what it drops."""
    made = journal(5)
    for n in range(5):
        note(made, str(n))
    made.resize(2)
    assert texts(made) == ["3", "4"]
    assert made.evicted == 3
    made.resize(10)
    note(made, "5")
    assert texts(made) == ["3", "4", "5"]
    assert made.evicted == 3


def test_a_cleared_journal_begins_anew_and_ids_go_on() -> None:
    """Who has an id from before gets what came after."""
    made = journal(2)
    for n in range(4):
        note(made, str(n))
    made.clear()
    assert (made.evicted, len(made), texts(made)) == (0, 0, [])
    assert note(made, "4") == 5
    assert texts(made, since=4) == ["4"]
    assert made.evicted == 0


def test_entries_are_selected_by_what_is_given() -> None:
    """Kind, conversation, subject, and behind an id."""
    made = journal()
    note(made, "a", conversation_id="c1", subject="ann")
    note(made, "b", conversation_id="c2", subject="ann")
    made.record("admin", ("x", "y"), conversation_id="c1")
    assert texts(made, kind="note") == ["a", "b"]
    assert texts(made, conversation_id="c1") == ["a", "y"]
    assert texts(made, subject="ann", conversation_id="c2") == ["b"]
    assert texts(made, since=1) == ["b", "y"]
    assert texts(made, since=99) == []


def test_an_entry_may_be_recorded_while_others_are_read() -> None:
    """A reader sees what there was when it began."""
    made = journal(2)
    note(made, "a")
    seen = []
    for entry in made.select():
        seen.append(entry.detail[1])
        note(made, "later")
        note(made, "later still")
    assert seen == ["a"]


@given(st.lists(st.sampled_from(["record", "clear", "grow", "shrink"]), max_size=60), st.data())
def test_selecting_behind_an_id_is_selecting_all_and_looking(
    acts: list[str], data: st.DataObject
) -> None:
    """Whatever happened to the ring, `since` finds what lies behind it."""
    made, size = journal(4), 4
    for act in acts:
        if act == "record":
            note(made, act)
        elif act == "clear":
            made.clear()
        else:
            size = size + 2 if act == "grow" else max(1, size - 2)
            made.resize(size)
    since = data.draw(st.integers(-1, made.last_id + 2))
    everything = [entry.id for entry in made.select()]
    assert [entry.id for entry in made.select(since=since)] == [n for n in everything if n > since]
    assert everything == list(range(made.last_id - len(made) + 1, made.last_id + 1))


async def test_one_can_wait_for_an_entry() -> None:
    """It is there already, or comes; entries that do not match are passed over."""
    made = journal()

    def is_wanted(entry: Entry) -> bool:
        return entry.detail == ("test", "wanted")

    waiting = [asyncio.ensure_future(made.wait_for(is_wanted)) for _ in range(3)]
    waiting[0].cancel()
    for text in ("a", "b", "wanted", "c"):
        await asyncio.wait(waiting[1:], timeout=0)
        note(made, text)
    found = await asyncio.gather(*waiting[1:])
    assert {entry.id for entry in found} == {3}
    assert (await made.wait_for(is_wanted)).id == 3


async def test_who_waits_is_not_lost_when_the_ring_turns() -> None:
    """More entries than the ring holds, between two looks."""
    made = journal(2)
    waiting = asyncio.ensure_future(made.wait_for(lambda entry: entry.detail[1] == "wanted"))
    await asyncio.wait([waiting], timeout=0)
    for text in ("a", "b", "c", "wanted"):
        note(made, text)
    assert (await waiting).id == 4


async def test_who_watches_is_told_once_for_a_burst_and_after_it() -> None:
    """To record costs the same, however many watch; nobody is told what came before he looked."""
    made = journal()
    heard: list[list[int]] = [[] for _ in range(200)]
    told = 0

    def listener(place: int) -> Came:
        def came(entries: Sequence[Entry], missed: int) -> None:
            nonlocal told
            told += 1
            heard[place] += [entry.id for entry in entries]
            assert missed == 0

        return came

    note(made, "before")
    stops = [made.watch(listener(place)) for place in range(200)]
    for text in "abc":
        note(made, text)
    assert told == 0
    await made.wait_for(lambda entry: entry.detail[1] == "c")
    assert heard == [[2, 3, 4]] * 200
    assert told == 200
    for stop in stops:
        stop()
    assert made.watchers == 0


async def test_who_watches_some_kinds_is_called_for_those_alone() -> None:
    """Hundreds may watch: each entry costs those who want its kind, and nobody else."""
    made = journal()
    heard: list[list[int]] = []

    def came(entries: Sequence[Entry], missed: int) -> None:
        assert missed == 0
        heard.append([entry.id for entry in entries])

    stop = made.watch(came, kinds=("agent", "admin"))
    note(made, "a")
    made.tell()
    assert heard == []
    note(made, "b")
    made.record("admin", ("x", "y"))
    made.record("agent", ("x", "y"))
    made.tell()
    made.tell()
    assert heard == [[2, 3, 4]]
    stop()
    made.record("agent", ("x", "y"))
    made.tell()
    assert len(heard) == 1


async def test_what_was_dropped_untold_may_have_been_of_any_kind() -> None:
    """So those hear of it who watch another."""
    made = journal(2)
    heard: list[int] = []
    made.watch(lambda _, missed: heard.append(missed), kinds=("agent",))
    for text in "abcde":
        note(made, text)
    made.tell()
    assert heard == [3]


async def test_who_watches_hears_how_many_the_ring_dropped_and_that_it_is_over() -> None:
    """More came at once than the ring holds; then the tenant goes."""
    made = journal(2)
    heard: list[tuple[list[int], int]] = []
    over: list[str] = []

    def came(entries: Sequence[Entry], missed: int) -> None:
        heard.append(([entry.id for entry in entries], missed))

    made.watch(came, over.append)
    for text in "abcde":
        note(made, text)
    made.end("tenant deleted")
    assert heard == [([4, 5], 3)]
    made.watch(came, over.append)
    assert over == ["tenant deleted"] * 2


@given(st.lists(st.sampled_from(["record", "clear"]), max_size=40), st.data())
def test_the_next_entries_are_the_first_of_those_behind(
    acts: list[str], data: st.DataObject
) -> None:
    """Read in parts, nothing is left out, and what was dropped is counted."""
    made = journal(7)
    for act in acts:
        if act == "record":
            note(made, act)
        else:
            made.clear()
    since, at_most = data.draw(st.integers(0, made.last_id)), data.draw(st.integers(1, 9))
    behind = made.behind(since)
    assert list(made.next(since, at_most)) == list(behind)[:at_most]
    dropped_or_cleared = made.last_id - since - len(behind)
    assert 0 <= made.missed(since) <= dropped_or_cleared
    if "clear" not in acts:
        assert made.missed(since) == dropped_or_cleared


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_can_be_shown(kind: str) -> None:
    """With all of its detail, or with none."""
    made = journal()
    made.record(kind, tuple(range(len(FIELDS[kind]))))
    made.record(kind, ())
    full, empty = (entry.render() for entry in made.select())
    assert {*full} >= {*FIELDS[kind]}
    assert {*empty} == {"id", "at", "wallAt", "kind"}
