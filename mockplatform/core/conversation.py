"""Owns the state of a conversation: what it is, and how events change it.

What is allowed is `mockplatform.core.decisions`. Knows nothing of sockets, tokens,
stores or wire formats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core import events as e
from mockplatform.core import participants as p
from mockplatform.core.aggregate import Event
from mockplatform.core.routing import Placement, RoutingData, RoutingPolicy, accept
from mockplatform.core.states import INITIAL, LIVE, State, Verb
from mockplatform.core.statuses import AWAITING, BY_VERB, Status

EMPTY_ROUTING = accept({}, RoutingPolicy())


class SentMessage(Struct, frozen=True, gc=False):
    """Where a client's message stands, and what must be the same if it comes again."""

    seq: int
    text: str


class Conversation(Struct, frozen=True, kw_only=True):
    """The state of one conversation. `version` 0 means that it does not exist.

    `sent` maps (sender id, client message id) to the message that came first; `unanswered` is
    the customer's last text while nobody has spoken since. `asked_again` counts the offers that
    came to nothing with an agent who had declined before. `alerted` are agents who are being
    alerted, or were and did not come; `closed_by` is who closed it last; `told_at` is when the
    last message is told to have been sent; `status_at`, since when the status is what it is.
    `warn_s` is how long before its end by silence that is said, and `closes_at` when that comes,
    once it was said and until somebody speaks.
    """

    id: str
    version: int = 0
    state: State = INITIAL
    status: Status = Status.NEW
    status_at: float = 0.0
    created_at: float = 0.0
    updated_at: float = 0.0
    active_at: float = 0.0
    ended_at: float | None = None
    close_reason: str = ""
    closed_by: str = ""
    medium: str = ""
    session_id: str = ""
    customer: e.Person = e.Person(purpose="customer", id="")
    deployment_id: str = ""
    placement: Placement | None = None
    queue_name: str = ""
    queued_at: float = 0.0
    agent: e.Person | None = None
    ring_until: float | None = None
    declined: tuple[str, ...] = ()
    asked_again: int = 0
    participants: tuple[p.Participant, ...] = ()
    alerted: tuple[p.Participant, ...] = ()
    routing_data: RoutingData = EMPTY_ROUTING
    conversation_data: dict[str, Any] = {}
    writers: tuple[str, str] = ("", "")
    sent: Map[tuple[str, str], SentMessage] = Map()
    message_count: int = 0
    told_at: float = 0.0
    warn_s: float = 0.0
    closes_at: float | None = None
    request_digest: str = ""
    unanswered: str = ""

    @property
    def is_live(self) -> bool:
        """Whether a client may resume it."""
        return self.state in LIVE

    @property
    def everybody(self) -> p.Participants:
        """All who take or took part, those who were only alerted too, in the order they came."""
        both = (*self.participants, *self.alerted)
        return tuple(sorted(both, key=p.arrival)) if self.alerted else both


def initial(id_: str) -> Conversation:
    """Return the conversation that does not exist yet."""
    return Conversation(id=id_)


def evolve(state: Conversation, event: Event) -> Conversation:
    """Return the state after `event`."""
    return _EVOLUTIONS[type(event)](state, event)


def _created(state: Conversation, event: e.ConversationCreated) -> Conversation:
    customer = p.connected(event.participant_id, event.customer, event.at)
    return replace(
        state,
        version=1,
        created_at=event.at,
        updated_at=event.at,
        status_at=event.at,
        active_at=event.at,
        queued_at=event.at,
        customer=event.customer,
        deployment_id=event.deployment_id,
        medium=event.medium,
        session_id=event.session_id,
        request_digest=event.request_digest,
        warn_s=event.warn_s,
        routing_data=event.routing_data,
        conversation_data=event.conversation_data,
        writers=(event.instance_id, event.instance_id),
        participants=(replace(customer, arrived=1),),
    )


def _placed(state: Conversation, event: e.Placed) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        placement=event.placement,
        queue_name=event.queue_name,
        participants=p.queued(state.participants, event, state.version + 1),
    )


def _message_sent(state: Conversation, event: e.MessageSent) -> Conversation:
    seq = state.version + 1
    sent = state.sent
    if event.client_message_id:
        key = (event.sender.id, event.client_message_id)
        sent = sent.set(key, SentMessage(seq=seq, text=event.text))
    if event.closes_at is not None:
        return _warned(state, event)
    if state.status in AWAITING and event.sender.purpose == "customer":
        state = replace(state, status=Status.OPEN, status_at=event.at)
    return replace(
        state,
        version=seq,
        updated_at=event.at,
        active_at=event.at,
        closes_at=None,
        sent=sent,
        message_count=state.message_count + 1,
        told_at=event.sent_at,
        unanswered=event.text if event.sender.purpose == "customer" else "",
    )


def _warned(state: Conversation, event: e.MessageSent) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        message_count=state.message_count + 1,
        told_at=event.sent_at,
        closes_at=event.closes_at,
    )


def _routing_data_changed(state: Conversation, event: e.RoutingDataChanged) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        routing_data=event.routing_data,
        writers=(event.instance_id, state.writers[1]),
    )


