"""Owns the command loop: load the state, decide, append at its version, evolve, tell.

One loop serves every kind of stream. With the memory log nothing in it suspends, so a
command is atomic; with a durable log the expected version makes it so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from itertools import takewhile
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from mockplatform.core.aggregate import Command, Event, StreamId, fold
from mockplatform.core.kinds import AGGREGATES
from mockplatform.errors import NotReady, WrongExpectedVersion
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.limits import LIMITS
from mockplatform.log.base import Log
from mockplatform.reactions import forget, observe
from mockplatform.tenant import Tenant, Turn

KeyT = TypeVar("KeyT", bound=Hashable)


@asynccontextmanager
async def wanted(turns: dict[KeyT, Turn], key: KeyT) -> AsyncIterator[None]:
    """Hold the turn of `key`, which is kept for as long as somebody wants it."""
    turn = turns.setdefault(key, Turn())
    turn.wanted_by += 1
    try:
        async with turn:
            yield
    finally:
        turn.wanted_by -= 1
        if not turn.wanted_by:
            del turns[key]


class Outcome(NamedTuple):
    """What a command came to: the state after it, and the events it led to (maybe none)."""

    state: Any
    events: Sequence[Event]


class Service:
    """Runs commands over the streams of all tenants."""

    __slots__ = ("log",)

    def __init__(self, log: Log) -> None:
        self.log = log

    async def execute(
        self,
        tenant: Tenant,
        kind: str,
        id_: str,
        command: Command,
        *,
        now: float | None = None,
        cause: str = "",
        staged: Staged = AS_IT_IS,
    ) -> Outcome:
        """Run one command; when it returns, what happened is as safe as the log makes it.

        Args:
            tenant: Whose stream it is.
            kind: The kind of stream.
            id_: Which stream.
            command: What is wanted.
            now: When it happens on the tenant's clock; by default now.
            cause: The correlation id of the request that wants it, for the journal.
            staged: What faults make of it: what is not kept is decided, and then forgotten.

        Raises:
            PlatformError: What the decision or the log refuses with; nothing has changed then.
            NotReady: The tenant was dropped or reset meanwhile: nothing is written for it.
        """
        if tenant.locks is None:
            return await self._run(tenant, kind, id_, command, now=now, cause=cause, staged=staged)
        # With a log that waits, commands of one stream take turns: racing them over the
        # version check would only make them decide again and again.
        async with wanted(tenant.locks, (kind, id_)):
            return await self._run(tenant, kind, id_, command, now=now, cause=cause, staged=staged)

    async def _run(
        self,
        tenant: Tenant,
        kind: str,
        id_: str,
        command: Command,
        *,
        now: float | None,
        cause: str,
        staged: Staged,
    ) -> Outcome:
        aggregate = AGGREGATES[kind]
        states = tenant.states[kind]
        for _ in range(LIMITS.command_attempts_max):
            state = states.get(id_)
            if state is None:
                state = aggregate.initial(id_)
            at = tenant.circumstances(now)
            if staged is not AS_IT_IS:
                at = replace(at, routing_bytes_max=staged.routing_bytes_max)
            events = aggregate.decide(state, command, at)
            if not events:
                return Outcome(state, events)
            if not staged.keep:
                return Outcome(aggregate.evolved(state, events), events)
            _refuse_if_gone(tenant)
            stream = StreamId(tenant.id, kind, id_)
            try:
                await self.log.append(stream, state.version, events)
            except WrongExpectedVersion:
                _refuse_if_gone(tenant)  # The stream may be that of the tenant that began anew.
                await self.catch_up(tenant, kind, id_)
                continue
            return Outcome(apply(tenant, stream, state.version, events, cause), events)
        raise WrongExpectedVersion(
            f"{kind} {id_} changed {LIMITS.command_attempts_max} times while this was decided",
            hint="Try again.",
        )

    async def catch_up(self, tenant: Tenant, kind: str, id_: str, *, journal: bool = True) -> Any:
        """Bring a state up to its stream (another writer was first); return the state.

        What a store brings back is not news: `journal` is off for it.
        """
        state = tenant.states[kind].get(id_)
        stream = StreamId(tenant.id, kind, id_)
        version = state.version if state else 0
        events = await self.log.read(stream, version)
        if not events:
            return state
        return apply(tenant, stream, version, events, "" if journal else None)

    async def events(self, tenant: Tenant, kind: str, id_: str, after: int = 0) -> Sequence[Event]:
        """Return a stream's events behind `after`, oldest first.

        Raises:
            NotReady: The tenant is gone: its streams are another's now.
        """
        events = await self.log.read(StreamId(tenant.id, kind, id_), after)
        _refuse_if_gone(tenant)
        return events

    async def as_of(self, tenant: Tenant, kind: str, id_: str, at: float) -> Any:
        """Return the state that a stream had at a time of the tenant's; None before its first."""
        known = takewhile(lambda event: event.at <= at, await self.events(tenant, kind, id_))
        events = tuple(known)
        return fold(AGGREGATES[kind], id_, events) if events else None

    async def forget(self, tenant: Tenant, kind: str, id_: str) -> None:
        """Remove a stream, its state and what was derived from it; commands wait meanwhile.

        Raises:
            NotReady: The tenant was dropped or reset meanwhile: its streams are another's now.
        """
        if tenant.locks is None:
            await self._forget(tenant, kind, id_)
            return
        async with wanted(tenant.locks, (kind, id_)):
            await self._forget(tenant, kind, id_)

    async def _forget(self, tenant: Tenant, kind: str, id_: str) -> None:
        _refuse_if_gone(tenant)
        await self.log.forget(StreamId(tenant.id, kind, id_))
        state = tenant.states[kind].pop(id_, None)
        if state is not None:
            forget(tenant, state)

    async def begin_anew(
        self, old: Tenant, new: Tenant, first: Callable[[], Sequence[Event]]
    ) -> None:
        """Put a tenant that nothing has happened in where another one was: all or nothing.

        Args:
            old: Who goes. Nothing may be written for it any more.
            new: Who comes, of the same id.
            first: Tells with what it begins, once all writes to the old tenant's stream ended.
        """
        stream = StreamId(new.id, "tenant", "tenant")
        locks: dict[tuple[str, str], Turn] = {} if old.locks is None else old.locks
        async with wanted(locks, ("tenant", "tenant")):
            events = first()
            await self.log.replace(new.id, {stream: events})
        apply(new, stream, 0, events, "")


def _refuse_if_gone(tenant: Tenant) -> None:
    if tenant.is_gone:
        raise NotReady("The tenant is gone, or begins anew", hint="Try again in a moment.")


def apply(
    tenant: Tenant, stream: StreamId, expected: int, events: Sequence[Event], cause: str | None
) -> Any:
    """Evolve a tenant's state by events that are in the log, and tell those who watch.

    `expected` is the version behind which the events stand; `cause` is the correlation id
    for the journal, and None keeps the events out of it.

    Raises:
        NotReady: The state is another one meanwhile, or gone: evolved, it would be false.
    """
    aggregate = AGGREGATES[stream.kind]
    states = tenant.states[stream.kind]
    before = states.get(stream.id)
    state = before if before is not None else aggregate.initial(stream.id)
    if state.version != expected:
        raise NotReady(
            f"{stream.kind} {stream.id} is at {state.version}, and its events are not behind that",
            hint="Try again in a moment.",
        )
    state = aggregate.evolved(state, events)
    states[stream.id] = state
    observe(tenant, stream, state, events, cause)
    tenant.hub.grown(stream, before)
    return state
