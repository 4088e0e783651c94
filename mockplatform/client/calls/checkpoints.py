"""Owns the calls about checkpoints: states of a tenant by name, to go back to."""

from __future__ import annotations

from mockplatform.client.answers import Checkpoint, CheckpointList, Tenant
from mockplatform.client.calls.verbs import delete, get, post
from mockplatform.client.request import Request, segment


def list() -> Request[CheckpointList]:  # noqa: A001 - as the API calls it
    """List the checkpoints, the oldest first."""
    return get("/checkpoints", CheckpointList)


def make(name: str) -> Request[Checkpoint]:
    """Keep what the tenant is now by a name; again replaces."""
    return post(f"/checkpoints/{segment(name)}", Checkpoint)


def rewind(name: str) -> Request[Tenant]:
    """Make the tenant what it was; its sockets close with 1012."""
    return post(f"/checkpoints/{segment(name)}/rewind", Tenant)


def remove(name: str) -> Request[None]:
    """Take a checkpoint away."""
    return delete(f"/checkpoints/{segment(name)}")
