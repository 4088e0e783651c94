"""Signals are values that are told and not kept."""

from __future__ import annotations

from mockplatform.core.aggregate import Event
from mockplatform.core.proactive import ProactiveAction
from mockplatform.core.signals import Fired, Previewed, Seen, Typing, Viewed
from tests.core.builders import ANN


def test_a_signal_is_no_event_and_has_no_place_in_a_stream() -> None:
    """Widget API, section 4: typing is not kept and has no seq."""
    assert not issubclass(Typing, Event)
    assert not issubclass(Seen, Event)


def test_equal_signals_are_equal() -> None:
    """They are compared by what they say."""
    assert Typing(ANN, on=True) == Typing(ANN, on=True) != Typing(ANN, on=False)
    assert Seen(ANN, 3) == Seen(ANN, 3) != Seen(ANN, 4)


def test_what_a_customer_is_shown_has_an_id_that_tells_it_from_the_same_once_more() -> None:
    popup = ProactiveAction(id="a", type="PopupBox")
    assert Fired("1", popup) != Fired("2", popup)
    assert Previewed("1", "s", "t-1", "Hel") != Previewed("2", "s", "t-1", "Hel")
    assert Viewed("1", "s", "u", "t") != Viewed("2", "s", "u", "t")
    for one in (Fired, Previewed, Viewed):
        assert not issubclass(one, Event)
