"""Owns faults for the length of a block: which calls set, show and remove one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mockplatform.client.blocks import AsyncBlock, Block, Staging
from mockplatform.client.calls import faults
from mockplatform.client.fault_answers import Fault

_UNDERSCORE = re.compile(r"(?<=[a-zA-Z0-9])_([a-z])")


def fault(
    kind: str | Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
    when: Mapping[str, Any] | None = None,
    id: str | None = None,  # noqa: A002 - as the API calls it
    ttl: str | float | None = None,
    seed: int | None = None,
    **members: Any,
) -> Staging[Fault]:
    """Return a fault for a block: `with ….fault("status", status=503, when={"times": 2}):`.

    Args:
        kind: The kind's name, or the whole `what` as the API writes it.
        where: Phase and scope, `{"path": "/api/*", "subject": "user-7"}`; all if left out.
        when: Counting, luck and windows, `{"times": 2, "for": "1m"}`; always if left out.
        id: Numbered if left out.
        ttl: It goes by itself so long after, on the tenant's clock.
        seed: From which its draws derive; the tenant's if left out.
        members: The kind's own, `status=503`; `retry_after` may be written for `retryAfter`.
    """
    what = {"kind": kind} if isinstance(kind, str) else dict(kind)
    begin = faults.create(
        {**what, **_named(members)},
        where=None if where is None else _named(where),
        when=None if when is None else _named(when),
        id=id,
        ttl=ttl,
        seed=seed,
    )
    return Staging(begin, lambda seen: faults.get(seen.id), lambda seen: faults.remove(seen.id))


def _named(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return members by their names on the wire."""
    return {_UNDERSCORE.sub(lambda one: one[1].upper(), k): v for k, v in members.items()}


class FaultBlock(Block[Fault]):
    """A fault that is set within `with`."""

    @property
    def id(self) -> str:
        """Its id, which `X-Mockplatform-Fault` names on each answer that it has changed."""
        return self.seen.id

    @property
    def fired(self) -> int:
        """How often it has fired by now; after the block, by its end."""
        return self.look().fired


class AsyncFaultBlock(AsyncBlock[Fault]):
    """A fault that is set within `async with`; `(await ….look()).fired` counts within it."""

    @property
    def id(self) -> str:
        """Its id, which `X-Mockplatform-Fault` names on each answer that it has changed."""
        return self.seen.id

    @property
    def fired(self) -> int:
        """How often it had fired when it was last looked at; after the block, by its end."""
        return self.seen.fired
