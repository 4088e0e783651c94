"""Owns the faults' admin routes: set, shown, taken away.

The kinds are imported with the first fault that is set: no start pays for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from mockplatform import injection
from mockplatform.admin.bodies import View, convert, read
from mockplatform.admin.context import record
from mockplatform.admin.outages import end_all as end_outages
from mockplatform.admin.outages import end_bare as end_bare_outages
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, ThingExists, UnknownThing, nearest
from mockplatform.faults.plan import OUTAGES, Armed

IDS_TOLD = 12
"""How many faults an act's entry in the journal names."""


class FaultView(View, kw_only=True):
    """A fault that is set, and what has become of it.

    Attributes:
        fired: How often it has fired, for all subjects.
        held: How many calls and sockets it holds now.
        state: Whether its window is still to open, open, or shut for good.
        set_at: When it was set, on the tenant's clock.
    """

    id: str
    where: dict[str, Any]
    when: dict[str, Any]
    what: dict[str, Any]
    state: str
    fired: int
    held: int
    set_at: str
    opens_at: str
    shuts_at: str | None = None
    ends_at: str | None = None
    seed: int


class FaultList(View, kw_only=True):
    """The faults in their order: the first that fires in a phase is the one that acts."""

    faults: list[FaultView]


def fault_view(armed: Armed) -> FaultView:
    """Return a fault as the admin API shows it."""
    fault = armed.fault
    where = {"phase": fault.phase, **msgspec.to_builtins(fault.where)}
    return FaultView(
        id=armed.id,
        where=where,
        when=msgspec.to_builtins(fault.when),
        what=msgspec.to_builtins(fault.what),
        state="open" if armed.is_open else "shut" if armed.is_over else "waiting",
        fired=armed.fired,
        held=armed.held,
        set_at=format_instant(armed.set_at),
        opens_at=format_instant(armed.opens_at),
        shuts_at=None if armed.shuts_at is None else format_instant(armed.shuts_at),
        ends_at=None if armed.ends_at is None else format_instant(armed.ends_at),
        seed=armed.seed,
    )


def fault_list(call: Call) -> FaultList:
    """Return the tenant's faults as the admin API shows them."""
    return FaultList(faults=[fault_view(armed) for armed in call.tenant.faults])


async def listing(call: Call) -> Answer:
    """List the faults in their order."""
    return Answer(200, fault_list(call))


async def create(call: Call) -> Answer:
    """Set a fault, behind the others."""
    from mockplatform.faults.fault import Fault

    fault = read(call, Fault)
    _check_own(fault.id, "$.id")
    if fault.id is not None and call.tenant.faults.get(fault.id) is not None:
        raise ThingExists(
            f"Fault {fault.id!r} is set", hint=f"Set it anew: PUT /__admin/faults/{fault.id}."
        )
    armed = injection.put(call.tenant, fault)
    return await _answer_set(call, armed, 201)


async def put(call: Call) -> Answer:
    """Set a fault in the place of the one of that id, or behind the others."""
    from mockplatform.faults.fault import Fault

    id_ = call.params["id"]
    fault = convert({"id": id_, **call.json()}, Fault)
    if fault.id != id_:
        raise InvalidValue("$.id", f"is not that of the path, {id_[:128]!r}")
    _check_own(id_, "$.id")
    status = 201 if call.tenant.faults.get(id_) is None else 200
    return await _answer_set(call, injection.put(call.tenant, fault), status)


def _check_own(id_: str | None, path: str) -> None:
    """Refuse the ids of outages' faults: an outage replaces and takes away what is called so."""
    if id_ is not None and id_.startswith(OUTAGES):
        what = f"{OUTAGES!r} begins the ids of outages' faults, and of no others"
        raise InvalidValue(path, what, hint="Take another id.")


async def _answer_set(call: Call, armed: Armed, status: int) -> Answer:
    _note(call, "Set a fault", [armed.id])
    await call.platform.timeline.settle(call.tenant)
    headers = {"Location": f"/__admin/faults/{armed.id}"} if status == 201 else {}  # noqa: PLR2004 - HTTP's Created
    return Answer(status, fault_view(armed), headers)


async def put_all(call: Call) -> Answer:
    """Make these the faults; those that are set already, the same, go on as they are.

    The others go, so that outages end.
    """
    from mockplatform.admin.fault_bodies import FaultsBody

    faults = read(call, FaultsBody).faults
    for index, fault in enumerate(faults):
        _check_own(fault.id, f"$.faults[{index}].id")
    armed = injection.put_all(call.tenant, faults)
    end_bare_outages(call)
    _note(call, "Set the faults", [one.id for one in armed])
    await call.platform.timeline.settle(call.tenant)
    return Answer(200, fault_list(call))


def _note(call: Call, act: str, ids: Iterable[str]) -> None:
    """Tell the journal which faults an act was about: a POST's path does not say it."""
    named = list(ids)
    more = f" and {len(named) - IDS_TOLD} more" if len(named) > IDS_TOLD else ""
    what = f"{call.request.method} /__admin/faults: {', '.join(named[:IDS_TOLD])}{more}"
    record(call, "admin", (act, what.removesuffix(": ")))


async def clear(call: Call) -> Answer:
    """Take all faults away, and end all outages; what they held goes on at once."""
    ids = call.tenant.faults.ids()
    end_outages(call.tenant)
    injection.clear(call.tenant)
    _note(call, "Take all faults away", ids)
    return Answer(204)


async def get(call: Call) -> Answer:
    """Show a fault."""
    id_, plan = call.params["id"], call.tenant.faults
    armed = plan.get(id_)
    if armed is None:
        raise UnknownThing("fault", id_, hint=nearest(id_, plan.ids()))
    return Answer(200, fault_view(armed))


async def remove(call: Call) -> Answer:
    """Take a fault away; what it held goes on at once. An outage ends with its last fault."""
    injection.remove(call.tenant, call.params["id"])
    end_bare_outages(call)
    _note(call, "Take a fault away", [call.params["id"]])
    return Answer(204)
