"""Owns the running of a server: in a process of its own, or inside another program."""

from mockplatform.errors import AlreadyRunning, AlreadyStopped, PortInUse, StartRefused
from mockplatform.server.embedded import MockPlatform

__all__ = ["AlreadyRunning", "AlreadyStopped", "MockPlatform", "PortInUse", "StartRefused"]
