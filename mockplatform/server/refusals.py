"""Owns why a server may fail to start or to stop."""

from __future__ import annotations

from mockplatform.errors import Conflict, PlatformError


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
    """A platform was started that runs already."""

    code = "already.running"


class AlreadyStopped(Conflict):
    """A platform was used or stopped after it was stopped."""

    code = "already.stopped"
