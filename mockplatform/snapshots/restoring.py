"""Owns the way back: a tenant that is just as it was when a snapshot was taken.

It is made aside, and nobody sees it before it is whole. What its streams tell is derived from
them as after a restart; what they do not tell is then taken from the snapshot.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from mockplatform.agenda import Agenda
from mockplatform.clock import ClockState, TenantClock, Wall
from mockplatform.core import bots, tenancy
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.conversation import Conversation
from mockplatform.core.kinds import AGGREGATES, ENDLESS
from mockplatform.core.lease import Family
from mockplatform.core.rates import Window
from mockplatform.core.states import State, after
from mockplatform.errors import InvalidValue, NotReady, PlatformError
from mockplatform.ids import CallNumbers
from mockplatform.limits import LIMITS
from mockplatform.service import Service, apply
from mockplatform.signing import SigningKey
from mockplatform.snapshots import checks, memory
from mockplatform.snapshots.checks import refused, shortened
from mockplatform.snapshots.value import FaultMark, OutageMark, Snapshot, StreamMark
from mockplatform.tenant import Tenant

_ADDRESS = ("tenant", tenancy.STREAM_ID)
Streams = Mapping[StreamId, tuple[Event, ...]]


async def rebuild(
    service: Service, tenant: Tenant, snapshot: Snapshot, place: Tenant, issuer: str
) -> Streams:
    """Make a bare tenant into what the snapshot says; return the streams that it has.

    Args:
        service: Reads the keys that were made since.
        tenant: Has no alarm.
        snapshot: What it is to be.
        place: Whose place it takes: from it come how long an unused tenant lives, and the
            keys that it made since, so that they are made again.
        issuer: The tenant's base URL.

    Raises:
        InvalidValue: The snapshot is wrong, and where.
    """
    streams = await asyncio.to_thread(_rebuild, tenant, snapshot, place, issuer)
    tenant.agenda.on_earlier = tenant.rearm
    own = streams[StreamId(tenant.id, *_ADDRESS)]
    pems = {one.key_id for one in own if isinstance(one, tenancy.KeyAdded)}
    tenant.spare_keys = await _spare_keys(service, place, pems)
    return streams


def _rebuild(tenant: Tenant, snapshot: Snapshot, place: Tenant, issuer: str) -> Streams:
    """Do all that only a tenant needs which nobody sees yet: in a thread, and without alarms."""
    checks.check(snapshot)
    tenant.agenda = Agenda(lambda: None)
    tenant.clock = anchored(tenant.wall, snapshot)
    streams = _streams(tenant, snapshot, place, issuer)
    paths = {(one.kind, one.id): f"$.streams[{n}]" for n, one in enumerate(snapshot.streams)}
    # The tenant itself first: all else is judged by its settings and its configuration.
    own = StreamId(tenant.id, *_ADDRESS)
    # A key costs most of all to read.
    pems = {one.key_id: one.pem for one in streams[own] if isinstance(one, tenancy.KeyAdded)}
    same = {key.id for key in place.tenancy.keys if pems.get(key.id) == key.pem}
    tenant.keys.update((id_, key) for id_, key in place.keys.items() if id_ in same)
    for name in (own, *(name for name in streams if name != own)):
        _apply(tenant, name, streams[name], paths[name.kind, name.id])
    tenant.cases.keep(tenant.conversations)
    _resume(tenant, snapshot)
    return streams


async def _spare_keys(service: Service, place: Tenant, known: Container[str]) -> list[SigningKey]:
    """Return the keys that a tenant made, or was to make again, and that are not known."""
    events = await service.events(place, "tenant", tenancy.STREAM_ID)
    made = [
        place.keys.get(one.key_id) or SigningKey.from_pem(one.key_id, one.pem)
        for one in events
        if isinstance(one, tenancy.KeyAdded) and one.key_id not in known
    ]
    spare = [key for key in place.spare_keys if key.id not in known]
    return [*made, *spare][: LIMITS.keys_per_tenant_max]


def anchored(wall: Wall, snapshot: Snapshot) -> TenantClock:
    """Return the snapshot's clock: its time is now."""
    clock = snapshot.clock
    state = ClockState(
        wall_anchor=wall(), tenant_anchor=clock.now, rate=clock.rate, paused=clock.paused
    )
    return TenantClock(wall, state)


