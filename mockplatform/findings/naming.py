"""Owns how members and widgets are named in evidence, and that no name tells of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockplatform.findings.personal import personal

SHOWN_MAX = 3
"""How many names a sentence holds."""
_PLAIN = re.compile(r"[A-Za-z_][\w .:-]{0,39}", re.ASCII)
"""What is shown as it is: a name that somebody wrote, and no data."""
_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
"""The id of a widget as it is made: a word with a number, a UUID."""


def widget(instance: str) -> str:
    """Return how a sentence calls a user's widget: by its id, which is whatever a client says."""
    is_plain = _ID.fullmatch(instance) is not None and personal("", instance) is None
    return instance if is_plain else f"a widget whose id has {len(instance)} characters"


def named(names: Iterable[str]) -> str:
    """Return names as a sentence has them: `tier`, `language` and 2 more."""
    every = list(names)
    shown = ", ".join(map(_shown, every[:SHOWN_MAX]))
    more = len(every) - SHOWN_MAX
    return f"{shown} and {more} more" if more > 0 else shown


def _shown(name: str) -> str:
    is_plain = _PLAIN.fullmatch(name) is not None and personal("", name) is None
    return f"`{name}`" if is_plain else f"a member whose name has {len(name)} characters"
