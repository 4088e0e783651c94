"""Owns the passing of time: what falls due is done, in order of time, and told.

Whoever reads a tenant settles it first, so that a late alarm never shows what has ended.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Protocol

from mockplatform import conversations_due, faults_due, feeds, guests
from mockplatform.agenda import Fired, Key
from mockplatform.core import session, shelf
from mockplatform.core.aggregate import Deadline, Tick
from mockplatform.core.kinds import AGGREGATES
from mockplatform.core.lease import ENDED, FORGOTTEN
from mockplatform.errors import (
    ClockBackwards,
    NotReady,
    PlatformError,
    StorageFull,
    StoreRefused,
    WrongExpectedVersion,
)
from mockplatform.limits import LIMITS
from mockplatform.reactions import judge_channels
from mockplatform.service import Service
from mockplatform.strikes import Means, turn
from mockplatform.tenant import Tenant
from mockplatform.tokens import Tokens
from mockplatform.workforce import act_of_bot, dispatch_queue

_log = logging.getLogger("mockplatform.timeline")
PASSING = (StorageFull, StoreRefused, NotReady, WrongExpectedVersion)
"""What says nothing against the entry: it is still due."""


class Handler(Protocol):
    """Looks after one kind of the agenda's entries."""

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        """Return when the subject is really due, or None if never; `noted` is a lower bound."""
        ...

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        """Do what is due at `at`; return what was done."""
        ...


class Timeline:
    """Fires the deadlines of tenants."""

    def __init__(self, service: Service, tokens: Tokens) -> None:
        self._handlers: dict[str, Handler] = {
            "conversation": conversations_due.Conversations(service),
            "family": _Families(service, "family"),
            "context": _Streams(service, "context"),
            "session": _Sessions(service),
            "feed": _Feeds(service),
            shelf.KIND: _Files(),
            "dispatch": _Dispatch(service),
            "bot": _Bots(service),
            "channel": _Channels(),
            "key": _Keys(),
            "fault": faults_due.Faults(Means(service, tokens)),
            "outage": faults_due.Outages(),
        }

    async def settle(self, tenant: Tenant) -> None:
        """Fire all that is due by now."""
        try:
            if tenant.agenda.earliest <= tenant.clock.now():
                async with tenant.firing:
                    await self._fire(tenant, tenant.clock.now(), move=False)
        finally:
            # Also where nothing was due: an alarm may ring too early, and is to ring again then.
            tenant.rearm()

    async def ring(self, tenant: Tenant) -> None:
        """Settle because the alarm rang; what fails is told, and tried again in a while."""
        if tenant.firing.locked():
            return  # whoever fires arms the alarm when he is done
        try:
            await self.settle(tenant)
        except Exception:
            if not tenant.overdue_s and not tenant.is_gone:
                raise  # nobody has told it

    async def advance(self, tenant: Tenant, to: float) -> list[Fired]:
        """Move the clock to `to`, firing all that falls due on the way, in order of time.

        Raises:
            ClockBackwards: `to` lies before now.
        """
        try:
            async with tenant.firing:
                now = tenant.clock.now()
                if to < now:
                    raise ClockBackwards(now=now, asked=to)
                fired = await self._fire(tenant, to, move=True)
                _reach(tenant, to)
        finally:
            tenant.rearm()
        return fired

    def upcoming(self, tenant: Tenant, limit: int = 20) -> list[Fired]:
        """Return what comes next, in order of time."""
        found: list[Fired] = []
        for (kind, subject), noted in tenant.agenda.items():
            deadline = self._handlers[kind].next_at(tenant, subject, noted)
            if deadline is not None:
                found.append(Fired(deadline.at, deadline.what, subject))
        return sorted(found)[:limit]

    async def _fire(self, tenant: Tenant, until: float, *, move: bool) -> list[Fired]:
        fired: list[Fired] = []
        left = LIMITS.fired_at_once
        while not tenant.is_gone:
            if left <= 0:
                # No entry is in hand here: whoever runs meanwhile sees the tenant as it is at
                # its clock's time, or finds something due and waits for `firing`.
                await turn()
                left = LIMITS.fired_at_once
                continue
            if (entry := tenant.agenda.pop_due(until)) is None:
                break
            # An entry is noted for when it is due, or for when its deadline came nearer (as
            # by new settings): nothing is done in the time before that.
            at, key = entry
            left -= 1
            try:
                done = await self._do(tenant, key, at, move=move)
            except PASSING as error:
                _hold(tenant, error)
                # What could not be stored is still due, for the next who asks.
                tenant.agenda.note(key.kind, key.subject, at)
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one entry
                _give_up(tenant, key, at, error)
                continue
            except BaseException:
                tenant.agenda.note(key.kind, key.subject, at)
                raise
            fired.extend(done)
            left -= len(done)
        tenant.overdue_s = 0.0
        return fired

    async def _do(self, tenant: Tenant, key: Key, at: float, *, move: bool) -> list[Fired]:
        """Do what an entry of the agenda is about, if it is due by now; return what was done."""
        handler = self._handlers[key.kind]
        deadline = handler.next_at(tenant, key.subject, at)
        if deadline is None:
            return []
        if deadline.at > at:
            tenant.agenda.note(key.kind, key.subject, deadline.at)
            return []
        if move:
            _reach(tenant, at)
        done = await handler.fire(tenant, key.subject, at, deadline.what)
        self._note_again(tenant, handler, key, at)
        return done

    def _note_again(self, tenant: Tenant, handler: Handler, key: Key, at: float) -> None:
        if key.kind == "dispatch":
            return  # a queue is looked through again when somebody comes or is free
        again = handler.next_at(tenant, key.subject, at)
        if again is not None:
            assert again.at > at or key.kind == "bot", f"{key} was fired and is still due"
            tenant.agenda.note(key.kind, key.subject, again.at)