def _streams(
    tenant: Tenant, snapshot: Snapshot, place: Tenant, issuer: str
) -> dict[StreamId, tuple[Event, ...]]:
    found: dict[StreamId, tuple[Event, ...]] = {}
    for stream in snapshot.streams:
        own = stream.kind == "tenant"
        name = StreamId(tenant.id, stream.kind, stream.id)
        found[name] = _settled(tenant, stream, place, issuer) if own else stream.events
    return found


def _settled(tenant: Tenant, stream: StreamMark, place: Tenant, issuer: str) -> tuple[Event, ...]:
    """Return the tenant's own events, with what is different here and now."""
    first, *rest = stream.events
    assert isinstance(first, tenancy.TenantCreated)  # checked before
    events: list[Event] = [replace(first, ttl_s=place.tenancy.ttl_s), *rest]
    now = tenant.clock.now()
    issuers = [one.issuer for one in events if isinstance(one, _ISSUING)]
    if issuers[-1] != issuer:
        events.append(tenancy.TenantOpened(at=now, issuer=issuer))
    # Where a restart would find another time than the snapshot's, its clock is kept anew.
    set_so = [one.clock for one in events if isinstance(one, _CLOCKS) and one.clock is not None]
    kept = TenantClock(tenant.wall, set_so[-1] if set_so else None)
    here = tenant.clock.state
    if (kept.now(), kept.state.rate, kept.state.paused) != (now, here.rate, here.paused):
        if isinstance(events[-1], tenancy.ClockSet):
            events.pop()
        events.append(tenancy.ClockSet(at=now, clock=here))
    return tuple(events)


_ISSUING = (tenancy.TenantCreated, tenancy.TenantOpened)
_CLOCKS = (tenancy.TenantCreated, tenancy.ClockSet)


def _apply(tenant: Tenant, name: StreamId, events: tuple[Event, ...], path: str) -> None:
    try:
        state = apply(tenant, name, 0, events, None)
    except (NotReady, InvalidValue):
        raise
    except Exception as error:  # noqa: BLE001 - whatever events that never were lead to
        raise refused(*_culprit(name, events, path, error)) from None
    if isinstance(state, Conversation):
        _check_conversation(state, events, path)
    elif isinstance(state, Family) and state.pair is None:
        raise refused(path, "a token family has at least one pair")
    elif isinstance(state, tenancy.Tenancy):
        _check_keys(tenant, state, path)


def _culprit(
    name: StreamId, events: tuple[Event, ...], path: str, error: Exception
) -> tuple[str, str]:
    """Return the first event that cannot follow those before it, and what is wrong with it."""
    aggregate = AGGREGATES[name.kind]
    state = aggregate.initial(name.id)
    for number, event in enumerate(events):
        try:
            state = aggregate.evolve(state, event)
        except Exception:  # noqa: BLE001 - as in `_apply`
            what = f"{type(event).__name__} cannot follow what stands before it"
            return f"{path}.events[{number}]", what
    return path, f"its events do not fit together: {type(error).__name__}"


def _check_conversation(state: Conversation, events: tuple[Event, ...], path: str) -> None:
    stands = State.OPEN
    for number, event in enumerate(events):
        verb = getattr(event, "verb", None)
        if verb is None:
            continue
        place = f"{path}.events[{number}]"
        before, then = event.before, event.after  # type: ignore[attr-defined]  # a StateChanged
        try:
            fits = before is stands and after(before, verb) is then
        except PlatformError:
            fits = False
        if not fits:
            raise refused(place, f"a conversation that is {stands} is not {then} by {verb}")
        stands = then
    if state.placement is None:
        raise refused(path, "a conversation was placed into a queue")
    if stands in {State.RINGING, State.ACTIVE} and state.agent is None:
        raise refused(path, f"a conversation that is {stands} has an agent")


_KEY_BITS_MIN = 2048


def _check_keys(tenant: Tenant, state: tenancy.Tenancy, path: str) -> None:
    if len(state.keys) > LIMITS.keys_per_tenant_max:
        raise refused(path, f"a tenant has at most {LIMITS.keys_per_tenant_max} keys")
    for key in state.keys:
        known = tenant.keys.get(key.id)
        if known is None or known.private.key_size < _KEY_BITS_MIN:
            raise refused(path, f"key {key.id[:40]!r} is no RSA key of {_KEY_BITS_MIN} bits")


