"""Owns the outages' admin routes: the catalogue, what runs, started and stopped.

Files and kinds of faults are read when somebody asks for an outage: no start pays for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, field

from mockplatform.admin.bodies import Body, Duration, View, duration, read
from mockplatform.admin.context import record
from mockplatform.durations import format_duration, format_instant, parse_duration
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, ThingExists

if TYPE_CHECKING:
    from mockplatform.faults.outage import Outage
    from mockplatform.tenant import Tenant

LASTS_S_MIN = 0.1
_STARTED = "Start an outage"


class StartBody(Body, frozen=True, kw_only=True):
    """How an outage is to be started.

    Attributes:
        for_: How long it lasts on the tenant's clock: its course is stretched or squeezed to
            that; as its file says if left out.
        intensity: From 0, which harms nobody, to 1.
        seed: From which its draws derive; the tenant's if left out.
        after: How long from now it begins.
    """

    for_: Duration | None = field(default=None, name="for")
    intensity: Annotated[float, Meta(ge=0, le=1)] = 1.0
    seed: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    after: Duration = 0.0


class OutageFaultView(View, kw_only=True):
    """A fault of an outage that was started.

    Attributes:
        state: `waiting`, `open`, `shut`, or `gone` when it is set no more.
        fired: How often it has fired, for all subjects.
        held: How many calls and sockets it holds now.
    """

    id: str
    state: str
    fired: int
    held: int


class OutageView(View, kw_only=True):
    """An outage, and how it goes, or last went, in the tenant.

    Attributes:
        stages: What it stages.
        client: What a well-behaved client does meanwhile.
        for_: How long it lasts unless it is started otherwise.
        state: `idle`, `waiting`, `running` or `over`.
        since: When it begins, or began, on the tenant's clock.
        until: When it ends by itself, or ended.
        fired: How often its faults have fired.
        faults: Its faults, once it was started.
        steps: Its course: faults that act for a while; where one outage is shown.
        ramps: Its course: faults that grow or fade; where one outage is shown.
    """

    name: str
    title: str
    stages: str
    client: str
    for_: str = field(name="for")
    state: str
    since: str | None = None
    until: str | None = None
    intensity: float | None = None
    seed: int | None = None
    fired: int
    faults: list[OutageFaultView]
    steps: list[dict[str, Any]] | None = None
    ramps: list[dict[str, Any]] | None = None


class OutageList(View, kw_only=True):
    """The catalogue, and behind it what was posted to the tenant."""

    outages: list[OutageView]


def outage_view(tenant: Tenant, outage: Outage, *, whole: bool) -> OutageView:
    """Return an outage as the admin API shows it; `whole`: with its course."""
    run = tenant.outages.get(outage.name)
    faults = _fault_views(tenant, outage.name)
    return OutageView(
        name=outage.name,
        title=outage.title,
        stages=outage.stages,
        client=outage.client,
        for_=format_duration(parse_duration(outage.for_)),
        state="idle" if run is None else run.state,
        since=None if run is None else format_instant(run.since),
        until=None if run is None else format_instant(run.until),
        intensity=None if run is None else run.staging.intensity,
        seed=None if run is None else run.staging.seed,
        fired=sum(one.fired for one in faults),
        faults=faults,
        steps=msgspec.to_builtins(outage.steps) if whole else None,
        ramps=msgspec.to_builtins(outage.ramps) if whole else None,
    )


def _fault_views(tenant: Tenant, name: str) -> list[OutageFaultView]:
    from mockplatform import outages

    run = tenant.outages.get(name)
    if run is None:
        return []
    views = []
    for id_, fired in outages.fired(tenant, run).items():
        armed = tenant.faults.get(id_) if run.is_on else None
        state = "gone"
        if armed is not None:
            state = "open" if armed.is_open else "shut" if armed.is_over else "waiting"
        held = 0 if armed is None else armed.held
        views.append(OutageFaultView(id=id_, state=state, fired=fired, held=held))
    return views


async def listing(call: Call) -> Answer:
    """List the outages, each with how it goes."""
    from mockplatform import outages

    known = outages.catalogue(call.tenant)
    views = [outage_view(call.tenant, one, whole=False) for one in known]
    return Answer(200, OutageList(outages=views))


async def get(call: Call) -> Answer:
    """Show an outage with its course, and how it goes."""
    from mockplatform import outages

    outage = outages.find(call.tenant, call.params["name"])
    return Answer(200, outage_view(call.tenant, outage, whole=True))


async def start(call: Call) -> Answer:
    """Start an outage by its name."""
    from mockplatform import outages

    outage = outages.find(call.tenant, call.params["name"])
    body = read(call, StartBody)
    return await _started(call, outage, body, _lasts_s(body.for_, "$.for"))


async def post(call: Call) -> Answer:
    """Start an outage that is described in the body."""
    from mockplatform import outage_files
    from mockplatform.admin.outage_bodies import PostedOutage, plain

    body = read(call, PostedOutage)
    outage = plain(body)
    _check(outage)
    if body.name in outage_files.names():
        raise ThingExists(
            f"The catalogue has an outage {body.name!r}",
            hint=f"Give it another name, or POST /__admin/outages/{body.name}/start.",
        )
    answer = await _started(call, outage, body, _lasts_s(body.lasts, "$.lasts"))
    return Answer(201, answer.body, {"Location": f"/__admin/outages/{outage.name}"})


def _lasts_s(given: Duration | None, path: str) -> float | None:
    return None if given is None else duration(given, path, low=LASTS_S_MIN)


def _check(outage: Outage) -> None:
    """Refuse an outage that cannot be staged at every intensity."""
    from mockplatform.faults.course import Unstageable, check
    from mockplatform.fixtures_document import render

    try:
        check(outage)
    except Unstageable as error:
        raise InvalidValue(render(error.path), error.what) from None


async def _started(call: Call, outage: Outage, how: Any, lasts_s: float | None) -> Answer:
    from mockplatform import outages
    from mockplatform.faults.course import Staging

    tenant = call.tenant
    staging = Staging(
        seed=tenant.tenancy.seed if how.seed is None else how.seed,
        intensity=how.intensity,
        lasts_s=lasts_s,
        after_s=duration(how.after, "$.after"),
    )
    outages.start(tenant, outage, staging, correlation_id=call.correlation_id)
    record(call, "admin", (_STARTED, f"POST /__admin/outages/{outage.name}/start"))
    await call.platform.timeline.settle(tenant)
    return Answer(200, outage_view(tenant, outage, whole=True))


async def stop(call: Call) -> Answer:
    """End an outage now; what it held goes on at once. One that is over stays as it is."""
    from mockplatform import outages

    name = call.params["name"]
    outages.stop(call.tenant, name, correlation_id=call.correlation_id)
    outage = outages.find(call.tenant, name)
    return Answer(200, outage_view(call.tenant, outage, whole=True))


def end_bare(call: Call) -> None:
    """End what has lost its last fault by a call."""
    if call.tenant.outages:
        from mockplatform import outages

        outages.end_bare(call.tenant, correlation_id=call.correlation_id)


def end_all(tenant: Tenant) -> None:
    """End what runs in a tenant, as its faults are taken away with all others."""
    if tenant.outages:
        from mockplatform import outages

        outages.stop_all(tenant)