def _hold(tenant: Tenant, error: Exception) -> None:
    """Let the alarm wait with what is due, as it failed; the first failure in a row is told."""
    if not tenant.overdue_s and not tenant.is_gone:
        _log.warning(
            "what is due cannot be done; it is tried again until it can",
            extra={"tenant": tenant.id, "error": str(error)},
        )
    tenant.overdue_s = LIMITS.settle_again_s


def _give_up(tenant: Tenant, key: Key, at: float, error: Exception) -> None:
    """Tell that an entry is dropped: kept, it would fail all else that is due, for ever."""
    _log.error(
        "what was due failed, and is dropped",
        extra={"tenant": tenant.id, "kind": key.kind, "subject": key.subject, "error": repr(error)},
        # A refusal says all there is to say; anything else is a fault of ours.
        exc_info=None if isinstance(error, PlatformError) else error,
    )
    text = f"{key.kind} {key.subject[:80]}: {type(error).__name__}"
    tenant.journal.record("note", ("due.dropped", text), at=at)


def _reach(tenant: Tenant, at: float) -> None:
    """Move the clock to `at`, unless it runs and has come by that meanwhile."""
    with suppress(ClockBackwards):
        tenant.clock.move_to(at)


class _Streams:
    """Ticks the streams of one kind."""

    def __init__(self, service: Service, kind: str) -> None:
        self._service = service
        self._kind = kind

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        state = tenant.states[self._kind].get(subject)
        if state is None:
            return None
        return AGGREGATES[self._kind].next_deadline(state, tenant.settings)

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        outcome = await self._service.execute(tenant, self._kind, subject, Tick(), now=at)
        return [Fired(at, what, subject) for _ in outcome.events]


class _Families(_Streams):
    """Ends tokens and families, and forgets the families that nobody can ask for any more."""

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        fired = [] if what == FORGOTTEN else await super().fire(tenant, subject, at, what)
        state = tenant.families[subject]
        if what == FORGOTTEN or state.revoked == ENDED:
            await self._service.forget(tenant, self._kind, subject)
        return fired


class _Sessions:
    """Ends guest sessions that are silent, and forgets those that have ended long ago."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        state = tenant.sessions.get(subject)
        return None if state is None else guests.next_deadline(tenant, state)

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        if what == session.FORGOTTEN:
            await self._service.forget(tenant, "session", subject)
        else:
            await guests.expire(self._service, tenant, subject, at)
        return [Fired(at, what, subject)]


class _Files:
    """Lets go of what was uploaded and no message has named."""

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        return tenant.shelf.next_deadline(subject)

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        tenant.shelf.drop(subject)
        tenant.blobs.discard(shelf.NOBODY, subject)
        return [Fired(at, what, subject)]


class _Feeds:
    """Ends notification channels with their day or with their token."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        state = tenant.feeds.get(subject)
        return None if state is None else feeds.next_deadline(tenant, state, noted)

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        await feeds.expire(self._service, tenant, subject, at)
        return [Fired(at, what, subject)]


class _Dispatch:
    """Offers what waits in a queue to agents."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        if not tenant.waiting.get(subject) or not tenant.settings.agents_act:
            return None
        return Deadline(noted, "queue.dispatched")

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        del what
        offered = await dispatch_queue(self._service, tenant, subject, at)
        return [Fired(at, "agent.offered", conversation_id) for conversation_id in offered]


class _Bots:
    """Lets bots do what their scripts say."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        run = tenant.runs.get(subject)
        if run is None or run.next_at is None or not tenant.settings.bots_act:
            return None
        return Deadline(run.next_at, "bot.acts")

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        del what
        act = await act_of_bot(self._service, tenant, subject, at)
        return [Fired(at, f"bot.{act}", subject)]


class _Channels:
    """Warns sockets of their token's end, and severs them at it."""

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        channel = tenant.channels.get(subject)
        at = channel.due_at() if channel is not None else None
        return None if at is None else Deadline(at, "socket.due")

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        del what
        return [Fired(at, done, subject) for done in tenant.channels[subject].due(at)]


class _Keys:
    """Takes retired keys away when their time to verify is over."""

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        del noted
        key = next((one for one in tenant.tenancy.keys if one.id == subject), None)
        if subject not in tenant.keys or key is None or key.until is None:
            return None
        return Deadline(key.until, "key.retired")

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        del tenant.keys[subject]
        judge_channels(tenant, at)
        return [Fired(at, what, subject)]
