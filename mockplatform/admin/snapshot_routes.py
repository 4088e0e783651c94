"""Owns the table of the admin routes of snapshots and checkpoints."""

from __future__ import annotations

from mockplatform.admin import snapshots
from mockplatform.admin.table import route
from mockplatform.admin.tenants import TenantView
from mockplatform.limits import LIMITS
from mockplatform.snapshots.value import Snapshot

ROUTES = (
    route("GET /snapshot", snapshots.get, "Show all that the tenant is", {200: Snapshot}),
    route(
        "PUT /snapshot",
        snapshots.put,
        "Put a snapshot in the tenant's place",
        {200: TenantView},
        takes=Snapshot,
        body_bytes_max=LIMITS.snapshot_bytes_max,
        settles=False,
    ),
    route(
        "GET /checkpoints",
        snapshots.checkpoints,
        "List the checkpoints",
        {200: snapshots.CheckpointList},
    ),
    route(
        "POST /checkpoints/{name}",
        snapshots.make,
        "Keep the tenant's state by a name",
        {200: snapshots.CheckpointView, 201: snapshots.CheckpointView},
    ),
    route(
        "POST /checkpoints/{name}/rewind",
        snapshots.rewind,
        "Go back to a checkpoint",
        {200: TenantView},
        settles=False,
    ),
    route("DELETE /checkpoints/{name}", snapshots.remove, "Take a checkpoint away", {204: None}),
)
