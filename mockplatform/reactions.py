"""Owns what a tenant derives from new events: indexes, deadlines, bots' runs, the journal.

Synchronous and without judgement: it reads what has happened and keeps the derived
state true. What must then be done falls due on the agenda.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockplatform import queues
from mockplatform.core import bots, silence, tenancy
from mockplatform.core.aggregate import Event, StreamId
from mockplatform.core.cases import CaseAt
from mockplatform.core.context import Context
from mockplatform.core.context import next_deadline as context_deadline
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import CaseBegun, Customer, ThreadBegun, place_of
from mockplatform.core.events import ConversationCreated, MessageSent, StateChanged
from mockplatform.core.feed import Feed
from mockplatform.core.feed import next_deadline as feed_deadline
from mockplatform.core.files import FileDeleted
from mockplatform.core.kinds import ENDLESS
from mockplatform.core.lease import (
    ENDED,
    AccessCutShort,
    AccessEnded,
    Family,
    FamilyRevoked,
    FamilyStarted,
    PairIssued,
)
from mockplatform.core.lease import next_deadline as family_deadline
from mockplatform.core.session import ConversationBegun, Session, SessionStarted
from mockplatform.core.session import next_deadline as session_deadline
from mockplatform.core.states import State, Verb
from mockplatform.findings.deeds import Began, Deed, Kept, Who
from mockplatform.signing import SigningKey
from mockplatform.tenant import Tenant

_HELD = frozenset({State.RINGING, State.ACTIVE})


def observe(
    tenant: Tenant, stream: StreamId, state: Any, events: Sequence[Event], cause: str | None
) -> None:
    """Derive what follows from events that have just been applied to `state`."""
    if cause is not None:
        owner = state.holder.user_id if stream.kind == "family" else ""
        _journal(tenant, stream, state.version, events, cause, owner=owner)
    _OBSERVERS[stream.kind](tenant, state, events)


def _journal(
    tenant: Tenant,
    stream: StreamId,
    latest: int,
    events: Sequence[Event],
    cause: str,
    *,
    owner: str,
) -> None:
    first = latest - len(events) + 1
    conversation_id = stream.id if stream.kind == "conversation" else ""
    subject = "" if conversation_id else owner or stream.id
    journal, id_ = tenant.journal, 0
    for version, event in enumerate(events, first):
        read = _DEEDS.get(type(event))
        id_ = journal.record(
            "event",
            (stream.kind, version, type(event).__name__, *(_of_token(event) if owner else ())),
            at=event.at,
            correlation_id=cause or journal.cause,
            subject=subject,
            conversation_id=conversation_id,
            deed=None if read is None else read(tenant, stream.id, event, version),
        )
    if conversation_id:
        journal.note_events(conversation_id, latest, id_, len(events))


def _kept(tenant: Tenant, conversation_id: str, event: MessageSent, version: int) -> Deed:
    """Return what rules that review clients hear of a message that is in the transcript."""
    del tenant
    text, sender = hash(event.text), event.sender
    name = event.client_message_id or event.trace or event.client_name
    kept = Kept(conversation_id, name, text, sender.purpose, version)
    return Deed(Who(sender.id), "", acts=(kept,))


def _began(tenant: Tenant, session_id: str, event: ConversationBegun, version: int) -> Deed:
    del version
    customer = tenant.sessions[session_id].customer
    return Deed(Who(customer.id), "", acts=(Began(session_id, event.conversation_id),))


def _case_began(tenant: Tenant, customer_id: str, event: CaseBegun, version: int) -> Deed:
    """Return what rules hear of a case: it goes on with what was said in its thread."""
    del version
    customer = tenant.customers[customer_id]
    began = Began(place_of(customer_id, event.external_id), event.conversation_id)
    return Deed(Who(customer.external_id), "", acts=(began,))


_DEEDS: dict[type[Event], Callable[[Tenant, str, Any, int], Deed]] = {
    CaseBegun: _case_began,
    MessageSent: _kept,
    ConversationBegun: _began,
}


def _of_token(event: Event) -> tuple[str | None, float | None, str | None]:
    """Return what the journal tells of a token's event: which token, its end, why."""
    match event:
        case PairIssued(pair=pair):
            return pair.access_id, pair.expires_at, None
        case AccessEnded(access_id=access_id) | AccessCutShort(access_id=access_id):
            return access_id, None, None
        case FamilyRevoked(reason=reason):
            return None, None, reason
    return None, None, None


def _conversation(tenant: Tenant, state: Conversation, events: Sequence[Event]) -> None:
    # A message alone changes no index, and only moves the deadline away: the entry that
    # stands is asked again then.
    is_message = len(events) == 1 and type(events[0]) is MessageSent
    if not is_message:
        _index(tenant, state, events)
    if not is_message or state.id in tenant.runs:
        _follow_bot(tenant, state, events)
    is_nearer = not is_message or state.warn_s > 0
    if is_nearer or not tenant.agenda.has("conversation", state.id):
        deadline = silence.next_deadline(state, tenant.settings)
        if deadline is not None:
            tenant.agenda.note("conversation", state.id, deadline.at)


