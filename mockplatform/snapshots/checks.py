"""Owns the judgement of snapshots: what may become a tenant, before anything is changed.

A snapshot may come from anywhere. What would only fail later, in somebody's request, is
refused here with the place.
"""

from __future__ import annotations

from typing import Any, get_args

from msgspec import Struct, json

from mockplatform.agenda import Key
from mockplatform.clock import ClockState
from mockplatform.core import context, customer, events, feed, lease, session, tenancy
from mockplatform.core.aggregate import Event
from mockplatform.core.kinds import ENDLESS, SCHEMA_NUMBER
from mockplatform.durations import format_instant, parse_instant
from mockplatform.errors import InvalidValue, nearest
from mockplatform.limits import LIMITS
from mockplatform.snapshots import lives
from mockplatform.snapshots.value import Snapshot, StreamMark

HINT = "Put back what GET …/snapshot gave, as it is."
_KINDS: dict[str, tuple[type[Event], ...]] = {
    "tenant": get_args(tenancy.TenantEvent),
    "conversation": get_args(events.ConversationEvent),
    "family": get_args(lease.FamilyEvent),
    "context": get_args(context.ContextEvent),
    "session": get_args(session.SessionEvent),
    "customer": get_args(customer.CustomerEvent),
    "feed": get_args(feed.FeedEvent),
}
"""Which events may stand in which streams."""
_FIRST: dict[str, type[Event]] = {
    "tenant": tenancy.TenantCreated,
    "conversation": events.ConversationCreated,
    "family": lease.FamilyStarted,
}
"""With which a stream begins, and which stands nowhere else in it."""
_DUE = frozenset({*_KINDS, "dispatch", "bot", "key", "fault", "outage"} - ENDLESS)
_LATEST = parse_instant("9999-12-31T23:59:59Z")
_CLOCK_LATEST = parse_instant("3000-01-01T00:00:00Z")
_ID_CHARS_MAX = 4 * LIMITS.id_chars_max
_SEEDS = frozenset({"seed"})
_TOLD_CHARS = 100


def shortened(text: str) -> str:
    """Return what is told of a text that somebody else wrote."""
    return text if len(text) <= _TOLD_CHARS else text[:_TOLD_CHARS] + "…"


def refused(path: str, what: str) -> InvalidValue:
    """Return the refusal of a snapshot for what stands at a path."""
    return InvalidValue(path, what, hint=HINT)


def check(snapshot: Snapshot) -> None:
    """See to it that a snapshot is one of this platform, and that its parts have sense.

    Raises:
        InvalidValue: It is not, or they have not.
    """
    if snapshot.schema != SCHEMA_NUMBER:
        raise InvalidValue(
            "$.schema",
            f"is {snapshot.schema} (taken by version {snapshot.version[:40]}); this version of"
            f" mockplatform reads {SCHEMA_NUMBER}",
            hint="Put it into the version that took it.",
        )
    _check_clock(snapshot)
    _check_numbers(snapshot, "$")
    seen: dict[tuple[str, str], str] = {}
    for number, stream in enumerate(snapshot.streams):
        path = f"$.streams[{number}]"
        _check_stream(stream, path)
        before = seen.setdefault((stream.kind, stream.id), path)
        if before != path:
            raise refused(path, f"{stream.kind} {stream.id!r} stands at {before} already")
    if ("tenant", tenancy.STREAM_ID) not in seen:
        raise refused("$.streams", "there is no stream of the tenant itself")
    if len(snapshot.due) > LIMITS.snapshot_due_max:
        raise refused("$.due", f"has at most {LIMITS.snapshot_due_max} entries")
    for number, due in enumerate(snapshot.due):
        if due.kind not in _DUE:
            raise refused(f"$.due[{number}].kind", nearest(due.kind[:40], _DUE))


def keys(snapshot: Snapshot) -> list[tuple[float, Key]]:
    """Return what falls due, as an agenda has it."""
    return [(due.at, Key(due.kind, due.subject)) for due in snapshot.due]


def _check_clock(snapshot: Snapshot) -> None:
    clock = snapshot.clock
    if not 0 <= clock.now <= _CLOCK_LATEST:
        raise refused("$.clock.now", f"a clock goes from 0 up to {format_instant(_CLOCK_LATEST)}")
    if not 0 < clock.rate <= LIMITS.clock_rate_max:
        raise refused("$.clock.rate", f"must be above 0 and at most {LIMITS.clock_rate_max:g}")


