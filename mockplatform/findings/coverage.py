"""Owns which events of a conversation a client was given: spans of their numbers."""

from __future__ import annotations

SPANS_MAX = 32
"""So many separate spans are told apart; with more, the oldest hole counts as filled."""


class Coverage:
    """Spans of events, each from behind one number up to another: `(4, 7)` is 5, 6 and 7."""

    __slots__ = ("_spans",)

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    @property
    def from_start(self) -> int:
        """Up to which event nothing is missing, from the first one on."""
        spans = self._spans
        return spans[0][1] if spans and spans[0][0] <= 0 else 0

    def __contains__(self, number: int) -> bool:
        """Whether an event was given."""
        return any(after < number <= upto for after, upto in self._spans)

    def add(self, after: int, upto: int) -> None:
        """Count the events behind `after` up to `upto` as given."""
        spans = self._spans
        if upto <= after:
            return
        if spans and spans[-1][0] <= after <= spans[-1][1]:  # as nearly always: the next event
            spans[-1] = (spans[-1][0], max(upto, spans[-1][1]))
            return
        apart = []
        for span in spans:
            if span[1] < after or upto < span[0]:
                apart.append(span)
            else:
                after, upto = min(after, span[0]), max(upto, span[1])
        self._spans = sorted([*apart, (after, upto)])
        if len(self._spans) > SPANS_MAX:
            (start, _), (_, end) = self._spans[:2]
            self._spans[:2] = [(start, end)]
