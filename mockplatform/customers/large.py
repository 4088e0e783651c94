"""Owns events that are too large for one frame: put by, and fetched by a URL.

They stay until newer ones need their room, or the tenant is put back: nobody says how long an event
waits for its client. Whoever has the URL may fetch it: it is signed with a secret of its own.
"""

from __future__ import annotations

import hmac

from mockplatform.errors import FileGone, TooManyRequests
from mockplatform.guests.files import unsigned
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

_OWNER = "large events"


def put_by(tenant: Tenant, id_: str, data: bytes) -> str | None:
    """Put an event by; return the URL's signature. One that is there stays, as do its bytes.

    None where there is no room for it, even without the older ones.
    """
    signature = tenant.shelf.large.get(id_)
    if signature is not None and tenant.blobs.get(_OWNER, id_) == data:
        return signature
    if len(data) > LIMITS.large_events_bytes_max:
        return None
    _discard(tenant, id_)
    _make_room(tenant, len(data))
    try:
        with tenant.blobs.place(len(data)) as held:
            held.keep(_OWNER, id_, data)
    except TooManyRequests:
        return None
    tenant.shelf.large[id_] = signature = _sign(tenant, id_)
    return signature


def _sign(tenant: Tenant, id_: str) -> str:
    """Return what an event's URL has; derived, as luck spent on it would make another run."""
    return derive_uuid(_OWNER, tenant.tenancy.seed, tenant.id, id_)


def _make_room(tenant: Tenant, size: int) -> None:
    taken = size + sum(len(tenant.blobs.get(_OWNER, id_) or b"") for id_ in tenant.shelf.large)
    for id_ in list(tenant.shelf.large):
        if (
            taken <= LIMITS.large_events_bytes_max
            and len(tenant.shelf.large) < LIMITS.large_events_max
        ):
            return
        taken -= len(tenant.blobs.get(_OWNER, id_) or b"")
        _discard(tenant, id_)


def _discard(tenant: Tenant, id_: str) -> None:
    tenant.shelf.large.pop(id_, None)
    tenant.blobs.discard(_OWNER, id_)


def fetch(tenant: Tenant, id_: str, signature: str) -> bytes:
    """Return an event that was put by.

    Raises:
        Forbidden: The URL is none that was handed out.
        FileGone: It is not here any more.
    """
    known = tenant.shelf.large.get(id_)
    data = tenant.blobs.get(_OWNER, id_)
    if known is None or data is None:
        raise FileGone(
            "The event is not here any more",
            hint="Newer ones have taken its room, or the platform began anew: recover the thread.",
        )
    if not signature.isascii() or not hmac.compare_digest(known, signature):
        raise unsigned()
    return data
