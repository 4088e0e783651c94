"""Owns what a conversation allows: which events a command leads to, or which error.

Judges and changes nothing; how events change the state is `mockplatform.core.conversation`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from mockplatform.core import commands as c
from mockplatform.core import conversation as model
from mockplatform.core import events as e
from mockplatform.core import noting, silence
from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Event
from mockplatform.core.canonical import canonical, depth, merge_patch
from mockplatform.core.conversation import Conversation
from mockplatform.core.noting import check_live
from mockplatform.core.routing import Placement, RoutingData, RoutingPolicy, accept, starve
from mockplatform.core.states import TRANSITIONS, State, Verb, after
from mockplatform.core.telling import shown_at
from mockplatform.errors import (
    ConversationDataTooDeep,
    Forbidden,
    IllegalTransition,
    MessageIdReused,
    PayloadTooLarge,
    PreconditionFailed,
    ThingExists,
    UnknownThing,
)
from mockplatform.ids import derive_uuid
from mockplatform.limits import LIMITS

_UNASKED = frozenset({"customer", "api"})
"""Who may speak though nobody has accepted."""
TRANSFER = "transfer"
"""Stands as the rule of a placement that an agent chose."""


def decide(state: Conversation, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what `command` makes happen; raise the error that forbids it.

    Raises:
        UnknownThing: There is no such conversation.
        ConversationEnded: It is CLOSED or DELETED.
        IllegalTransition: Its state has no such verb.
        PreconditionFailed: Its version is not the expected one.
        MessageIdReused: The client message id stands for another text.
    """
    if state.version == 0 and not isinstance(command, c.CreateConversation):
        raise UnknownThing("conversation", state.id)
    return _DECISIONS[type(command)](state, command, at)


def _create(state: Conversation, command: c.CreateConversation, at: Circumstances) -> list[Event]:
    if state.version:
        raise ThingExists(f"Conversation {state.id!r} exists")
    routing_data = _accept(command.routing_data, at)
    created: list[Event] = [
        e.ConversationCreated(
            at=at.now,
            customer=command.customer,
            participant_id=derive_uuid(state.id, "customer"),
            deployment_id=command.deployment_id,
            instance_id=command.instance_id,
            medium=command.medium,
            session_id=command.session_id,
            routing_data=routing_data,
            conversation_data=_conversation_data(command.conversation_data),
            request_digest=command.request_digest,
            warn_s=command.warn_s,
        ),
        _placed(state, _first_place(command, routing_data, at), at),
    ]
    if command.message is not None:
        created.append(_message_sent(state, command.message, at))
    return created


def _first_place(command: c.CreateConversation, data: RoutingData, at: Circumstances) -> Placement:
    # What the caller has chosen outlives the rules, as an agent's transfer does.
    return Placement(queue=command.queue, rule=TRANSFER) if command.queue else at.place(data)


def _placed(state: Conversation, placement: Placement, at: Circumstances) -> Event:
    return e.Placed(
        at=at.now,
        placement=placement,
        queue_name=at.queue_names.get(placement.queue, placement.queue),
        participant_id=derive_uuid(state.id, "acd", state.version),
    )


def _place_by(state: Conversation, data: RoutingData, at: Circumstances) -> Placement:
    """Return where the conversation waits with `data`: an agent's transfer outlives rules."""
    placement = state.placement
    assert placement is not None  # a conversation is placed as it is created
    if placement.rule == TRANSFER or placement.hash == data.hash:
        return placement
    return at.place(data)


def _placed_again(state: Conversation, at: Circumstances) -> list[Event]:
    """Return the placement that routing data written during a ring leads to, if it does."""
    placement = _place_by(state, state.routing_data, at)
    return [] if placement is state.placement else [_placed(state, placement, at)]


def _send(state: Conversation, command: c.SendMessage, at: Circumstances) -> list[Event]:
    # A repeat is answered even when the conversation has ended since: its first answer
    # may be what was lost.
    first = state.sent.get((command.sender.id, command.client_message_id))
    if first is not None and command.client_message_id:
        if first.text != command.text:
            raise MessageIdReused(
                f"clientMessageId {command.client_message_id!r} stands for another text",
                hint="Make a new id for each new message; repeat an id only with the same text.",
            )
        return []
    check_live(state)
    if command.sender.purpose not in _UNASKED:
        _check_connected(state, command.sender.id, "take an agent's message")
    data = _brought(state, command, at)
    if data is None:
        return [_message_sent(state, command, at)]
    changed = e.RoutingDataChanged(at=at.now, routing_data=data)
    placed = [_placed(state, _place_by(state, data, at), at)] if state.state is State.OPEN else []
    return [changed, *placed, _message_sent(state, command, at)]


