"""Owns the list of all kinds of faults. What is advertised is made from it."""

from __future__ import annotations

from typing import Any, get_args

from mockplatform.faults.kind import Kind
from mockplatform.faults.kinds.clock_skew import ClockSkew
from mockplatform.faults.kinds.close import Close
from mockplatform.faults.kinds.close_conversation import CloseConversationKind
from mockplatform.faults.kinds.context_down import ContextDown
from mockplatform.faults.kinds.context_evicted import ContextEvicted
from mockplatform.faults.kinds.corrupt import Corrupt
from mockplatform.faults.kinds.cut import CutKind
from mockplatform.faults.kinds.deaf import Deaf
from mockplatform.faults.kinds.delay import Delay
from mockplatform.faults.kinds.drip import DripKind
from mockplatform.faults.kinds.drop import Drop
from mockplatform.faults.kinds.duplicate import Duplicate
from mockplatform.faults.kinds.expire_token import ExpireToken
from mockplatform.faults.kinds.hang import HangKind
from mockplatform.faults.kinds.key_rotated import KeyRotated
from mockplatform.faults.kinds.latency import Latency
from mockplatform.faults.kinds.lose import LoseKind
from mockplatform.faults.kinds.lost_write import LostWrite
from mockplatform.faults.kinds.malformed import Malformed
from mockplatform.faults.kinds.mute import MuteKind
from mockplatform.faults.kinds.never_open import NeverOpen
from mockplatform.faults.kinds.no_agents import NoAgentsKind
from mockplatform.faults.kinds.no_pong import NoPong
from mockplatform.faults.kinds.rate_limit import RateLimit
from mockplatform.faults.kinds.refuse import Refuse
from mockplatform.faults.kinds.reorder import Reorder
from mockplatform.faults.kinds.reset import ResetKind
from mockplatform.faults.kinds.revoke_family import RevokeFamilyKind
from mockplatform.faults.kinds.slow_reader import SlowReader
from mockplatform.faults.kinds.stale_read import StaleRead
from mockplatform.faults.kinds.status import Status
from mockplatform.faults.kinds.throttle import Throttle
from mockplatform.faults.kinds.truncate import TruncateKind
from mockplatform.faults.kinds.truncate_routing_data import TruncateRoutingData

What = (
    Status
    | Latency
    | HangKind
    | ResetKind
    | TruncateKind
    | Malformed
    | DripKind
    | RateLimit
    | Refuse
    | NeverOpen
    | Drop
    | Close
    | LoseKind
    | Duplicate
    | Reorder
    | Delay
    | Corrupt
    | CutKind
    | Deaf
    | MuteKind
    | NoPong
    | SlowReader
    | Throttle
    | ExpireToken
    | RevokeFamilyKind
    | ClockSkew
    | KeyRotated
    | StaleRead
    | LostWrite
    | NoAgentsKind
    | TruncateRoutingData
    | CloseConversationKind
    | ContextDown
    | ContextEvicted
)
"""A fault's `what`: which of them it is tells the member `kind`."""

KINDS: dict[str, type[Kind]] = {kind.__struct_config__.tag: kind for kind in get_args(What)}
"""Each kind by its name, in the order in which they are told."""


def example(kind: type[Kind]) -> dict[str, Any]:
    """Return a fault of a kind that can be set as it stands."""
    name = kind.__struct_config__.tag
    return {"where": {"phase": kind.phases[0]}, "what": {"kind": name, **kind.example}}
