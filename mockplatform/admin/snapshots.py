"""Owns the admin routes of snapshots and checkpoints: a tenant is taken down, and put back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress

from mockplatform.admin.bodies import View
from mockplatform.admin.context import context
from mockplatform.admin.tenants import TenantView, tenant_view
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import (
    InvalidValue,
    TooManyRequests,
    UnknownThing,
    nearest,
)
from mockplatform.limits import LIMITS
from mockplatform.snapshots.kept import Checkpoint, document, pack, unpack
from mockplatform.snapshots.taking import take
from mockplatform.snapshots.value import Snapshot
from mockplatform.snapshots.written import read
from mockplatform.tenant import Tenant
from mockplatform.timeline import PASSING

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
_NO_STORE = {"Cache-Control": "no-store"}


class CheckpointView(View, kw_only=True):
    """A checkpoint: a tenant's state by a name, kept in memory.

    Attributes:
        at: The tenant's time when it was taken, to which it goes back.
        conversations: How many conversations it holds.
        events: How many events it holds in all.
    """

    name: str
    at: str
    conversations: int
    events: int


class CheckpointList(View, kw_only=True):
    """The checkpoints of a tenant, the oldest first."""

    checkpoints: list[CheckpointView]


async def get(call: Call) -> Answer:
    """Show all that the tenant is."""
    snapshot = await _take(call)
    return Answer(200, await asyncio.to_thread(document, snapshot), _NO_STORE)


async def _take(call: Call) -> Snapshot:
    """Take a snapshot; a tenant that has signed nothing yet gets its first key.

    Else each run after it would begin with another key, and with other tokens.
    """
    platform = call.platform
    async with context(call).steering(platform.tenant(call.tenant.id)):
        tenant = platform.tenant(call.tenant.id)
        await platform.tokens.signing_key(tenant)
        await platform.timeline.settle(tenant)
        return await take(platform.service, tenant)


async def put(call: Call) -> Answer:
    """Put what a snapshot says in the tenant's place; its sockets close with 1012."""
    # A large document takes a while to read: meanwhile the others go on.
    snapshot = await asyncio.to_thread(read, call.body)
    return Answer(200, await _put_back(call, snapshot))


async def _put_back(call: Call, snapshot: Snapshot) -> TenantView:
    platform, id_ = call.platform, call.tenant.id
    admin = context(call)
    # One at a time: each takes a thread, and threads share one lock with all who are served.
    async with admin.steering(platform.tenant(id_)), admin.rebuilding:
        tenant = await platform.put_back(id_, snapshot)
    with suppress(*PASSING):  # It is put back; what is due is done for the next who asks.
        await platform.timeline.settle(tenant)
    return tenant_view(tenant)


async def checkpoints(call: Call) -> Answer:
    """List the checkpoints, the oldest first."""
    kept = call.tenant.checkpoints
    shown = [_view(name, snapshot) for name, snapshot in kept.items()]
    return Answer(200, CheckpointList(checkpoints=shown))


def _view(name: str, kept: Checkpoint) -> CheckpointView:
    return CheckpointView(
        name=name,
        at=format_instant(kept.at),
        conversations=kept.conversations,
        events=kept.events,
    )


async def make(call: Call) -> Answer:
    """Keep what the tenant is now by a name; again replaces."""
    name = _name(call)
    made = await asyncio.to_thread(pack, await _take(call))
    kept = _kept(call)
    is_new = name not in kept
    _refuse_too_many(call, {**kept, name: made})
    kept.pop(name, None)
    kept[name] = made
    headers = {"Location": f"/__admin/checkpoints/{name}"} if is_new else {}
    return Answer(201 if is_new else 200, _view(name, made), headers)


def _refuse_too_many(call: Call, kept: Mapping[str, Checkpoint]) -> None:
    """Refuse what a tenant is to keep where that is too much, for it or for all together."""
    hint = "Take away what is not needed: DELETE /__admin/checkpoints/{name}."
    if len(kept) > LIMITS.checkpoints_per_tenant_max:
        what = f"A tenant has at most {LIMITS.checkpoints_per_tenant_max} checkpoints"
        raise TooManyRequests(what, hint=hint)
    own = _size(kept)
    if own > LIMITS.checkpoints_per_tenant_bytes_max:
        most = LIMITS.checkpoints_per_tenant_bytes_max
        what = f"A tenant's checkpoints have at most {most} bytes, packed; these have {own}"
        raise TooManyRequests(what, hint=hint)
    others = (one for id_, one in call.platform.tenants.items() if id_ != call.tenant.id)
    if own + sum(_size(one.checkpoints) for one in others) > LIMITS.checkpoints_bytes_max:
        what = f"All tenants' checkpoints have at most {LIMITS.checkpoints_bytes_max} bytes, packed"
        raise TooManyRequests(what, hint=f"{hint} Other tenants' count as well.")


def _size(kept: Mapping[str, Checkpoint]) -> int:
    return sum(len(one.packed) for one in kept.values())


def _name(call: Call) -> str:
    name = call.params["name"]
    if not _NAME.fullmatch(name):
        raise InvalidValue(
            "name",
            f"{name[:80]!r} is no name",
            hint="1 to 64 letters, digits and . _ ~ -, with a letter or digit first.",
        )
    return name


def _kept(call: Call) -> dict[str, Checkpoint]:
    tenant: Tenant = call.platform.tenant(call.tenant.id)
    return tenant.checkpoints


def _checkpoint(call: Call) -> Checkpoint:
    name, kept = call.params["name"], _kept(call)
    found = kept.get(name)
    if found is None:
        raise UnknownThing("checkpoint", name, hint=nearest(name[:128], kept))
    return found


async def rewind(call: Call) -> Answer:
    """Make the tenant what it was at a checkpoint; its sockets close with 1012."""
    snapshot = await asyncio.to_thread(unpack, _checkpoint(call))
    return Answer(200, await _put_back(call, snapshot))


async def remove(call: Call) -> Answer:
    """Take a checkpoint away."""
    _checkpoint(call)
    del _kept(call)[call.params["name"]]
    return Answer(204)
