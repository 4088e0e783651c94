"""Owns what a rule is: its text, what it hears, how it says what it has found."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar

from mockplatform.findings.deeds import Deed
from mockplatform.histogram import Histogram
from mockplatform.journal import Entry
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings
from mockplatform.severities import Severity

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")


_SUCCESS = range(200, 300)


class About(NamedTuple):
    """A rule's text, from which its page is made.

    Attributes:
        id: Its name in findings, on the wire and in baselines.
        severity: `error` where a customer loses something, `warning` where he may, else `note`.
        title: What the client did, in a few words.
        when: Exactly when it fires, with its numbers.
        not_when: What looks like it, and is no mistake.
        why: What it costs, and whom.
        remedy: What to do instead.
        source: The section of the guide, or what else says so.
    """

    id: str
    severity: Severity
    title: str
    when: str
    not_when: str
    why: str
    remedy: str
    source: str


class Evidence(NamedTuple):
    """An entry of the journal, and what it shows, as a line of a story."""

    entry: Entry
    says: str


class Seen(NamedTuple):
    """What a rule hears: an entry, the client's deed on it (or none), and one act of it."""

    entry: Entry
    deed: Deed
    act: Any

    @property
    def is_given(self) -> bool:
        """Whether its client was given what it asked for: by a frame that went, or a success."""
        return self.entry.kind == "frame" or self.deed.status in _SUCCESS


class Trouble:
    """Stands for requests that were refused, failed, got no answer or were harmed by a fault."""


class FrameIn:
    """Stands for frames of clients."""


class FrameOut:
    """Stands for frames to clients that tell of an event, and so have its `seq`."""


Hook = Callable[[Seen], None]


class Ground(Protocol):
    """What a rule may know of the tenant."""

    @property
    def settings(self) -> Settings:
        """The tenant's settings now."""

    @property
    def config(self) -> Any:
        """What the tenant began with: its routing rules among it."""

    def clock_now(self) -> float:
        """The tenant's time."""


Report = Callable[["Rule", str, tuple[Evidence, ...], Histogram | None], None]


class Recent(Generic[KeyT, ValueT]):
    """What a rule remembers of each client, of those that were last heard of."""

    __slots__ = ("_known", "_make", "_most")

    def __init__(self, make: Callable[[], ValueT], most: int = LIMITS.findings_memory_max) -> None:
        self._make = make
        self._most = most
        self._known: OrderedDict[KeyT, ValueT] = OrderedDict()

    def __getitem__(self, key: KeyT) -> ValueT:
        """Return what is remembered; something new, where nothing is."""
        known = self._known
        if key in known:
            known.move_to_end(key)
            return known[key]
        known[key] = value = self._make()
        if len(known) > self._most:
            known.popitem(last=False)
        return value

    def __setitem__(self, key: KeyT, value: ValueT) -> None:
        """Remember something else."""
        self._known[key] = value
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def get(self, key: KeyT) -> ValueT | None:
        """Return what is remembered, or None."""
        return self._known.get(key)

    def pop(self, key: KeyT) -> ValueT | None:
        """Forget; return what was remembered, or None."""
        return self._known.pop(key, None)

    def values(self) -> list[ValueT]:
        """Return all that is remembered, as it is now."""
        return list(self._known.values())

    def __len__(self) -> int:
        """Of how many something is remembered."""
        return len(self._known)


class Rule(ABC):
    """Judges what clients do, one deed after the other, in the order of the journal.

    A rule does a bounded work for each and remembers a bounded number of clients. It neither
    waits nor raises: one that raises is put out of service, and the report says so.
    """

    about: ClassVar[About]

    def __init__(self, ground: Ground, report: Report) -> None:
        self.ground = ground
        self._report = report

    @abstractmethod
    def hears(self) -> Mapping[type | str, Hook]:
        """Return what the rule wants to hear, and where.

        The keys are types of acts (`Sent`), `Deed` for each request of a client, `Trouble` for
        those of them that were refused, failed or harmed by a fault, or kinds of the journal
        (`socket`, `clock`); the deed of such an entry is an empty one, if it has none. `FrameIn`
        and `FrameOut` are parts of `frame`.

        Each entry that is heard costs all clients time, so `Trouble` is better than `Deed`.
        """

    def settle(self, now: float) -> None:  # noqa: B027 - most rules judge nothing by time alone
        """Judge what time alone decides, as of `now`: somebody asks what was found."""

    def found(self, subject: str, *evidence: Evidence, arrivals: Histogram | None = None) -> None:
        """Say that a client did it again; `subject` names the client or the conversation.

        Where it is about when calls came, `arrivals` has them, in seconds after their cause.
        """
        self._report(self, subject, evidence, arrivals)
