"""Owns what custom attributes are to the rules that review clients, wherever they are written.

They route, and agents are shown them as well: so it is no mistake that they hold what no rule
reads, or prose. Nobody compares them as texts: the order of their keys means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Wrote
from mockplatform.findings.routing_facts import routing_written


def attributes_written(
    place: str, attributes: Mapping[str, object], *, is_merge: bool = True
) -> Wrote:
    """Return the act of writing custom attributes of a conversation, or of a session."""
    wrote = routing_written(place, attributes, None, is_merge=is_merge)
    assert wrote.routing is not None  # it always has them
    return wrote._replace(routing=wrote.routing._replace(order=0, sizes={}, long={}))
