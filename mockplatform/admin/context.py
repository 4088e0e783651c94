"""Owns what admin handlers need beside the platform: who may call, documents, the server's end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from weakref import WeakKeyDictionary

from mockplatform.edge.call import Call
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant

Stage = Literal["starting", "ready", "stopping"]
Answered = Mapping[tuple[str, str], Mapping[int, int]]
"""How often each route (method, path) was answered with each status."""


@dataclass(slots=True, kw_only=True)
class AdminContext:
    """One server, as its admin API sees it.

    Attributes:
        hosts: The host names under which the admin API may be called.
        token: What callers must show; None asks for nothing.
        store: How the server's store is called.
        on_shutdown: Ends the server.
        documents: What makes each document that describes the API, by its name.
        stage: Where the server stands between start and end.
        answered: How often each route was answered, since the start.
        rebuilding: What who puts a snapshot in a tenant's place holds.
    """

    hosts: frozenset[str]
    token: str | None
    store: str = "memory"
    on_shutdown: Callable[[], None]
    documents: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    stage: Stage = "starting"
    answered: Answered = field(default_factory=dict)
    names_given: int = 0
    rebuilding: asyncio.Lock = field(default_factory=asyncio.Lock)
    _steering: WeakKeyDictionary[Tenant, asyncio.Lock] = field(default_factory=WeakKeyDictionary)
    _written: dict[str, bytes] = field(default_factory=dict)

    def steering(self, tenant: Tenant) -> asyncio.Lock:
        """Return what those hold who steer a tenant's clock, so that two advances add up."""
        return self._steering.setdefault(tenant, asyncio.Lock())

    def document(self, name: str) -> bytes:
        """Return a document; it is made when it is first asked for."""
        if name not in self._written:
            self._written[name] = self.documents[name]()
        return self._written[name]


_OF: WeakKeyDictionary[Platform, AdminContext] = WeakKeyDictionary()


def attach(platform: Platform, admin: AdminContext) -> None:
    """Have a platform's admin API find its context, by whatever way a request came in."""
    _OF[platform] = admin


def context(call: Call) -> AdminContext:
    """Return the admin context of the server that was called."""
    return _OF[call.platform]


def record(
    call: Call,
    kind: str,
    detail: tuple[Any, ...],
    conversation_id: str = "",
    *,
    tenant_id: str = "",
) -> None:
    """Put an act of the admin API into its tenant's journal (the new one's after a reset).

    `tenant_id`: into another's.
    """
    tenant = call.platform.tenants.get(tenant_id or call.tenant.id, call.tenant)
    tenant.journal.record(
        kind, detail, correlation_id=call.correlation_id, conversation_id=conversation_id
    )