def _index(tenant: Tenant, state: Conversation, events: Sequence[Event]) -> None:
    if type(events[0]) is ConversationCreated:
        tenant.by_user.setdefault(state.customer.id, []).append(state.id)
    _index_agent(tenant, state)
    queues.index(tenant, state)
    if not state.is_live:
        tenant.touched.pop(state.id, None)


def _index_agent(tenant: Tenant, state: Conversation) -> None:
    agent_id = state.agent.id if state.agent and state.state in _HELD else ""
    before = tenant.held_by.get(state.id, "")
    if agent_id == before:
        return
    if before:
        tenant.loads[before].discard(state.id)
        del tenant.held_by[state.id]
        queues.wake(tenant, state.updated_at)
    if agent_id:
        tenant.held_by[state.id] = agent_id
        tenant.loads.setdefault(agent_id, set()).add(state.id)


def forget(tenant: Tenant, state: Any) -> None:
    """Take out of the indexes what was derived from a stream that is no more."""
    if isinstance(state, Family):
        tenant.dead_families.discard(state.id)
        _discard(tenant.families_of, state.holder.user_id, state.id)
    if isinstance(state, Session):
        _discard(tenant.sessions_of, state.customer.id, state.id)
        tenant.blobs.discard_all(state.id)
        tenant.reconnects.pop(state.id, None)
    if isinstance(state, Feed):
        _disown(tenant, state)
        tenant.reconnects.pop(state.id, None)
    if not isinstance(state, Conversation):
        return
    ids = tenant.by_user.get(state.customer.id, [])
    if state.id in ids:
        ids.remove(state.id)
    if not ids:
        tenant.by_user.pop(state.customer.id, None)
    queues.drop(tenant, state.id)
    if agent_id := tenant.held_by.pop(state.id, ""):
        tenant.loads[agent_id].discard(state.id)
        queues.wake(tenant, tenant.clock.now())
    tenant.touched.pop(state.id, None)
    tenant.runs.pop(state.id, None)
    tenant.reconnects.pop(state.id, None)
    tenant.cases.drop(state.id)
    tenant.agenda.forget("conversation", state.id)
    tenant.agenda.forget("bot", state.id)


def _follow_bot(tenant: Tenant, state: Conversation, events: Sequence[Event]) -> None:
    before = run = tenant.runs.get(state.id)
    changed = any(type(event) is StateChanged for event in events)
    scripts = tenant.scripts if changed else {}
    # What was said before these events; a whole stream that comes back says it itself.
    said = "" if state.version == len(events) else state.unanswered
    for event in events:
        run = bots.evolve(run, event, scripts)
        if type(event) is MessageSent:
            said = event.text if event.sender.purpose == "customer" else ""
        elif type(event) is StateChanged and event.verb is Verb.OFFER:
            run = bots.overheard(run, said)
    if run is not before:
        set_run(tenant, state.id, run)


def set_run(tenant: Tenant, conversation_id: str, run: bots.BotRun | None) -> None:
    """Keep where a bot stands, and when it acts next."""
    if run is None:
        tenant.runs.pop(conversation_id, None)
        return
    tenant.runs[conversation_id] = run
    if run.next_at is not None:
        tenant.agenda.note("bot", conversation_id, run.next_at)


def _family(tenant: Tenant, state: Family, events: Sequence[Event]) -> None:
    dropped = False
    for event in events:
        match event:
            case FamilyStarted(holder=holder):
                tenant.families_of.setdefault(holder.user_id, set()).add(state.id)
            case PairIssued(ended=ended):
                tenant.revoked_ids.update(ended)
                dropped |= bool(ended)
            case AccessEnded(access_id=access_id):
                tenant.revoked_ids.discard(access_id)
                tenant.expired_ids.discard(access_id)
            case AccessCutShort(access_id=access_id):
                tenant.expired_ids.add(access_id)
                dropped = True
            case FamilyRevoked(reason=reason):
                # Where time ended the family, it had ended the tokens before.
                if reason != ENDED:
                    tenant.dead_families.add(state.id)
                # The family's end covers what was ended of it one by one.
                numbers = range(1, state.pair.number + 1 if state.pair else 1)
                ids = [f"{state.id}.{n}" for n in numbers]
                tenant.revoked_ids.difference_update(ids)
                tenant.expired_ids.difference_update(ids)
                _discard(tenant.families_of, state.holder.user_id, state.id)
                dropped = True
    deadline = family_deadline(state, tenant.settings)
    if deadline is not None:
        tenant.agenda.note("family", state.id, deadline.at)
    if dropped:
        judge_channels(tenant, events[-1].at)


def _discard(index: dict[str, set[str]], key: str, value: str) -> None:
    values = index.get(key)
    if values is not None:
        values.discard(value)
        if not values:
            del index[key]


