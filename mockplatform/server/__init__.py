"""Owns the running of a server: in a process of its own, or inside another program."""

from mockplatform.server.embedded import MockPlatform
from mockplatform.server.refusals import AlreadyRunning, AlreadyStopped, PortInUse, StartRefused

__all__ = ["AlreadyRunning", "AlreadyStopped", "MockPlatform", "PortInUse", "StartRefused"]