def _conversation_data_changed(
    state: Conversation, event: e.ConversationDataChanged
) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        conversation_data=event.data,
        writers=(state.writers[0], event.instance_id),
    )


def _participant_joined(state: Conversation, event: e.ParticipantJoined) -> Conversation:
    one = replace(
        p.connected(event.participant_id, event.person, event.at),
        arrived=state.version + 1,
        joined_behind=state.message_count,
    )
    for known in state.alerted:
        if known.id == one.id:
            one = replace(
                one, arrived=known.arrived, alerted_at=known.alerted_at, queue=known.queue
            )
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        participants=p.joined(state.participants, one),
        alerted=tuple(known for known in state.alerted if known.id != one.id),
    )


def _participant_left(state: Conversation, event: e.ParticipantLeft) -> Conversation:
    participants = p.left(state.participants, event.participant_id, event.at, event.by)
    return replace(state, version=state.version + 1, updated_at=event.at, participants=participants)


def _participant_noted(state: Conversation, event: e.ParticipantNoted) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        participants=p.noted(state.participants, event),
        alerted=p.noted(state.alerted, event),
    )


def _marked(state: Conversation, event: e.Marked) -> Conversation:
    return replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        status=event.status,
        status_at=event.at,
    )


def _state_changed(state: Conversation, event: e.StateChanged) -> Conversation:
    status = BY_VERB.get(event.verb, state.status)
    changed = replace(
        state,
        version=state.version + 1,
        updated_at=event.at,
        state=event.after,
        status=status,
        status_at=state.status_at if status is state.status else event.at,
        ring_until=None,
    )
    return _CHANGES[event.verb](changed, event)


def _offered(state: Conversation, event: e.StateChanged) -> Conversation:
    alerted = state.alerted
    if event.agent is not None and event.participant_id:
        queue = state.placement.queue if state.placement else ""
        one = p.alerting(event.participant_id, event.agent, event.at, queue)
        # The version is already that of this event.
        alerted = (*alerted[1 - p.ALERTED_KEPT :], replace(one, arrived=state.version))
    return replace(state, agent=event.agent, ring_until=event.ring_until, alerted=alerted)


def _accepted(state: Conversation, event: e.StateChanged) -> Conversation:
    # To be answered is activity: nobody's silence closes what an agent has just taken.
    return replace(
        state,
        agent=event.agent,
        declined=(),
        asked_again=0,
        active_at=event.at,
        closes_at=None,
    )


def _declined(state: Conversation, event: e.StateChanged) -> Conversation:
    assert event.agent is not None
    declined = (*(id_ for id_ in state.declined if id_ != event.agent.id), event.agent.id)
    return replace(
        state,
        agent=None,
        declined=declined,
        asked_again=state.asked_again + (event.agent.id in state.declined),
        queued_at=event.at,
        alerted=p.all_left(state.alerted, event.at, event.verb.value),
    )


def _requeued(state: Conversation, event: e.StateChanged) -> Conversation:
    assert event.agent is not None
    return replace(state, agent=None, declined=(event.agent.id,), asked_again=0, queued_at=event.at)


def _ended(state: Conversation, event: e.StateChanged) -> Conversation:
    return replace(
        state,
        ended_at=event.at if state.ended_at is None else state.ended_at,
        close_reason=event.reason or state.close_reason,
        told_at=max(state.told_at, event.told_at) if state.medium else state.told_at,
        closed_by=event.by if event.verb is Verb.CLOSE else state.closed_by,
        participants=p.all_left(state.participants, event.at, _ending(event)),
        alerted=p.all_left(state.alerted, event.at, _ending(event)),
    )


def _ending(event: e.StateChanged) -> str:
    """Return what ended everybody's stay: the verb, and of CLOSE who did it."""
    return (
        f"{event.verb.value}:{event.by or event.reason}"
        if event.verb is Verb.CLOSE
        else (event.verb.value)
    )


def _resumed(state: Conversation, event: e.StateChanged) -> Conversation:
    return replace(
        state,
        agent=None,
        declined=(),
        asked_again=0,
        queued_at=event.at,
        active_at=event.at,
        ended_at=None,
        close_reason="",
        closed_by="",
        participants=p.returned(state.participants),
    )


_CHANGES: dict[Verb, Callable[[Conversation, e.StateChanged], Conversation]] = {
    Verb.OFFER: _offered,
    Verb.ACCEPT: _accepted,
    Verb.DECLINE: _declined,
    Verb.LAPSE: _declined,
    Verb.TRANSFER: _requeued,
    Verb.LEAVE: _requeued,
    Verb.CLOSE: _ended,
    Verb.EXPIRE: _ended,
    Verb.RESUME: _resumed,
    Verb.DELETE: _ended,
}

_EVOLUTIONS: dict[type[Event], Callable[[Conversation, Any], Conversation]] = {
    e.ConversationCreated: _created,
    e.Placed: _placed,
    e.StateChanged: _state_changed,
    e.ParticipantJoined: _participant_joined,
    e.ParticipantLeft: _participant_left,
    e.ParticipantNoted: _participant_noted,
    e.Marked: _marked,
    e.MessageSent: _message_sent,
    e.RoutingDataChanged: _routing_data_changed,
    e.ConversationDataChanged: _conversation_data_changed,
}