def _brought(state: Conversation, command: c.SendMessage, at: Circumstances) -> RoutingData | None:
    """Return routing data with what a message brings along; None where that is nothing new."""
    own, news = state.routing_data, command.routing_data
    return _accept(own.present | news, at) if news.items() - own.values.items() else None


def _resume(state: Conversation, command: c.Resume, at: Circumstances) -> list[Event]:
    resumed = _changed(state, Verb.RESUME, at)
    data = _brought(state, command.message, at)
    brought = [e.RoutingDataChanged(at=at.now, routing_data=data)] if data else []
    placed = _placed(state, _place_by(state, data or state.routing_data, at), at)
    return [resumed, *brought, placed, _message_sent(state, command.message, at)]


def _message_sent(state: Conversation, command: c.SendMessage, at: Circumstances) -> e.MessageSent:
    return e.MessageSent(
        at=at.now,
        shown_at=shown_at(at.now, max(state.told_at, command.after)),
        content=command.content,
        metadata=command.metadata,
        trace=command.trace,
        message_id=command.message_id,
        sender=command.sender,
        type=command.type,
        text=command.text,
        client_message_id=command.client_message_id,
        attachments=command.attachments,
        closes_at=command.closes_at,
    )


def _set_routing_data(
    state: Conversation, command: c.SetRoutingData, at: Circumstances
) -> list[Event]:
    _check_write(state, command.expected)
    values = (
        merge_patch(state.routing_data.present, command.data) if command.merge else command.data
    )
    data = _accept(values, at)
    changed: list[Event] = [
        e.RoutingDataChanged(
            at=at.now,
            routing_data=data,
            instance_id=command.instance_id,
            overwrote=_overwrote(state.writers[0], command.instance_id, command.expected),
        )
    ]
    if state.state is State.OPEN:
        changed.append(_placed(state, _place_by(state, data, at), at))
    return changed


def _set_conversation_data(
    state: Conversation, command: c.SetConversationData, at: Circumstances
) -> list[Event]:
    _check_write(state, command.expected)
    data = merge_patch(state.conversation_data, command.data) if command.merge else command.data
    return [
        e.ConversationDataChanged(
            at=at.now,
            data=_conversation_data(data),
            instance_id=command.instance_id,
            overwrote=_overwrote(state.writers[1], command.instance_id, command.expected),
        )
    ]


def _overwrote(before: str, now: str, expected: int | None) -> str:
    return before if expected is None and before and before != now else ""


def _offer(state: Conversation, command: c.Offer, at: Circumstances) -> list[Event]:
    offered = _changed(
        state, Verb.OFFER, at, agent=command.agent, ring_until=at.now + at.settings.ring
    )
    participant_id = derive_uuid(state.id, command.agent.id, state.version)
    return [replace(offered, participant_id=participant_id)]


def _answer(state: Conversation, command: c.Answer, at: Circumstances) -> list[Event]:
    changed = _changed(state, command.verb, at, agent=state.agent)
    agent = state.agent
    assert agent is not None  # only RINGING has these verbs, and RINGING has an agent
    _check_agent(agent, command.agent_id, "alerted")
    if command.verb is Verb.DECLINE:
        return [changed, *_placed_again(state, at)]
    return [
        changed,
        e.ParticipantJoined(at=at.now, participant_id=_alerted_as(state, agent), person=agent),
    ]


def _alerted_as(state: Conversation, agent: e.Person) -> str:
    """Return what an agent is called as a participant: as when the offer came."""
    ids = [one.id for one in state.alerted if one.left_at is None and one.person == agent]
    return ids[-1] if ids else derive_uuid(state.id, agent.id, state.version)


def _depart(state: Conversation, command: c.Depart, at: Circumstances) -> list[Event]:
    changed = _changed(state, command.verb, at, agent=state.agent, queue=command.queue)
    agent = state.agent
    assert agent is not None  # only ACTIVE has these verbs, and ACTIVE has an agent
    _check_agent(agent, command.agent_id, "connected")
    stay = next(one for one in state.participants if one.person == agent and one.left_at is None)
    if command.verb is Verb.TRANSFER:
        placement = Placement(queue=command.queue, rule=TRANSFER)
    else:
        placement = _place_by(state, state.routing_data, at)
    events = [
        e.ParticipantLeft(at=at.now, participant_id=stay.id, person=agent, by=command.verb.value),
        changed,
        _placed(state, placement, at),
    ]
    if command.to is None:
        return events
    for event in events:
        state = model.evolve(state, event)
    return [*events, *_offer(state, c.Offer(agent=command.to), at)]


def _requeue(state: Conversation, command: c.Requeue, at: Circumstances) -> list[Event]:
    check_live(state)
    if state.state is State.ACTIVE:
        return _depart(state, c.Depart(verb=Verb.TRANSFER, queue=command.queue), at)
    placed = _placed(state, Placement(queue=command.queue, rule=TRANSFER), at)
    if state.state is State.OPEN:
        return [placed]
    return [_changed(state, Verb.DECLINE, at, agent=state.agent), placed]


