"""Owns which writing an answer speaks of: on a socket the two are frames of their own."""

from __future__ import annotations

from collections import deque

from mockplatform.findings.deeds import Refused, Wrote
from mockplatform.findings.rule import Recent, Seen

WAITING_MAX = 8
"""How many writings of a socket may wait for their answers; of more the oldest are forgotten."""
SOCKETS_MAX = 500
"""Of how many sockets such are remembered. Most have one for a moment, as frames are answered."""


class Writes:
    """Pairs `Wrote` with the `Stored` or the `Refused` that answers it.

    A request has both on its one entry; on a socket answers come in the order of the frames.
    """

    def __init__(self) -> None:
        self._waiting: Recent[str, deque[Seen]] = Recent(
            lambda: deque(maxlen=WAITING_MAX), SOCKETS_MAX
        )

    def wrote(self, seen: Seen) -> None:
        """Remember what waits for its answer."""
        if seen.entry.kind == "frame":
            self._waiting[seen.entry.detail[1]].append(seen)

    def answered(self, seen: Seen) -> Seen | None:
        """Return what was written of which `seen` is the answer; None where nobody knows."""
        if seen.entry.kind != "frame":
            acts = (act for act in seen.deed.acts if type(act) is Wrote and _fits(act, seen))
            return next((seen._replace(act=act) for act in acts), None)
        channel = seen.entry.detail[1]
        waiting = self._waiting.get(channel)
        found = next((one for one in waiting or () if _is_answer(one, seen)), None)
        if waiting is not None and found is not None:
            waiting.remove(found)
            if not waiting:
                self._waiting.pop(channel)
        return found


def _is_answer(one: Seen, seen: Seen) -> bool:
    if type(seen.act) is Refused:
        return bool(one.entry.detail[2] == seen.act.op)
    return _fits(one.act, seen)


def _fits(wrote: Wrote, seen: Seen) -> bool:
    return bool(wrote.kind == seen.act.kind)
