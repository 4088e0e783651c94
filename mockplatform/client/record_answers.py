"""Owns what the calls about records answer."""

from __future__ import annotations

from mockplatform.client.answers import Answer


class Record(Answer, frozen=True, kw_only=True):
    """How the record of a tenant's run stands.

    Attributes:
        state: `recording`, `ended`, or `none`: there is none.
        ended: Why it ended: `stopped`, `limit`, or what became of the tenant.
        lines: How many lines it has.
        bytes: How large it is.
        bytes_max: How large it may grow; then it ends.
    """

    state: str
    ended: str = ""
    lines: int
    bytes: int
    bytes_max: int
