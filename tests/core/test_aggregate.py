"""What every kind of stream has in common: events with a time, folds, deadlines."""

from __future__ import annotations

from mockplatform.core.aggregate import Aggregate, Deadline, Event, StreamId, fold
from tests.core.builders import NOW


class Counted(Event, frozen=True, kw_only=True):
    """An event for these tests."""

    by: int


def counter() -> Aggregate[tuple[str, int]]:
    """Return a kind of stream that adds up."""
    return Aggregate(
        kind="counter",
        initial=lambda id_: (id_, 0),
        decide=lambda state, command, at: [],
        evolve=lambda state, event: (state[0], state[1] + event.by),
        next_deadline=lambda state, settings: Deadline(NOW, "counted"),
    )


def test_a_fold_applies_events_in_order_to_the_initial_state() -> None:
    """Design, section 2: a state is what its events lead to."""
    events = [Counted(at=NOW, by=2), Counted(at=NOW, by=3)]
    assert fold(counter(), "c1", events) == ("c1", 5)
    assert fold(counter(), "c1", []) == ("c1", 0)


def test_an_event_may_happen_again_unless_it_says_otherwise() -> None:
    """Only events with a key of their own are kept once in a stream."""
    assert Counted(at=NOW, by=1).once_key() is None


def test_a_stream_is_named_by_tenant_kind_and_id() -> None:
    """Design, section 5: tenants do not touch, so the tenant is part of the name."""
    assert StreamId("a", "counter", "c1") != StreamId("b", "counter", "c1")
