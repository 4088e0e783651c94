"""Owns which members of a scope mean something where a fault stands: the others are refused.

A fault that could never fire would be believed to have been survived.
"""

from __future__ import annotations

from mockplatform.faults.where import PHASES, Phase, Where

_OF_SOCKETS: tuple[Phase, ...] = ("frame.in", "frame.out", "token", "routing")
"""Where frames are asked about: tokens and routing data come in frames too."""
_HANDSHAKES: tuple[Phase, ...] = ("handshake", "frame.in", "frame.out")
"""Where the request is a socket's handshake."""
_OF_REQUESTS = tuple(phase for phase in PHASES if phase != "agent")

_GO_WITH: dict[str, tuple[Phase, ...]] = {
    "method": _OF_REQUESTS,
    "path": _OF_REQUESTS,
    "headers": _OF_REQUESTS,
    "client_id": _OF_REQUESTS,
    "instance_id": _OF_REQUESTS,
    "dialect": _OF_REQUESTS,
    "frame": _OF_SOCKETS,
    "channel": _OF_SOCKETS,
}
"""The phases that know a member; those that are not here all do."""

_SOCKETS = frozenset(Where.__struct_fields__) - {"phase", "frame"}
_AT_ONCE: dict[str, frozenset[str]] = {
    "revoke_family": frozenset({"subject", "client_id", "deployment_id", "instance_id"}),
    "key_rotated": frozenset(),
    "close_conversation": frozenset({"subject", "conversation_id", "deployment_id"}),
    "context_evicted": frozenset({"subject", "conversation_id"}),
    "drop": _SOCKETS,
    "close": _SOCKETS,
}
"""What is known of what each kind hits at once: a family, a conversation, a socket …"""


def check_scope(where: Where, phase: Phase, kind: str, *, at_once: bool) -> None:
    """Refuse members of a scope that nothing in it could ever have.

    Raises:
        ValueError: A sentence that names the member.
    """
    for name, wire_name in zip(
        where.__struct_fields__, where.__struct_encode_fields__, strict=True
    ):
        if name == "phase" or not getattr(where, name):
            continue
        if at_once and name not in _AT_ONCE[kind]:
            raise ValueError(f"where.{wire_name}: {_hint_at_once(kind)}")
        known = _GO_WITH.get(name, PHASES)
        if phase not in known:
            raise ValueError(f"where.{wire_name}: goes with {_listed(known)}, and not with {phase}")
    if phase in _HANDSHAKES and (where.method or "GET").upper() != "GET":
        raise ValueError(f"where.method: what stands in {phase} came by a GET, or leave it out")


def _hint_at_once(kind: str) -> str:
    encoded = dict(zip(Where.__struct_fields__, Where.__struct_encode_fields__, strict=True))
    known = [encoded[name] for name in Where.__struct_fields__ if name in _AT_ONCE[kind]]
    takes = f"it takes {_listed(known)}" if known else "it hits the tenant, and takes no scope"
    return f"{kind} at once knows none. As it stands, {takes}"


def _listed(names: tuple[str, ...] | list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
