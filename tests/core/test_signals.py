"""Signals are values that are told and not kept."""

from __future__ import annotations

from mockplatform.core.aggregate import Event
from mockplatform.core.signals import Seen, Typing
from tests.core.builders import ANN


def test_a_signal_is_no_event_and_has_no_place_in_a_stream() -> None:
    """Widget API, section 4: typing is not kept and has no seq."""
    assert not issubclass(Typing, Event)
    assert not issubclass(Seen, Event)


def test_equal_signals_are_equal() -> None:
    """They are compared by what they say."""
    assert Typing(ANN, on=True) == Typing(ANN, on=True) != Typing(ANN, on=False)
    assert Seen(ANN, 3) == Seen(ANN, 3) != Seen(ANN, 4)
