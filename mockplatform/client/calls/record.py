"""Owns the calls about the record of a run."""

from __future__ import annotations

from mockplatform.client.calls.verbs import delete, post
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.record_answers import Record
from mockplatform.client.request import Request


def start() -> Request[Record]:
    """Record the tenant's run from now on, in the place of the record before."""
    return post("/record/start", Record)


def stop() -> Request[Record]:
    """Stop recording; the record can still be fetched."""
    return post("/record/stop", Record)


def state() -> Request[Record]:
    """Tell how the record stands, and whether there is one."""
    return _get("/record/state", Record)


def get() -> Request[bytes]:
    """Fetch the record as far as it has come: JSON lines, for `mockplatform replay`."""
    return _get("/record", bytes)


def remove() -> Request[None]:
    """Take the record away."""
    return delete("/record")