def _check_stream(stream: StreamMark, path: str) -> None:
    known = _KINDS.get(stream.kind)
    if known is None:
        raise refused(f"{path}.kind", f"no such kind. {nearest(stream.kind[:40], _KINDS)}")
    if not 0 < len(stream.id) <= _ID_CHARS_MAX or not stream.id.isprintable():
        raise refused(f"{path}.id", f"has 1 to {_ID_CHARS_MAX} printable characters")
    if stream.kind == "tenant" and stream.id != tenancy.STREAM_ID:
        raise refused(f"{path}.id", f"a tenant's own stream is called {tenancy.STREAM_ID!r}")
    if not stream.events:
        raise refused(f"{path}.events", "a stream has at least one event")
    first = _FIRST.get(stream.kind)
    keys_taken: set[str] = set()
    for number, event in enumerate(stream.events):
        place = f"{path}.events[{number}]"
        if not isinstance(event, known):
            raise refused(f"{place}.event", f"{type(event).__name__} is none of a {stream.kind}'s")
        if first is not None and (number == 0) is not isinstance(event, first):
            raise refused(f"{place}.event", f"{first.__name__} stands first, and only there")
        key = event.once_key()
        if key is not None and key in keys_taken:
            raise refused(place, "the same sender and client message id stand twice in the stream")
        if key is not None:
            keys_taken.add(key)
        _check_event(event, place)
    _check_sizes(stream, path)


def _check_sizes(stream: StreamMark, path: str) -> None:
    """Bound what each further event makes a copy of, and how often a subject begins."""
    for number, what in lives.problems(stream.kind, stream.events):
        raise refused(f"{path}.events[{number}]", what)
    live: set[str] = set()
    participants = 0
    for number, event in enumerate(stream.events):
        match event:
            case lease.PairIssued(pair=pair, ended=ended):
                live.difference_update(ended)
                live.add(pair.access_id)
            case lease.AccessEnded(access_id=access_id):
                live.discard(access_id)
            case lease.FamilyRevoked():
                live.clear()
            case events.ParticipantJoined() | events.Placed():
                participants += 1
            case feed.FeedSet(topics=topics) if len(topics) > LIMITS.feed_topics_max:
                what = f"a channel has at most {LIMITS.feed_topics_max} topics"
                raise refused(f"{path}.events[{number}].topics", what)
        if len(live) > LIMITS.snapshot_live_tokens_max:
            what = f"a family has at most {LIMITS.snapshot_live_tokens_max} live tokens"
            raise refused(f"{path}.events[{number}]", what)
        if participants > LIMITS.snapshot_participants_max:
            what = f"a conversation has at most {LIMITS.snapshot_participants_max} participants"
            raise refused(f"{path}.events[{number}]", what)


def _check_event(event: Event, place: str) -> None:
    match event:
        case tenancy.TenantCreated(config=config):
            from mockplatform.fixtures_document import render
            from mockplatform.fixtures_names import inconsistent

            for problem in inconsistent(json.decode(json.encode(config))):
                raise refused(f"{place}.config{render(problem.path)[1:]}", problem.message)
            _check_clock_state(event.clock, f"{place}.clock")
        case tenancy.ClockSet(clock=clock):
            _check_clock_state(clock, f"{place}.clock")


def _check_clock_state(clock: ClockState | None, path: str) -> None:
    if clock is None:
        return
    if not 0 <= clock.tenant_anchor <= _CLOCK_LATEST or not 0 <= clock.wall_anchor <= _LATEST:
        raise refused(path, "the clock's anchors are out of range")
    if not 0 < clock.rate <= LIMITS.clock_rate_max:
        raise refused(f"{path}.rate", f"must be above 0 and at most {LIMITS.clock_rate_max:g}")


def _check_numbers(value: Any, path: str) -> None:
    """Refuse numbers that cannot be written as times; what users keep in objects is theirs."""
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in _SEEDS:
                _check_numbers(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            _check_numbers(item, f"{path}[{number}]")
    elif isinstance(value, int | float) and not 0 <= value <= _LATEST:
        raise refused(path, f"must be between 0 and {_LATEST:.0f}")
