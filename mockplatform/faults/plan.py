"""Owns the plan: a tenant's faults in their order, what each has counted, and who fires.

A draw depends on the seed, the fault, the subject and how many occasions that subject had;
never on who came in between. So one worker or sixteen get the same decisions.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Container, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mockplatform.faults.spans import seconds
from mockplatform.faults.where import Occasion, Phase
from mockplatform.ids import derive_seed
from mockplatform.limits import LIMITS

if TYPE_CHECKING:
    # Imported by those who set faults: every start would pay for each kind.
    from mockplatform.faults.effects import Effect
    from mockplatform.faults.fault import Fault

OUTAGES = "outage:"
"""With which the ids of outages' faults begin, and no others."""

_DRAWS = 2.0**53


class Count:
    """What a fault has counted for one subject."""

    __slots__ = ("asked", "fired")

    def __init__(self, asked: int = 0, fired: int = 0) -> None:
        self.asked = asked
        self.fired = fired


class Armed:
    """A fault that is set, with all that changes while it is.

    Attributes:
        fault: The fault; it has an id.
        seed: From which its draws derive.
        set_at: When it was set, on the tenant's clock.
        opens_at: When it begins to act.
        shuts_at: When it acts no more; None: never.
        ends_at: When it is taken away; None: when somebody does it.
        is_open: Whether its window is open, as the tenant's timeline has come by.
        is_over: Whether its window has been open and is shut again.
        counts: What it has counted, by subject.
        memory: What its kind remembers.
        fired: How often it has fired in all.
        last_entry: The journal's entry of its last firing.
    """

    __slots__ = (
        "_held",
        "_holds",
        "counts",
        "ends_at",
        "fault",
        "fired",
        "id",
        "is_open",
        "is_over",
        "last_entry",
        "memory",
        "opens_at",
        "seed",
        "set_at",
        "shuts_at",
    )

    def __init__(self, fault: Fault, *, seed: int, set_at: float) -> None:
        assert fault.id is not None  # the plan names those that have none
        self.id = fault.id
        self.fault = fault
        self.seed = seed if fault.seed is None else fault.seed
        self.set_at = set_at
        self.opens_at = set_at + seconds(fault.when.after)
        span = fault.when.for_
        self.shuts_at = None if span is None else self.opens_at + seconds(span)
        self.ends_at = None if fault.ttl is None else set_at + seconds(fault.ttl)
        self.is_open = False
        self.is_over = False
        self.counts: OrderedDict[str, Count] = OrderedDict()
        self.memory: dict[Any, Any] = {}
        self.fired = 0
        self.last_entry = 0
        self._held: Counter[object] = Counter()
        self._holds: dict[object, tuple[object, Callable[[], None]]] = {}

    def shift(self, by_s: float) -> None:
        """Move all of its times, as the tenant's clock was moved."""
        self.set_at += by_s
        self.opens_at += by_s
        self.shuts_at = None if self.shuts_at is None else self.shuts_at + by_s
        self.ends_at = None if self.ends_at is None else self.ends_at + by_s

    def covers(self, at: Occasion) -> bool:
        """Whether the occasion is in its scope and its window."""
        return (
            self.opens_at <= at.now
            and (self.shuts_at is None or at.now < self.shuts_at)
            and (self.ends_at is None or at.now < self.ends_at)
            and self.fault.where.covers(at)
        )

    def ask(self, at: Occasion) -> Firing | None:
        """Count the occasion; return what it fires with, or None."""
        subject = at.counted_as
        count = self._count(subject)
        count.asked = ordinal = count.asked + 1
        key = derive_seed(self.seed, self.id, subject, ordinal)
        draw = key / _DRAWS
        if not self.fault.when.picks(ordinal, count.fired, draw):
            return None
        count.fired += 1
        self.fired += 1
        luck = random.Random(key)  # noqa: S311 - to be repeatable
        effect = self.fault.what.effect_on(luck, at, self.memory)
        return Firing(self, effect, ordinal, draw, at)

    def _count(self, subject: str) -> Count:
        count = self.counts.get(subject)
        if count is None:
            count = self.counts[subject] = Count()
            if len(self.counts) > LIMITS.fault_subjects_max:
                self.counts.popitem(last=False)
        else:
            self.counts.move_to_end(subject)
        return count

    def hold(self, wake: Callable[[], None], *, whom: object = None) -> Callable[[], None]:
        """Have `wake` called when the fault is over; call what is returned to be spared it.

        Args:
            wake: What is called then.
            whom: Who is held: a socket's name, as it may be held for several frames at once.
                None: somebody who is held just once.
        """
        key = object()
        whom = key if whom is None else whom
        self._holds[key] = (whom, wake)
        self._held[whom] += 1

        def let_go() -> None:
            if self._holds.pop(key, None) is not None:
                self._uncount(whom)

        return let_go

    def _uncount(self, whom: object) -> None:
        self._held[whom] -= 1
        if not self._held[whom]:
            del self._held[whom]

    @property
    def held(self) -> int:
        """How many calls and sockets it holds."""
        return len(self._held)

    def release(self) -> None:
        """Wake all that it holds: it is over."""
        while self._holds:
            _, (whom, wake) = self._holds.popitem()
            self._uncount(whom)
            wake()


