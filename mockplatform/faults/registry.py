"""Owns the list of all kinds of faults. What is advertised is made from it."""

from __future__ import annotations

from typing import Any, get_args

from mockplatform.faults.kind import Kind
from mockplatform.faults.kinds.drip import DripKind
from mockplatform.faults.kinds.hang import HangKind
from mockplatform.faults.kinds.latency import Latency
from mockplatform.faults.kinds.malformed import Malformed
from mockplatform.faults.kinds.rate_limit import RateLimit
from mockplatform.faults.kinds.reset import ResetKind
from mockplatform.faults.kinds.status import Status
from mockplatform.faults.kinds.truncate import TruncateKind

What = Status | Latency | HangKind | ResetKind | TruncateKind | Malformed | DripKind | RateLimit
"""A fault's `what`: which of them it is tells the member `kind`."""

KINDS: dict[str, type[Kind]] = {kind.__struct_config__.tag: kind for kind in get_args(What)}
"""Each kind by its name, in the order in which they are told."""


def example(kind: type[Kind]) -> dict[str, Any]:
    """Return a fault of a kind that can be set as it stands."""
    name = kind.__struct_config__.tag
    return {"where": {"phase": kind.phases[0]}, "what": {"kind": name, **kind.example}}
