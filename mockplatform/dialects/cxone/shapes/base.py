"""Owns what all of the dialect's shapes have: camelCase, unknown members ignored."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

JsonObject = dict[str, Any]


class Told(Struct, rename="camel", kw_only=True):
    """What the platform says: `null` is written, as clients read members without asking.

    A member that is to be left out is `UNSET`.
    """


class Heard(Struct, rename="camel", omit_defaults=True, kw_only=True):
    """What a client says. A member without a default must be there."""


class Ref(Heard):
    """Names something by the platform's id; clients send `{}` where they know none."""

    id: int | str | None = None
