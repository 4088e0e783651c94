"""Owns the rows of the kinds of the domain: tokens, routing, stores, agents.

A row returns an `Act`: the same thing seen before a fault of the kind is set, while it is, and
after it was taken away, by a client that is not ours. See `tests/faults/acts.py`.
"""

from __future__ import annotations

from tests.faults.acts import Row

ACTS: dict[str, Row] = {}
