"""Owns the command line: which commands there are, and how a failure ends the process."""

from mockplatform.cli.commands import main

__all__ = ["main"]