class Firing(NamedTuple):
    """A fault that fires: what is to be done, on the subject's how many-th occasion, by luck.

    `at` is the occasion itself.
    """

    armed: Armed
    effect: Effect
    ordinal: int
    draw: float
    at: Occasion


class Plan:
    """The faults of one tenant, in order.

    Attributes:
        by_phase: The faults of each phase that has any: empty when nothing is set.
    """

    __slots__ = ("_armed", "_numbers", "by_phase")

    def __init__(self) -> None:
        self._armed: dict[str, Armed] = {}
        self._numbers = 0
        self.by_phase: dict[Phase, tuple[Armed, ...]] = {}

    def __iter__(self) -> Iterator[Armed]:
        """Yield the faults in their order."""
        return iter(tuple(self._armed.values()))

    def __len__(self) -> int:
        """How many faults are set."""
        return len(self._armed)

    def get(self, id_: str) -> Armed | None:
        """Return a fault that is set."""
        return self._armed.get(id_)

    def ids(self) -> list[str]:
        """Return the ids in order."""
        return list(self._armed)

    @property
    def numbers(self) -> int:
        """How many ids were numbered."""
        return self._numbers

    def fill(self, faults: Iterable[Armed], numbers: int) -> None:
        """Have these faults and no others, and go on numbering there."""
        self._armed = {armed.id: armed for armed in faults}
        self._numbers = numbers
        self._index()

    def name(self, taken: Container[str] = ()) -> str:
        """Return an id that no fault has: numbered, so that it costs the tenant no luck.

        Args:
            taken: Ids that are spoken for beside those of the faults that are set.
        """
        while True:
            self._numbers += 1
            id_ = f"fault-{self._numbers}"
            if id_ not in self._armed and id_ not in taken:
                return id_

    def put(self, armed: Armed) -> Armed | None:
        """Set a fault: in the place of the one of the same id (which is returned), else last."""
        before = self._armed.get(armed.id)
        self._armed[armed.id] = armed
        self._index()
        return before

    def remove(self, id_: str) -> Armed | None:
        """Take a fault away; who took it releases what it held."""
        armed = self._armed.pop(id_, None)
        self._index()
        return armed

    def reorder(self, ids: Iterable[str]) -> None:
        """Put the faults into another order; `ids` names every one."""
        self._armed = {id_: self._armed[id_] for id_ in ids}
        self._index()

    def _index(self) -> None:
        found: dict[Phase, list[Armed]] = {}
        for armed in self._armed.values():
            if not armed.fault.what.acts_at_once:
                found.setdefault(armed.fault.phase, []).append(armed)
        self.by_phase = {phase: tuple(faults) for phase, faults in found.items()}

    def decide(self, phase: Phase, at: Occasion) -> Firing | None:
        """Return the first fault of a phase that fires on an occasion, or None.

        A fault counts the occasions in its scope that reach it: those that an earlier one
        of the list took do not.
        """
        for armed in self.by_phase.get(phase, ()):
            if not armed.covers(at) or not armed.fault.what.claims(at, armed.memory):
                continue
            firing = armed.ask(at)
            if firing is not None:
                return firing
        return None
