"""Owns what is told of people on duty: their presence, and how they stand to their queues."""

from __future__ import annotations

from collections.abc import Iterator

from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.duty import presence_of, status_of
from mockplatform.core.states import State
from mockplatform.core.tenancy import AgentPut, Tenancy
from mockplatform.dialects.genesys.notifications.news import SERVING, correlation, out
from mockplatform.dialects.genesys.notifications.topics import (
    PRESENCE,
    ROUTING_STATUS,
    USERS,
    Wanted,
)
from mockplatform.dialects.genesys.translate import notifications as translate
from mockplatform.edge.outgoing import Out
from mockplatform.ids import derive_uuid
from mockplatform.tenant import Tenant


def changes(
    tenant: Tenant, wanted: Wanted, event: AgentPut, before: Tenancy, version: int
) -> Iterator[Out]:
    """Yield what is told of an agent who has changed."""
    agent = event.agent
    was = before.agents.get(agent.id)
    if was is None:
        return
    cause = derive_uuid("notified", agent.id, version)
    topic = wanted.of(USERS, PRESENCE).get(agent.id)
    if topic and presence_of(was) != presence_of(agent):
        yield out(topic, translate.presence(agent, event.at), cause)
    topic = wanted.of(USERS, ROUTING_STATUS).get(agent.id)
    if topic:
        is_talking = _talks_elsewhere(tenant, agent.id, "")
        if status_of(was, is_talking=is_talking) != status_of(agent, is_talking=is_talking):
            yield out(topic, translate.status(agent, event.at, is_talking=is_talking), cause)


def engagements(
    tenant: Tenant, wanted: Wanted, event: Event, before: Conversation, state: Conversation
) -> Iterator[Out]:
    """Yield what is told of agents whom a change of a conversation has connected, or parted."""
    topics = wanted.of(USERS, ROUTING_STATUS)
    if not topics or before.participants == state.participants:
        return
    talked, talks = set(_connected(before)), set(_connected(state))
    for id_ in sorted((talked ^ talks) & topics.keys()):
        agent = tenant.tenancy.agents.get(id_)
        if agent is None or _talks_elsewhere(tenant, id_, state.id):
            continue
        now = id_ in talks
        if status_of(agent, is_talking=now) != status_of(agent, is_talking=not now):
            body = translate.status(agent, event.at, is_talking=now)
            yield out(topics[id_], body, correlation(tenant, state.id, state.version))


def _connected(state: Conversation) -> Iterator[str]:
    for one in state.participants:
        if one.left_at is None and one.person.purpose in SERVING:
            yield one.person.id


def _talks_elsewhere(tenant: Tenant, agent_id: str, conversation_id: str) -> bool:
    others = tenant.loads.get(agent_id, set()) - {conversation_id}
    return any(tenant.conversations[id_].state is State.ACTIVE for id_ in others)
