"""Owns what falls due with conversations: offers lapse, silence is asked about and ends them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from mockplatform.agenda import Fired
from mockplatform.core import silence
from mockplatform.core.aggregate import Deadline, Event
from mockplatform.core.commands import Expire
from mockplatform.core.events import StateChanged
from mockplatform.core.states import Verb
from mockplatform.core.tenancy import PutAgent
from mockplatform.service import Service
from mockplatform.tenant import Tenant


class Conversations:
    """Lapses offers, closes what is silent, forgets what is deleted."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def next_at(self, tenant: Tenant, subject: str, noted: float) -> Deadline | None:
        """Return when a conversation changes by itself; what was typed meanwhile counts."""
        del noted
        state = tenant.conversations.get(subject)
        if state is None:
            return None
        active_at = max(state.active_at, tenant.touched.get(subject, 0.0))
        return silence.next_deadline(replace(state, active_at=active_at), tenant.settings)

    async def fire(self, tenant: Tenant, subject: str, at: float, what: str) -> list[Fired]:
        """Do what is due with a conversation; return what was done."""
        if what == "conversation.forgotten":
            await self._service.forget(tenant, "conversation", subject)
            return [Fired(at, what, subject)]
        if what == silence.WARNED:
            from mockplatform import customers

            asked = await customers.warn(self._service, tenant, tenant.conversations[subject], at)
            return [Fired(at, what, subject) for _ in asked]
        expire = Expire(active_at=tenant.touched.get(subject, 0.0))
        outcome = await self._service.execute(tenant, "conversation", subject, expire, now=at)
        if tenant.settings.not_responding:
            await self._note_absent(tenant, outcome.events, at)
        ended = [one.id for one in tenant.channels.values() if one.ends_with == subject]
        severed = ended if what == "conversation.inactive" else []
        return [Fired(at, what, subject), *(Fired(at, "socket.closed", one) for one in severed)]

    async def _note_absent(self, tenant: Tenant, events: Sequence[Event], at: float) -> None:
        """Have people who did not answer get no more offers until they say that they are there.

        Source: [D] an agent who lets it ring becomes NOT_RESPONDING.
        """
        lapsed = [one for one in events if isinstance(one, StateChanged) and one.verb is Verb.LAPSE]
        for one in lapsed:
            agent = tenant.tenancy.agents.get(one.agent.id) if one.agent else None
            if agent is not None and agent.kind == "person":
                put = PutAgent(agent=replace(agent, responding=False))
                await self._service.execute(tenant, "tenant", "tenant", put, now=at)