def _resume(tenant: Tenant, snapshot: Snapshot) -> None:
    """Take in what the streams do not tell."""
    try:
        tenant.ids.move_to(snapshot.luck.ids)
    except ValueError:
        raise refused("$.luck.ids", "is no position in a stream of ids") from None
    tenant.numbers = CallNumbers(snapshot.luck.calls, snapshot.luck.acts)
    _resume_keys(tenant)
    if len(snapshot.placements) > LIMITS.placement_cache_max:
        raise refused("$.placements", f"has at most {LIMITS.placement_cache_max} placements")
    tenant.placements.learn(snapshot.placements)
    _resume_waiting(tenant, snapshot)
    _resume_bots(tenant, snapshot)
    for id_, at in snapshot.typing.items():
        if not 0 <= at <= tenant.clock.now():
            raise refused("$.typing", f"{id_[:40]!r}: nobody has typed in the time to come")
    live = {id_ for id_, state in tenant.conversations.items() if state.is_live}
    tenant.touched = {id_: at for id_, at in snapshot.typing.items() if id_ in live}
    tenant.reconnects = {
        id_: count
        for id_, count in snapshot.reconnects.items()
        if id_ in tenant.conversations or id_ in tenant.sessions
    }
    _resume_rates(tenant, snapshot)
    if len(snapshot.faults) > LIMITS.faults_per_tenant_max:
        raise refused("$.faults", f"a tenant has at most {LIMITS.faults_per_tenant_max} faults")
    armed = [_fault(one, f"$.faults[{n}]") for n, one in enumerate(snapshot.faults)]
    tenant.faults.fill(armed, snapshot.luck.faults)
    if len(tenant.faults) != len(armed):
        raise refused("$.faults", "two faults have the same id")
    if len(snapshot.outages) > LIMITS.outages_kept_max:
        raise refused("$.outages", f"a tenant has at most {LIMITS.outages_kept_max} outages")
    for number, mark in enumerate(snapshot.outages):
        run = _outage(mark, f"$.outages[{number}]")
        if run.outage.name in tenant.outages:
            raise refused(f"$.outages[{number}]", "two outages have the same name")
        tenant.outages[run.outage.name] = run
    tenant.agenda.refill(checks.keys(snapshot))
    _ask_the_rest(tenant)


def _resume_rates(tenant: Tenant, snapshot: Snapshot) -> None:
    """Go on counting what is allowed so often, so that the same calls are refused."""
    if len(snapshot.rates) > LIMITS.rates_remembered_max:
        raise refused("$.rates", f"has at most {LIMITS.rates_remembered_max} windows")
    for number, one in enumerate(snapshot.rates):
        if one.since > tenant.clock.now():
            raise refused(f"$.rates[{number}].since", "no window begins in the time to come")
        tenant.rates[one.key] = Window(one.since, one.taken)


def _ask_the_rest(tenant: Tenant) -> None:
    """Have everybody asked now of whom the snapshot does not say when he is."""
    known: dict[str, Iterable[str]] = {
        kind: states for kind, states in tenant.states.items() if kind not in ENDLESS
    }
    known |= {"bot": tenant.runs, "key": tenant.keys}
    known |= {"fault": tenant.faults.ids(), "outage": tenant.outages}
    now = tenant.clock.now()
    for kind, subjects in known.items():
        for subject in subjects:
            if not tenant.agenda.has(kind, subject):
                tenant.agenda.note(kind, subject, now)


def _resume_keys(tenant: Tenant) -> None:
    """Know the keys that verify now; what was known before of others goes."""
    now = tenant.clock.now()
    verify = [key.id for key in tenant.tenancy.keys if key.until is None or key.until > now]
    tenant.keys = {id_: tenant.keys[id_] for id_ in verify}


