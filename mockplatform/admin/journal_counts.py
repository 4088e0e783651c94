"""Owns how often something must be in the journal, and whether that can be told at all."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from mockplatform.admin.bodies import Body
from mockplatform.errors import InvalidValue

Count = Annotated[int, Meta(ge=0, le=2**53)]


class Times(Body, frozen=True, kw_only=True):
    """How often: one of these.

    Attributes:
        exactly: Just so often.
        at_least: So often or more.
        at_most: So often or less.
        between: The least and the most.
    """

    exactly: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None
    between: Annotated[list[Count], Meta(min_length=2, max_length=2)] | None = None

    def bounds(self, path: str = "$.times") -> Bounds:
        """Return the least and the most.

        Raises:
            InvalidValue: It says nothing, or two things, or more at least than at most.
        """
        said = [self.exactly, self.at_least, self.at_most, self.between]
        if said.count(None) != len(said) - 1:
            what = "give one of exactly, atLeast, atMost, between"
            raise InvalidValue(path, what, hint='As in {"exactly": 1}.')
        if self.between is not None:
            least, most = self.between
            if least > most:
                raise InvalidValue(f"{path}.between", "the first is the least, the second the most")
            return Bounds(least, most)
        if self.exactly is not None:
            return Bounds(self.exactly, self.exactly)
        return Bounds(self.at_least or 0, self.at_most)


class Bounds:
    """From how often to how often; `most` None is without end."""

    __slots__ = ("least", "most")

    def __init__(self, least: int, most: int | None) -> None:
        self.least = least
        self.most = most

    def hold(self, count: int) -> bool:
        """Whether a count lies in them."""
        return self.least <= count and not self.is_over(count)

    def is_over(self, count: int) -> bool:
        """Whether a count is too high: what comes later cannot mend that."""
        return self.most is not None and count > self.most


ONCE_OR_MORE = Bounds(1, None)
"""What is meant where nothing is said."""