def _close(state: Conversation, command: c.Close, at: Circumstances) -> list[Event]:
    check_live(state)
    closed = _changed(state, Verb.CLOSE, at, reason=command.reason or command.by)
    return [replace(closed, by=command.by)]


def _delete(state: Conversation, command: c.Delete, at: Circumstances) -> list[Event]:
    del command
    return [_changed(state, Verb.DELETE, at)]


def _expire(state: Conversation, command: c.Expire, at: Circumstances) -> list[Event]:
    if not state.is_live:
        return []
    if silence.silent_at(state, at.settings, command.active_at) <= at.now:
        return [_changed(state, Verb.EXPIRE, at, reason="inactivity")]
    if state.ring_until is not None and state.ring_until <= at.now:
        return [_changed(state, Verb.LAPSE, at, agent=state.agent), *_placed_again(state, at)]
    return []


def _warn(state: Conversation, command: c.Warn, at: Circumstances) -> list[Event]:
    is_due = state.is_live and (silence.warned_at(state, at.settings, command.active_at) <= at.now)
    return [_message_sent(state, command.message, at)] if is_due else []


_DECISIONS: dict[type[Command], Callable[[Conversation, Any, Circumstances], list[Event]]] = {
    c.CreateConversation: _create,
    c.SendMessage: _send,
    c.Resume: _resume,
    c.Note: noting.note,
    c.Mark: noting.mark,
    c.SetRoutingData: _set_routing_data,
    c.SetConversationData: _set_conversation_data,
    c.Offer: _offer,
    c.Answer: _answer,
    c.Depart: _depart,
    c.Requeue: _requeue,
    c.Close: _close,
    c.Delete: _delete,
    c.Expire: _expire,
    c.Warn: _warn,
}

AGGREGATE = Aggregate(
    kind="conversation",
    initial=model.initial,
    decide=decide,
    evolve=model.evolve,
    next_deadline=silence.next_deadline,
)


def _changed(
    state: Conversation,
    verb: Verb,
    at: Circumstances,
    *,
    agent: e.Person | None = None,
    ring_until: float | None = None,
    reason: str = "",
    queue: str = "",
) -> e.StateChanged:
    return e.StateChanged(
        at=at.now,
        verb=verb,
        before=state.state,
        after=after(state.state, verb),
        agent=agent,
        ring_until=ring_until,
        reason=reason,
        queue=queue,
        # Guests are told of the end as of a message.
        shown_at=shown_at(at.now, state.told_at) if state.medium else None,
    )


def _check_write(state: Conversation, expected: int | None) -> None:
    check_live(state)
    if expected is not None and expected != state.version:
        raise PreconditionFailed(
            f"The conversation is at version {state.version}, not {expected}",
            hint="GET it again, merge your change into what you find, and send that ETag.",
        )


def _check_agent(agent: e.Person, asked: str, what: str) -> None:
    if asked and asked != agent.id:
        raise Forbidden(
            f"Agent {asked!r} is not the one {what}",
            hint=f"That is {agent.id!r}: name it, or none.",
        )


def _check_connected(state: Conversation, agent_id: str, act: str) -> None:
    if state.state is not State.ACTIVE:
        # CLOSE stands in the row of every live state, but not for an agent who is not there.
        allowed = TRANSITIONS[state.state].keys() - {Verb.CLOSE}
        raise IllegalTransition(act, state.state, allowed)
    assert state.agent is not None  # ACTIVE has an agent
    _check_agent(state.agent, agent_id, "connected")


def _accept(values: dict[str, Any], at: Circumstances) -> RoutingData:
    """Return routing data as the tenant takes it, and as a fault leaves it."""
    left = at.routing_bytes_max
    truncate = left is not None or at.settings.routing_policy == "truncate"
    data = accept(values, RoutingPolicy(truncate=truncate, coerce=at.settings.coerce))
    return data if left is None else starve(data, left)


def _conversation_data(data: dict[str, Any]) -> dict[str, Any]:
    size = len(canonical(data))
    if size > LIMITS.conversation_data_bytes_max:
        raise PayloadTooLarge(
            f"Conversation data has {size} bytes; the limit is "
            f"{LIMITS.conversation_data_bytes_max}",
            hint="Keep what is large in the context store: PUT /api/v2/widget-context/{key}.",
        )
    levels = depth(data)
    if levels > LIMITS.conversation_data_depth_max:
        raise ConversationDataTooDeep(
            f"Conversation data is {levels} levels deep; the limit is "
            f"{LIMITS.conversation_data_depth_max}",
            hint="Flatten it, or send the deep part as a text.",
        )
    return data
