"""Owns the calls about findings: what clients did wrong."""

from __future__ import annotations

from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.finding_answers import FindingList
from mockplatform.client.request import Request


def get() -> Request[FindingList]:
    """Tell what clients did wrong until now."""
    return _get("/findings", FindingList)
