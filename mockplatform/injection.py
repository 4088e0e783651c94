"""Owns injection: faults are set and taken away, asked, and told to the journal when they fire.

A firing is in the journal before its effect. A fault that is taken away acts no more from
that moment, and whatever it held goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import json

from mockplatform.errors import InvalidValue, TooManyRequests, UnknownThing, nearest
from mockplatform.faults.plan import OUTAGES, Armed, Firing, Plan
from mockplatform.faults.where import Occasion, Phase
from mockplatform.limits import LIMITS
from mockplatform.queues import wake
from mockplatform.redaction import without_tokens
from mockplatform.tenant import Tenant

if TYPE_CHECKING:
    from mockplatform.faults.fault import Fault


def ask(tenant: Tenant, phase: Phase, at: Occasion) -> Firing | None:
    """Return the fault that fires on an occasion, once the journal has it; None if none does."""
    firing = tenant.faults.decide(phase, at)
    if firing is not None:
        tell(tenant, phase, at, firing)
    return firing


def ask_one(tenant: Tenant, armed: Armed, at: Occasion) -> Firing | None:
    """Return with what one fault fires on an occasion, as `ask` does of all of a phase."""
    what = armed.fault.what
    if not armed.covers(at) or not what.claims(at, armed.memory):
        return None
    firing = armed.ask(at)
    if firing is not None:
        tell(tenant, armed.fault.phase, at, firing)
    return firing


def tell(tenant: Tenant, phase: Phase, at: Occasion, firing: Firing) -> int:
    """Put a firing into the journal; return the entry's id."""
    armed, effect, ordinal, draw, _ = firing
    kind = type(armed.fault.what).__struct_config__.tag
    id_ = tenant.journal.record(
        "fault",
        (
            armed.id,
            kind,
            phase,
            draw,
            ordinal,
            type(effect).__name__,
            at.frame or without_tokens(f"{at.method} {at.path}".strip()),
            at.channel_id or None,
            at.client_message_id or None,
        ),
        at=at.now,
        correlation_id=at.correlation_id,
        subject=at.subject,
        conversation_id=without_tokens(at.conversation_id),
    )
    tenant.fired[str(kind)] += 1
    armed.last_entry = id_
    return id_


def put(tenant: Tenant, fault: Fault) -> Armed:
    """Set a fault: last in the list, or in the place of the one that has its id.

    The caller settles the tenant then, so that what opens now opens.

    Raises:
        TooManyRequests: There are as many as a tenant may have.
    """
    plan = tenant.faults
    id_ = fault.id or plan.name()
    if plan.get(id_) is None and len(plan) >= LIMITS.faults_per_tenant_max:
        raise _too_many()
    armed = Armed(fault.named(id_), seed=tenant.tenancy.seed, set_at=tenant.clock.now())
    before = plan.put(armed)
    if before is not None:
        let_go(tenant, before, armed.set_at)
        tenant.agenda.forget("fault", id_)
    tenant.agenda.note("fault", id_, tenant.clock.now())
    return armed


def put_all(tenant: Tenant, faults: Sequence[Fault]) -> list[Armed]:
    """Make these the tenant's faults; those that are there already, the same, go on counting.

    Raises:
        TooManyRequests: They are more than a tenant may have.
        InvalidValue: Two have the same id.
    """
    if len(faults) > LIMITS.faults_per_tenant_max:
        raise _too_many()
    counted = Counter(fault.id for fault in faults if fault.id is not None)
    for id_, times in counted.items():
        if times > 1:
            raise InvalidValue("$.faults", f"two faults have the id {id_!r}")
    plan = tenant.faults
    faults = _named(plan, faults)
    ids = {fault.id for fault in faults}
    for id_ in plan.ids():
        if id_ not in ids:
            remove(tenant, id_)
    order: list[str] = []
    for fault in faults:
        known = plan.get(fault.id) if fault.id is not None else None
        armed = known if known is not None and known.fault == fault else put(tenant, fault)
        order.append(armed.id)
    plan.reorder(order)
    return list(plan)


def _named(plan: Plan, faults: Sequence[Fault]) -> list[Fault]:
    """Give those without an id that of the same fault which is set: a list put twice is one.

    The others are numbered before any is put, past the ids that stand further down in the list.
    """
    taken = {fault.id for fault in faults if fault.id is not None}
    free: dict[bytes, list[str]] = {}
    for armed in plan:
        if armed.id not in taken:
            free.setdefault(_content(armed.fault), []).append(armed.id)
    named = []
    for fault in faults:
        if fault.id is not None:
            named.append(fault)
            continue
        same = free.get(_content(fault))
        named.append(fault.named(same.pop(0) if same else plan.name(taken)))
    return named


def _content(fault: Fault) -> bytes:
    """Return all of a fault but its id, to compare."""
    return json.encode((fault.where, fault.when, fault.what, fault.ttl, fault.seed))


def remove(tenant: Tenant, id_: str) -> None:
    """Take a fault away; what it held goes on at once.

    Raises:
        UnknownThing: No fault has that id.
    """
    plan = tenant.faults
    armed = plan.remove(id_)
    if armed is None:
        raise UnknownThing("fault", id_, hint=nearest(id_, plan.ids()))
    tenant.agenda.forget("fault", id_)
    armed.is_open = False
    _remember(tenant, armed)
    let_go(tenant, armed, tenant.clock.now())


def _remember(tenant: Tenant, armed: Armed) -> None:
    """Have an outage remember how often a fault of it fired that is no more."""
    if armed.id.startswith(OUTAGES):
        run = tenant.outages.get(armed.id.split(":")[1])
        if run is not None and armed.id in run.fault_ids:
            run.fired[armed.id] = armed.fired


def set_back(tenant: Tenant, by_s: float) -> None:
    """Let faults and outages act as long as they would have, now that the clock was set back.

    Args:
        tenant: Whose clock it was.
        by_s: How far it went; below 0.
    """
    now = tenant.clock.now()
    for armed in tenant.faults:
        armed.shift(by_s)
        tenant.agenda.forget("fault", armed.id)
        tenant.agenda.note("fault", armed.id, now)
    for name, run in tenant.outages.items():
        if run.is_on:
            run.since += by_s
            run.until += by_s
            tenant.agenda.forget("outage", name)
            tenant.agenda.note("outage", name, now)


def let_go(tenant: Tenant, armed: Armed, at: float) -> None:
    """Wake what a fault has held, now that it is over: also those for whom nobody was found."""
    armed.release()
    if armed.fault.phase == "agent" and not tenant.is_gone:
        wake(tenant, at)


def clear(tenant: Tenant) -> None:
    """Take all faults away."""
    for id_ in tenant.faults.ids():
        remove(tenant, id_)


def _too_many() -> TooManyRequests:
    return TooManyRequests(
        f"A tenant has at most {LIMITS.faults_per_tenant_max} faults",
        hint="Take away what has done its work: DELETE /__admin/faults/{id}.",
    )
