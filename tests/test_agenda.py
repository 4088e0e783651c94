"""What falls due in a tenant: a heap of lower bounds.

Source: `docs/architecture.md`, time: one heap for each tenant, one alarm for its earliest.
"""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from mockplatform.agenda import Agenda, Key


def agenda() -> tuple[Agenda, list[float]]:
    """Return an empty agenda, and a list of the times to which its earliest came nearer."""
    earlier: list[float] = []
    made = Agenda(lambda: earlier.append(made.earliest))
    return made, earlier


def drain(made: Agenda, until: float = math.inf) -> list[tuple[float, str]]:
    """Take out all that is due; return when and who."""
    found = []
    while (entry := made.pop_due(until)) is not None:
        found.append((entry[0], entry[1].subject))
    return found


def test_what_is_due_comes_out_in_order_of_time() -> None:
    """Deadlines fire in order."""
    made, _ = agenda()
    for subject, at in (("b", 2.0), ("c", 3.0), ("a", 1.0)):
        made.note("bot", subject, at)
    assert drain(made, 2.0) == [(1.0, "a"), (2.0, "b")]
    assert made.earliest == 3.0


def test_what_is_due_at_one_time_comes_out_in_the_order_of_noting() -> None:
    """Same seed, same run: nothing hangs on hashes."""
    made, _ = agenda()
    for subject in ("z", "a", "m"):
        made.note("bot", subject, 1.0)
    assert [subject for _, subject in drain(made)] == ["z", "a", "m"]


def test_a_later_note_is_covered_by_the_earlier_one() -> None:
    """An entry is a lower bound: who is asked earlier says himself when to come again."""
    made, earlier = agenda()
    made.note("bot", "a", 1.0)
    made.note("bot", "a", 2.0)
    assert drain(made) == [(1.0, "a")]
    assert earlier == [1.0]


def test_an_earlier_note_replaces_the_later_one() -> None:
    """A subject is asked once for each time it is due, at the earliest time noted."""
    made, earlier = agenda()
    made.note("bot", "a", 2.0)
    made.note("bot", "a", 1.0)
    assert earlier == [2.0, 1.0]
    assert drain(made) == [(1.0, "a")]
    assert not made.has("bot", "a")


def test_a_subject_may_be_noted_again_once_it_has_come_up() -> None:
    """What has fired and has another deadline is noted anew, even for the same time."""
    made, _ = agenda()
    made.note("bot", "a", 1.0)
    drain(made)
    made.note("bot", "a", 1.0)
    assert drain(made) == [(1.0, "a")]


def test_kinds_do_not_mix() -> None:
    """A conversation and its bot have one id and two entries."""
    made, _ = agenda()
    made.note("bot", "a", 1.0)
    made.note("conversation", "a", 2.0)
    made.forget("bot", "a")
    assert not made.has("bot", "a")
    assert made.items() == [(Key("conversation", "a"), 2.0)]
    assert drain(made) == [(2.0, "a")]


def test_what_was_forgotten_does_not_come_up() -> None:
    """A subject that is gone is skipped, and the agenda is empty then."""
    made, _ = agenda()
    made.note("bot", "a", 1.0)
    made.forget("bot", "a")
    made.forget("bot", "unknown")
    assert made.pop_due(9.0) is None
    assert made.earliest == math.inf


def test_nothing_is_due_before_its_time() -> None:
    """The earliest stays what it is while it lies ahead."""
    made, _ = agenda()
    made.note("bot", "a", 1.0)
    assert made.pop_due(0.999) is None
    assert made.earliest == 1.0


def test_the_forgotten_do_not_pile_up() -> None:
    """Sockets that come and go under a paused clock leave nothing behind for ever."""
    made, _ = agenda()
    for number in range(100):
        made.note("bot", f"b{number}", 500.0 - number)
    for number in range(10_000):
        made.note("channel", f"s{number}", 100.0)
        made.forget("channel", f"s{number}")
    assert len(made._heap) < 400  # noqa: SLF001  # what is piled up cannot be seen elsewhere
    assert made.earliest <= 401.0
    assert drain(made) == [(500.0 - number, f"b{number}") for number in range(99, -1, -1)]


def test_one_who_is_noted_anew_for_the_same_time_does_not_pile_up() -> None:
    """Nor does one whose deadline comes nearer again and again; he comes up once."""
    made, _ = agenda()
    for _ in range(1_000):
        made.note("channel", "a", 5.0)
        made.forget("channel", "a")
        made.note("channel", "a", 5.0)
    for number in range(1_000):
        made.note("bot", "b", 2_000.0 - number)
    assert len(made._heap) < 400  # noqa: SLF001  # what is piled up cannot be seen elsewhere
    assert made.earliest == 5.0
    assert drain(made) == [(5.0, "a"), (1_001.0, "b")]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 20)), max_size=40))
def test_each_subject_comes_up_once_at_its_earliest_note(notes: list[tuple[str, int]]) -> None:
    """Whatever the order of the notes, what comes out is the minimum for each subject."""
    made, _ = agenda()
    for subject, at in notes:
        made.note("bot", subject, float(at))
    found = drain(made)
    assert found == sorted(found, key=lambda entry: entry[0])
    assert {subject: at for at, subject in found} == {
        subject: min(at for one, at in notes if one == subject) for subject, _ in notes
    }
    assert len(found) == len({subject for subject, _ in notes})
