"""Owns the resilience matrix: one command, run once in peace and once under each outage."""

from mockplatform.cli.matrix.command import matrix

__all__ = ["matrix"]
