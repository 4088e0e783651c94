"""Owns under which name the calls of a token are counted, and for how long."""

from __future__ import annotations

from mockplatform.edge.call import Call

MINUTE_S = 60.0


def rate_key(call: Call) -> str:
    """Return under which name the calls of a token are counted."""
    return f"api\x1f{call.claims.jti}"
