"""Owns errors of the platform itself: not ready, no room, no such store or fixture."""

from __future__ import annotations

from mockplatform.errors.base import PlatformError
from mockplatform.errors.state import Conflict


class NotReady(PlatformError):
    """The platform is starting or stopping."""

    status = 503
    code = "not.ready"


class StorageFull(PlatformError):
    """The store cannot take more; nothing of the request was kept."""

    status = 507
    code = "storage.full"


class FixtureInvalid(PlatformError):
    """A fixture file does not describe a tenant. `details` have file, line and path."""

    status = 422
    code = "fixture.invalid"


class StoreRefused(PlatformError):
    """A store's file is of another schema number, locked, or no store at all."""

    code = "store.refused"


class StartRefused(PlatformError):
    """The server cannot start as it was asked to."""

    code = "start.refused"


class PortInUse(StartRefused):
    """Another process listens on the port."""

    code = "port.in.use"

    def __init__(self, host: str, port: int, *, who: str = "") -> None:
        by = f" by {who}" if who else ""
        super().__init__(
            f"Port {port} of {host} is in use{by}",
            hint="Stop what uses it, or take --port 0 for any free port: "
            "the last line that is printed, and the ready file, tell which it became.",
        )
        self.port = port


class AlreadyRunning(Conflict):
    """A platform, or an outage, was started that runs already."""

    code = "already.running"


class AlreadyStopped(Conflict):
    """A platform was used or stopped after it was stopped."""

    code = "already.stopped"
