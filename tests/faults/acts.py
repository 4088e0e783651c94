"""Owns the protocol by which each kind of fault shows that it acts.

A row is an async function without arguments. On a real server (`serving`) it looks, with an
independent client (raw sockets, `websockets`, Node), three times at the same thing: before a
fault of its kind is set, while it is, and after it was taken away; and it returns what was seen
as an `Act`. What is seen must be comparable: bytes and ends, no dates and no fresh ids.

The rows stand in `acts_http.py`, `acts_frames.py` and `acts_domain.py`, each with a table
`ACTS: dict[str, Row]` by the kind's name. `test_every_kind_acts.py` runs them all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple


class Act(NamedTuple):
    """What a client saw, and what the journal tells of it.

    Attributes:
        before: Seen before the fault was set.
        during: Seen while it was.
        after: Seen after it was taken away.
        told: The journal's entries of kind `fault`, as they are shown.
    """

    before: Any
    during: Any
    after: Any
    told: list[dict[str, Any]]


Row = Callable[[], Awaitable[Act]]
