"""A mock contact-center platform that is honest about time, tokens, sockets and failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mockplatform.version import __version__

if TYPE_CHECKING:
    from mockplatform.client.anywhere import fault, outage

__all__ = ["__version__", "fault", "outage"]

_LATE = dict.fromkeys(("fault", "outage"), "mockplatform.client.anywhere")
"""What is imported when it is asked for, by the module that has it: no command pays for it."""


if not TYPE_CHECKING:  # which would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_LATE[name]), name)
