"""Owns how tests set faults: through the admin API, and what the journal tells of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mockplatform.journal import Entry
from tests.support.server import Server


async def set_fault(server: Server, kind: str, /, prefix: str = "", **fault: Any) -> str:
    """Set a fault and return its id; `what` is its members beside `kind`."""
    fault["what"] = {"kind": kind, **fault.get("what", {})}
    async with server.http.post(f"{server.url}{prefix}/__admin/faults", json=fault) as answer:
        assert answer.status == 201, await answer.text()
        id_: str = (await answer.json())["id"]
        return id_


async def take_away(server: Server, id_: str, prefix: str = "") -> None:
    """Take a fault away."""
    async with server.http.delete(f"{server.url}{prefix}/__admin/faults/{id_}") as answer:
        assert answer.status == 204, await answer.text()


@asynccontextmanager
async def fault(
    server: Server, kind: str, /, prefix: str = "", **members: Any
) -> AsyncIterator[str]:
    """Set a fault for as long as the block lasts."""
    id_ = await set_fault(server, kind, prefix, **members)
    try:
        yield id_
    finally:
        await take_away(server, id_, prefix)


def shown(server: Server, *kinds: str, since: int = 0) -> list[dict[str, Any]]:
    """Return the journal's entries of some kinds, as the admin API shows them."""
    entries = server.tenant.journal.select(since=since)
    return [entry.render() for entry in entries if entry.kind in kinds]


async def fired(server: Server, id_: str, since: int = 0) -> Entry:
    """Return the journal's entry of a fault that has fired behind `since`, or when it does."""
    return await server.tenant.journal.wait_for(
        lambda entry: entry.id > since and entry.kind == "fault" and entry.detail[0] == id_
    )
