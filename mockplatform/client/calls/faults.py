"""Owns the calls about faults: what is to go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockplatform.client.calls.verbs import delete, post
from mockplatform.client.calls.verbs import get as _get
from mockplatform.client.calls.verbs import put as _put
from mockplatform.client.fault_answers import Fault, FaultList, KindList
from mockplatform.client.request import Request, segment


def list() -> Request[FaultList]:  # noqa: A001 - as the API calls it
    """List the faults in their order."""
    return _get("/faults", FaultList)


def get(id: str) -> Request[Fault]:  # noqa: A002 - as the API calls it
    """Show a fault."""
    return _get(f"/faults/{segment(id)}", Fault)


def create(
    what: Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
    when: Mapping[str, Any] | None = None,
    id: str | None = None,  # noqa: A002 - as the API calls it
    ttl: str | float | None = None,
    seed: int | None = None,
) -> Request[Fault]:
    """Set a fault, behind the others.

    Args:
        what: `{"kind": …}` with its members.
        where: Phase and scope; all of them if left out.
        when: Counting, luck and windows; always if left out.
        id: Numbered if left out.
        ttl: It goes by itself so long after, on the tenant's clock.
        seed: From which its draws derive; the tenant's if left out.
    """
    body = {"id": id, "what": what, "where": where, "when": when, "ttl": ttl, "seed": seed}
    return post("/faults", Fault, body)


def put(
    id: str,  # noqa: A002 - as the API calls it
    what: Mapping[str, Any],
    *,
    where: Mapping[str, Any] | None = None,
    when: Mapping[str, Any] | None = None,
    ttl: str | float | None = None,
    seed: int | None = None,
) -> Request[Fault]:
    """Set a fault in the place of the one of that id, else behind the others."""
    body = {"what": what, "where": where, "when": when, "ttl": ttl, "seed": seed}
    return _put(f"/faults/{segment(id)}", Fault, body)


def put_all(faults: Iterable[Mapping[str, Any]]) -> Request[FaultList]:
    """Make these the faults; those that are set already, the same, go on as they are.

    Args:
        faults: Each with `what`, and perhaps `id`, `where`, `when`, `ttl`, `seed`.
    """
    return _put("/faults", FaultList, {"faults": [dict(one) for one in faults]})


def kinds() -> Request[KindList]:
    """List the kinds of faults: schema, phases, what the client sees, an example."""
    return _get("/faults/kinds", KindList)


def remove(id: str) -> Request[None]:  # noqa: A002 - as the API calls it
    """Take a fault away; what it held goes on at once."""
    return delete(f"/faults/{segment(id)}")


def clear() -> Request[None]:
    """Take all faults away."""
    return delete("/faults")
