"""Owns what of a run is compared: for each subject, its steps, in lanes. Pure.

A lane is a sequence whose order a client alone decides: its requests; the frames that it
sent; each type of frame that it was told; how its sockets began and were ended; the faults
that it met. What time decides, which bot spoke before which acknowledgement, is not compared.
Ids are named by the order in which the subject first met them; one token is as good as another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from mockplatform.redaction import blank

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BY_THE_CLIENT = frozenset({1000, 1001, 1005, 1006})
"""How sockets end when the client, or the run, is over: which of them it is, is chance."""
_TIMERS = frozenset({"ping", "pong"})


class Step(NamedTuple):
    """Something that a subject did or met: what, and where in the record it stands."""

    what: str
    place: int


class Lane(NamedTuple):
    """A sequence of steps: whose, and of what."""

    subject: str
    name: str


def lanes(entries: Iterable[dict[str, Any]]) -> dict[Lane, list[Step]]:
    """Return the steps of a run's entries by lane."""
    found: dict[Lane, list[Step]] = defaultdict(list)
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for place, entry in enumerate(entries, start=1):
        tell = _TELLERS.get(entry["kind"])
        told = None if tell is None else tell(entry)
        if told is not None:
            name, what = told
            subject = entry.get("subject", "")
            found[Lane(subject, name)].append(Step(_named(what, known[subject]), place))
    return dict(found)


def _named(what: str, known: dict[str, str]) -> str:
    def name(match: re.Match[str]) -> str:
        return known.setdefault(match[0], f"{{id {len(known) + 1}}}")

    return blank(_ID.sub(name, what))


def _request(entry: dict[str, Any]) -> tuple[str, str] | None:
    if entry["path"].startswith("/__admin"):
        return None  # refused for its path or tenant; it is nobody's who is under test
    answer = str(entry.get("status") or "no answer")
    if "errorCode" in entry:
        answer += f" {entry['errorCode']}"
    if "fault" in entry:
        answer += f" by fault {entry['fault']}"
    return "requests", f"{entry['method']} {entry['path']} -> {answer}"


def _frame(entry: dict[str, Any]) -> tuple[str, str] | None:
    type_ = entry["type"]
    if type_ in _TIMERS:
        return None
    if entry["direction"] == "in":
        return "frames sent", type_
    return f"frames {type_}", type_


def _socket(entry: dict[str, Any]) -> tuple[str, str] | None:
    act, code = entry["act"], entry.get("code")
    if act == "close" and code in _BY_THE_CLIENT:
        return None
    return "sockets", act if code is None else f"{act} {code}"


def _fault(entry: dict[str, Any]) -> tuple[str, str]:
    what = f"{entry['faultId']} ({entry['faultKind']}) at ordinal {entry['ordinal']}"
    return "faults", f"{what}, draw {entry['draw']:.6f}: {entry['what']}"


_TELLERS = {"http": _request, "frame": _frame, "socket": _socket, "fault": _fault}
