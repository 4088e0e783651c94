"""Owns the command `replay`: a recorded run is staged again, and compared."""

from mockplatform.cli.replay.command import replay

__all__ = ["replay"]
