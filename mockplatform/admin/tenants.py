"""Owns the tenants' admin routes: made, shown, put back, taken away."""

from __future__ import annotations

from typing import Any

from msgspec import field

from mockplatform import fixtures_loader
from mockplatform.admin import names, resets
from mockplatform.admin.bodies import Body, Duration, Instant, View, clock_time, duration, read
from mockplatform.admin.context import context, record
from mockplatform.clock import ClockState
from mockplatform.core.configuration import Id, TenantConfig
from mockplatform.durations import format_duration, format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import Conflict, InvalidValue
from mockplatform.limits import LIMITS
from mockplatform.platform import DEFAULT_TENANT, Platform, TenantPlan
from mockplatform.tenant import Tenant

_SEED_BITS = 64
_TTL_S_MIN = 0.1


class ClockStart(Body, frozen=True, kw_only=True):
    """Where a tenant's clock begins, and whether it stands still there."""

    at: Instant | None = None
    paused: bool = False
    rate: float = 1.0


class TenantBody(Body, frozen=True, kw_only=True):
    """What a new tenant is to be; all of it may be left out.

    Attributes:
        id: Drawn from the server's seed if left out.
        fixture: A shipped fixture's name; the default tenant's if left out.
        settings: Settings over the fixture's.
        clock: Where its clock begins, an instant or more; at real time if left out.
        ttl: It goes by itself that long after its last use.
    """

    id: Id | None = None
    fixture: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    clock: Instant | ClockStart | None = None
    ttl: Duration | None = None


class ClientView(View, kw_only=True):
    """An OAuth client, with its secret."""

    id: str
    secret: str


class TenantView(View, kw_only=True):
    """A tenant: all that a test needs to point a widget at it."""

    id: str
    url: str
    ws_url: str
    admin_url: str
    deployment_id: str
    brand_id: int
    client: ClientView
    seed: int
    fixture: str
    created_at: str
    now: str
    conversations: int
    channels: int
    ttl: str | None = None


class TenantList(View, kw_only=True):
    """All tenants, the oldest first."""

    tenants: list[TenantView]


def tenant_view(tenant: Tenant) -> TenantView:
    """Return a tenant as the admin API shows it."""
    config, made, url = tenant.config, tenant.tenancy, tenant.issuer
    client = config.clients[0]
    return TenantView(
        id=tenant.id,
        url=url,
        ws_url="ws" + url.removeprefix("http"),
        admin_url=f"{url}/__admin",
        deployment_id=config.deployments[0].id,
        brand_id=tenant.brand_id,
        client=ClientView(id=client.id, secret=client.secret),
        seed=made.seed,
        fixture=made.fixture,
        created_at=format_instant(made.created_at),
        now=format_instant(tenant.clock.now()),
        conversations=len(tenant.conversations),
        channels=len(tenant.channels),
        ttl=None if made.ttl_s is None else format_duration(made.ttl_s),
    )


async def create(call: Call) -> Answer:
    """Make a tenant."""
    body = read(call, TenantBody)
    platform = call.platform
    config, fixture = _fixture(platform, body.fixture)
    if body.seed is not None and (body.seed < 0 or body.seed.bit_length() > _SEED_BITS):
        raise InvalidValue("$.seed", f"must be between 0 and 2^{_SEED_BITS} - 1")
    plan = TenantPlan(
        config=config,
        fixture=fixture,
        settings=body.settings,
        seed=body.seed,
        clock=_clock(platform, body.clock),
        ttl_s=None if body.ttl is None else duration(body.ttl, "$.ttl", low=_TTL_S_MIN),
    )
    tenant = await platform.create(body.id or _draw_id(call), plan)
    view = tenant_view(tenant)
    return Answer(201, view, {"Location": f"/__admin/tenants/{tenant.id}"})


def _fixture(platform: Platform, name: str | None) -> tuple[TenantConfig, str]:
    if name is not None:
        return fixtures_loader.load_shipped(name), name
    default = platform.tenants.get(DEFAULT_TENANT)
    assert default is not None  # it is made at the start and cannot be deleted
    return default.config, default.tenancy.fixture


def _clock(platform: Platform, start: Instant | ClockStart | None) -> ClockState | None:
    if start is None:
        return None
    asked = start if isinstance(start, ClockStart) else ClockStart(at=start)
    if not 0 < asked.rate <= LIMITS.clock_rate_max:
        raise InvalidValue("$.clock.rate", f"must be above 0 and at most {LIMITS.clock_rate_max:g}")
    wall = platform.around.wall()
    return ClockState(
        wall_anchor=wall,
        tenant_anchor=wall if asked.at is None else clock_time(asked.at, "$.clock.at"),
        rate=asked.rate,
        paused=asked.paused,
    )


def _draw_id(call: Call) -> str:
    admin = context(call)
    admin.names_given += 1
    return names.draw(call.platform.around.seed, admin.names_given, call.platform.tenants)


async def listing(call: Call) -> Answer:
    """List the tenants."""
    return Answer(200, TenantList(tenants=[tenant_view(one) for one in _all(call)]))


def _all(call: Call) -> list[Tenant]:
    return list(call.platform.tenants.values())


async def get(call: Call) -> Answer:
    """Show a tenant."""
    tenant = call.platform.tenant(call.params["id"])
    await call.platform.timeline.settle(tenant)
    return Answer(200, tenant_view(tenant))


async def delete(call: Call) -> Answer:
    """Take a tenant away; its sockets close with 1012."""
    tenant = call.platform.tenant(call.params["id"])
    if tenant.id == DEFAULT_TENANT:
        raise Conflict(
            "The default tenant stays as long as the server",
            hint="Reset it: POST /__admin/reset.",
        )
    await call.platform.drop(tenant.id)
    return Answer(204)


async def reset(call: Call) -> Answer:
    """Put the tenant back to what it was made with, or only a part of it.

    Which tenant: that of the path's `id`, else the one whose admin API was called.
    """
    id_ = call.params.get("id", call.tenant.id)
    part = call.params.get("part")
    async with context(call).steering(call.platform.tenant(id_)):
        tenant = call.platform.tenant(id_)  # who waited finds another one
        if part is None:
            tenant = await call.platform.reset(id_)
        else:
            await resets.reset_part(call.platform, tenant, part)
    if part != "journal":
        for told in dict.fromkeys((call.tenant.id, id_)):  # whoever watches the other one is told
            record(call, "admin", ("tenant reset", part or "all"), tenant_id=told)
    return Answer(200, tenant_view(tenant))