def _resume_waiting(tenant: Tenant, snapshot: Snapshot) -> None:
    """Let those who wait stand in the order in which they came."""
    derived, tenant.waiting = tenant.waiting, {}
    for number, mark in enumerate(snapshot.waiting):
        ids = dict.fromkeys(mark.conversations)
        if ids.keys() != derived.pop(mark.queue, {}).keys():
            path = f"$.waiting[{number}]"
            raise refused(path, f"others wait in {mark.queue[:40]!r}, as the conversations say")
        tenant.waiting[mark.queue] = ids
    for queue, waiting in derived.items():
        if waiting:
            raise refused("$.waiting", f"nobody is named who waits in {queue[:40]!r}")


def _resume_bots(tenant: Tenant, snapshot: Snapshot) -> None:
    derived, tenant.runs = tenant.runs, {}
    for number, mark in enumerate(snapshot.bots):
        path, run = f"$.bots[{number}]", mark.run
        known = derived.get(mark.conversation)
        if known is None or (known.bot_id, known.ringing) != (run.bot_id, run.ringing):
            raise refused(path, f"that bot has no part in {mark.conversation[:40]!r}")
        for place, problem in bots.problems(run, LIMITS.bot_steps_pending_max):
            raise refused(f"{path}.run{place}", problem)
        began = tenant.conversations[mark.conversation].created_at
        if run.due is not None and run.due < began:
            raise refused(f"{path}.run.due", "lies before the conversation began")
        if run.heard_at > tenant.clock.now():
            raise refused(f"{path}.run.heard_at", "nobody has spoken in the time to come")
        tenant.runs[mark.conversation] = run


def _fault(mark: FaultMark, path: str) -> Any:
    # Imported late: who has no faults pays for no kind.
    from mockplatform.faults.fault import Fault
    from mockplatform.faults.plan import Armed, Count

    try:
        fault = msgspec.convert(mark.fault, Fault)
    except (msgspec.ValidationError, InvalidValue, ValueError) as error:
        raise refused(path, shortened(str(error))) from None
    try:
        kept = memory.unpack(mark.memory)
        fault.what.recall(kept)
    except ValueError as error:
        raise refused(f"{path}.memory", shortened(str(error))) from None
    if fault.id is None:
        raise refused(f"{path}.fault.id", "a fault that is set has an id")
    armed = Armed(fault, seed=mark.seed, set_at=mark.set_at)
    armed.seed = mark.seed
    armed.is_open, armed.is_over = mark.state == "open", mark.state == "shut"
    armed.fired = mark.fired
    armed.memory = kept
    if len(mark.counts) > LIMITS.fault_subjects_max:
        raise refused(f"{path}.counts", f"has at most {LIMITS.fault_subjects_max} subjects")
    armed.counts = OrderedDict((one.subject, Count(one.asked, one.fired)) for one in mark.counts)
    return armed


def _outage(mark: OutageMark, path: str) -> Any:
    # Imported late, as above.
    from mockplatform.faults import course
    from mockplatform.faults.outage import SPAN_S_MIN, Outage
    from mockplatform.faults.running import Running
    from mockplatform.fixtures_document import render

    if not 0 <= mark.intensity <= course.FULL:
        raise refused(f"{path}.intensity", f"must be between 0 and {course.FULL:g}")
    if mark.lasts_s is not None and mark.lasts_s < SPAN_S_MIN:
        raise refused(f"{path}.lastsS", f"must be at least {SPAN_S_MIN:g}")
    if mark.since > mark.until:
        raise refused(f"{path}.until", "lies before its beginning")
    staging = course.Staging(mark.seed, mark.intensity, mark.lasts_s, mark.after_s)
    try:
        outage = msgspec.convert(mark.outage, Outage)
        course.check(outage)
        ids = tuple(fault.id for fault in course.faults_of(outage, staging))
    except course.Unstageable as error:
        place = f"{path}.outage{render(error.path)[1:]}"
        raise refused(place, shortened(error.what)) from None
    except (msgspec.ValidationError, InvalidValue, ValueError) as error:
        raise refused(f"{path}.outage", shortened(str(error))) from None
    if mark.fault_ids != ids:
        raise refused(f"{path}.faultIds", "are the ids of the faults that the outage comes to")
    if not mark.fired.keys() <= set(ids):
        raise refused(f"{path}.fired", "counts faults that are none of the outage's")
    run = Running(outage, staging, since=mark.since, until=mark.until)
    run.state, run.fault_ids, run.fired = mark.state, mark.fault_ids, dict(mark.fired)
    return run
