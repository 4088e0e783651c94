"""Owns how all that is written of faults looks: camelCase, and no member that nobody reads."""

from __future__ import annotations

from msgspec import Struct


class Written(
    Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What faults, their parts and their kinds have in common; what is left out is not shown."""
