"""Owns what the shapes of the vendors' dialects have: camelCase, nothing unset, unknown ignored."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

JsonObject = dict[str, Any]
Strings = dict[str, str]


class Wire(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """A body, a frame or a part of one.

    A member whose default is None is left out when it is None, and `null` counts as left out. A
    member without a default must be there, and so must one whose default is `always(…)`.
    """


def always(value: Any) -> Any:
    """Make a default that is written even though nobody set it.

    Clients read some members without asking whether they are there. Lists and maps are copied.
    """
    if isinstance(value, list | dict):
        return field(default_factory=value.copy)
    # `omit_defaults` leaves out what equals a default value, never what a factory made.
    return field(default_factory=lambda: value)