def judge_channels(tenant: Tenant, at: float) -> None:
    """Have the token of every socket and feed judged again: some were revoked."""
    for feed_id in tenant.feeds:
        tenant.agenda.note("feed", feed_id, at)
    for channel_id in tenant.channels:
        tenant.agenda.note("channel", channel_id, at)


def _context(tenant: Tenant, state: Context, events: Sequence[Event]) -> None:
    del events
    deadline = context_deadline(state, tenant.settings)
    if deadline is not None:
        tenant.agenda.note("context", state.key, deadline.at)


def _session(tenant: Tenant, state: Session, events: Sequence[Event]) -> None:
    for event in events:
        if type(event) is FileDeleted:
            tenant.blobs.discard(state.id, event.file_id)
        elif type(event) is SessionStarted:
            tenant.blobs.discard_all(state.id)
    if state.is_live and state.is_signed_in:
        tenant.sessions_of.setdefault(state.customer.id, set()).add(state.id)
    else:
        _discard(tenant.sessions_of, state.customer.id, state.id)
    deadline = session_deadline(state, tenant.settings)
    if deadline is not None:
        tenant.agenda.note("session", state.id, deadline.at)


def _customer(tenant: Tenant, state: Customer, events: Sequence[Event]) -> None:
    for event in events:
        tenant.shelf.heed(state.id, event)
        if type(event) is FileDeleted:
            tenant.blobs.discard(state.id, event.file_id)
        elif type(event) is CaseBegun:
            at = CaseAt(state.id, event.external_id, event.number)
            tenant.cases.add(event.conversation_id, at)
        elif type(event) is ThreadBegun:
            tenant.threads.add(state.deployment_id, event.external_id, state.id)


def _feed(tenant: Tenant, state: Feed, events: Sequence[Event]) -> None:
    del events
    if state.is_live:
        owner = (state.user_id, state.client_id)
        tenant.feeds_of.setdefault(owner, {})[state.id] = None
    else:
        _disown(tenant, state)
    deadline = feed_deadline(state, tenant.settings)
    if deadline is not None:
        tenant.agenda.note("feed", state.id, deadline.at)


def _disown(tenant: Tenant, state: Feed) -> None:
    owner = (state.user_id, state.client_id)
    owned = tenant.feeds_of.get(owner, {})
    owned.pop(state.id, None)
    if not owned:
        tenant.feeds_of.pop(owner, None)


def _tenant(tenant: Tenant, state: tenancy.Tenancy, events: Sequence[Event]) -> None:
    tenant.tenancy = state
    for event in events:
        react = _TENANT_REACTIONS.get(type(event))
        if react is not None:
            react(tenant, event)


def _settings_changed(tenant: Tenant, event: tenancy.SettingsChanged) -> None:
    tenant.journal.resize(event.settings.journal_entries)
    tenant.placements.clear()
    # Deadlines may have come nearer: have everything asked again.
    for kind, states in tenant.states.items():
        if kind not in ENDLESS:
            for id_ in states:
                tenant.agenda.note(kind, id_, event.at)
    judge_channels(tenant, event.at)
    queues.wake(tenant, event.at)


def _agents_changed(tenant: Tenant, event: tenancy.AgentPut | tenancy.AgentRemoved) -> None:
    queues.agents_changed(tenant, event.at)


def _created(tenant: Tenant, event: tenancy.TenantCreated) -> None:
    tenant.journal.resize(event.settings.journal_entries)


def _key_added(tenant: Tenant, event: tenancy.KeyAdded) -> None:
    if event.key_id not in tenant.keys:
        tenant.keys[event.key_id] = SigningKey.from_pem(event.key_id, event.pem)


def _key_retired(tenant: Tenant, event: tenancy.KeyRetired) -> None:
    alive = {key.id for key in tenant.tenancy.keys}
    for key_id in [key_id for key_id in tenant.keys if key_id not in alive]:
        del tenant.keys[key_id]
    tenant.agenda.note("key", event.key_id, event.until)
    judge_channels(tenant, event.at)


def _tokens_revoked(tenant: Tenant, event: tenancy.TokensRevoked) -> None:
    if event.access_id:
        tenant.revoked_ids.add(event.access_id)
    judge_channels(tenant, event.at)


_TENANT_REACTIONS: dict[type[Event], Callable[[Tenant, Any], None]] = {
    tenancy.TenantCreated: _created,
    tenancy.SettingsChanged: _settings_changed,
    tenancy.AgentPut: _agents_changed,
    tenancy.AgentRemoved: _agents_changed,
    tenancy.KeyAdded: _key_added,
    tenancy.KeyRetired: _key_retired,
    tenancy.TokensRevoked: _tokens_revoked,
}

_OBSERVERS: dict[str, Callable[[Tenant, Any, Sequence[Event]], None]] = {
    "conversation": _conversation,
    "family": _family,
    "context": _context,
    "session": _session,
    "customer": _customer,
    "feed": _feed,
    "tenant": _tenant,
}
