"""Owns what every kind of fault has: its name, its phases, what a client sees, an example."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, ClassVar

from mockplatform.faults.effects import Effect
from mockplatform.faults.where import Occasion, Phase
from mockplatform.faults.written import Written

Luck = random.Random
"""Seeded by the fault's draw: what an effect draws beside is as repeatable as the draw."""

HTTP: tuple[Phase, ...] = ("edge", "service", "reply", "handshake", "token", "routing", "context")
"""The phases of a request; `reply` comes when the work is done and stored."""
FRAMES: tuple[Phase, ...] = ("frame.out", "frame.in")


def has_body(at: Occasion) -> bool:
    """Whether the answer of a call may have a body, as far as it can be known beforehand."""
    return at.method != "HEAD"


class Kind(Written, frozen=True, kw_only=True, tag_field="kind"):
    """One kind of fault. A subclass is one small file; its tag is the kind's name.

    Attributes:
        phases: Where it may stand; the first is meant where a fault names none.
        sees: What the client sees, for people.
        example: The members of an example, beside `kind`.
        remembers: Whether its memory outlives the live sockets, and so stands in a snapshot.
    """

    phases: ClassVar[tuple[Phase, ...]]
    sees: ClassVar[str]
    example: ClassVar[Mapping[str, Any]] = {}
    remembers: ClassVar[bool] = False

    @property
    def acts_at_once(self) -> bool:
        """Whether it acts when it opens, on all that is in its scope, and on no occasion."""
        return False

    def check(self, phase: Phase) -> None:
        """Refuse members that make no sense in `phase`.

        Raises:
            ValueError: A sentence that names the member.
        """

    def claims(self, at: Occasion, memory: dict[Any, Any]) -> bool:
        """Whether it has to do with this occasion at all; asked before anything is counted.

        Args:
            at: The occasion, within the scope.
            memory: What the fault remembers while it is set; begins empty.
        """
        del at, memory
        return True

    def recall(self, memory: Mapping[Any, Any]) -> None:
        """Refuse a memory from elsewhere that is none of this kind's.

        Raises:
            ValueError: A sentence that says what it remembers.
        """
        if memory:
            raise ValueError("this kind of fault remembers nothing")

    def effect(self, luck: Luck) -> Effect:
        """Return what is to be done now that it fires.

        Raises:
            NotImplementedError: A kind has neither this nor `effect_on`. A Struct cannot be an
                abstract class; the test that each kind acts finds one that says nothing.
        """
        raise NotImplementedError

    def effect_on(self, luck: Luck, at: Occasion, memory: dict[Any, Any]) -> Effect:
        """Return what is to be done on an occasion; most kinds do the same on each.

        Args:
            luck: Seeded by the draw.
            at: The occasion on which it fires.
            memory: As in `claims`.
        """
        del at, memory
        return self.effect(luck)


class AtOnce(Kind, frozen=True, kw_only=True):
    """A kind that can also act as it opens, on all that is in its scope, and on no occasion."""

    at_once: bool = False

    @property
    def acts_at_once(self) -> bool:
        """Whether it does."""
        return self.at_once
