"""Owns what the platform API says of one participant, whichever view or event it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockplatform.core.canonical import canonical
from mockplatform.core.configuration import Queue
from mockplatform.core.conversation import Conversation
from mockplatform.core.participants import Participant
from mockplatform.core.session import EXPIRED
from mockplatform.dialects.genesys.shapes.conversations import (
    Address,
    AfterCallWork,
    Ref,
    RoutingData,
    Segment,
    Wrapup,
)
from mockplatform.durations import format_instant
from mockplatform.ids import derive_uuid

CONTEXT = "context."
"""Before the name of a guest's custom attribute, among his attributes.

Source: a dump of the older chat; [?] for messages.
"""
TAG = "tag"
"""The note of a customer that is the conversation's external tag."""
PURPOSES = {"bot": "botflow"}
"""What the platform calls those who have another name in the core. Source: [M], purpose."""
_MEDIA = {"open": ("open", "PureCloud Messaging")}
_MEDIUM = ("webmessaging", "PureCloud Webmessaging")
"""Type and provider of all other media. Invented: of the widget API and of the older chat."""
_PEER = "peer"
_ENDINGS = {
    "transfer": "transfer",
    "lapse": "transfer.noanswer",
    "decline": "client",
    "leave": "client",
    "expire": "inactivity",
}
_CLOSINGS = {"customer": ("customer", "endpoint"), "agent": ("agent", "client")}
"""Who ended the conversation: that participant's disconnect type; the others' is "peer"."""


class Surroundings(NamedTuple):
    """What a view needs beside the conversation.

    Attributes:
        queues: The tenant's queues by id.
        ring_s: How long an agent is alerted.
        silent_at: When silence closes the conversation; None: never.
        is_signed_in: Whether the customer has proved who he is; None: nobody knows.
    """

    queues: Mapping[str, Queue] = {}
    ring_s: float = 0.0
    silent_at: float | None = None
    is_signed_in: bool | None = None


def type_of(state: Conversation) -> str:
    """Return what the platform calls the conversation's medium."""
    return _MEDIA.get(state.medium, _MEDIUM)[0]


def provider_of(state: Conversation) -> str:
    """Return by whose means the conversation's messages come."""
    return _MEDIA.get(state.medium, _MEDIUM)[1]


def communication_id(participant_id: str) -> str:
    """Return the id of a participant's line, which sending needs."""
    return derive_uuid("communication", participant_id)


def time_of(at: float | None) -> str | None:
    """Return an instant as the wire has it; None for none."""
    return None if at is None else format_instant(at)


def tag_of(state: Conversation) -> str | None:
    """Return the conversation's external tag; None if it has none."""
    return state.participants[0].notes.get(TAG) or None


def text_of(value: Any) -> str:
    """Return a value of conversation data as an attribute's text."""
    return value if isinstance(value, str) else canonical(value).decode()


def context_attributes(values: Mapping[str, Any]) -> dict[str, str]:
    """Return routing data as attributes; a value that a limit took away is none."""
    return {f"{CONTEXT}{key}": text_of(one) for key, one in values.items() if one is not None}


def attributes(state: Conversation, one: Participant) -> dict[str, str]:
    """Return a participant's attributes: of the customer also what he and his widget wrote."""
    own = dict(one.attributes)
    if one.person.purpose != "customer":
        return own
    data = {key: text_of(value) for key, value in state.conversation_data.items()}
    return {**data, **context_attributes(state.routing_data.values), **own}


def is_person(one: Participant) -> bool:
    """Whether it is a person who serves, and so has to sum up."""
    return one.person.purpose == "agent"


def was_connected(state: Conversation, one: Participant) -> bool:
    """Whether the participant is or was connected, and not only alerted."""
    return all(known.id != one.id for known in state.alerted)


def is_held(one: Participant) -> bool:
    """Whether the participant is on hold; nobody is who has gone."""
    return one.held and one.left_at is None


def queue_of(state: Conversation, one: Participant) -> str:
    """Return the id of the queue that a participant stands for or was found by; ``""``: none."""
    if one.person.purpose == "acd":
        return one.person.id
    if one.person.purpose == "customer":
        return ""
    return one.queue or (state.placement.queue if state.placement else "")


def queue_ref(around: Surroundings, queue: str) -> Ref | None:
    """Return a queue as a participant names it."""
    if not queue:
        return None
    known = around.queues.get(queue)
    name = known.name if known and known.name else queue
    return Ref(id=queue, name=name, self_uri=f"/api/v2/routing/queues/{queue}")


def user_ref(one: Participant) -> Ref | None:
    """Return the user that a participant is; None for one who is no user."""
    if one.person.purpose not in {"agent", "bot"}:
        return None
    return Ref(id=one.person.id, self_uri=f"/api/v2/users/{one.person.id}")


def is_wrap_up_due(state: Conversation, around: Surroundings, one: Participant) -> bool:
    """Whether the queue wants the participant's wrap-up, done or not."""
    known = around.queues.get(queue_of(state, one))
    return is_person(one) and known is not None and known.wrap_up == "mandatory"


def state_of(one: Participant) -> str:
    """Return a participant's state in view 1: terminated once the wrap-up is done too."""
    is_done = one.state == "disconnected" and one.wrap_up is not None
    return "terminated" if is_done else one.state


def disconnect_type(state: Conversation, one: Participant) -> str | None:
    """Return how a participant's stay ended; None while it goes on.

    Source: [M] disconnectType; [?] which of them stands for whose act.
    """
    if one.left_at is None:
        return None
    verb, _, by = one.left_by.partition(":")
    if verb != "close":
        return _ENDINGS.get(verb, "other")
    if by == "system":
        is_last = one.left_at == state.ended_at
        return EXPIRED if is_last and state.close_reason == EXPIRED else "system"
    purpose, word = _CLOSINGS.get(by, ("", "client"))
    if not purpose:  # somebody on the platform's side, whose part it was not
        return _PEER if one.person.purpose == "customer" else word
    return word if purpose == one.person.purpose else _PEER


def wrap_up(one: Participant) -> Wrapup | None:
    """Return how an agent summed up; None where he has not, or was let off."""
    done = one.wrap_up
    if done is None or not done.code:
        return None
    return Wrapup(
        code=done.code,
        name=done.name or None,
        notes=done.notes or None,
        tags=list(done.tags) or None,
        duration_seconds=round(done.duration_s),
        end_time=format_instant(done.at),
        provisional=False,
    )


def after_call_work(one: Participant, *, is_due: bool) -> AfterCallWork | None:
    """Return how far the wrap-up is; None where there is none to be done yet."""
    if not is_person(one) or one.left_at is None:
        return None
    done = one.wrap_up
    if done is None:
        word = "pending" if is_due else "notApplicable"
        return AfterCallWork(state=word, start_time=time_of(one.left_at) if is_due else None)
    return AfterCallWork(
        state="complete" if done.code else "skipped",
        start_time=time_of(one.left_at),
        end_time=time_of(max(done.at, one.left_at)),
    )


def segments(state: Conversation, one: Participant) -> list[Segment]:
    """Return the stretches of a participant's line: alerted, talking, summing up."""
    found = []
    joined_at = one.joined_at if was_connected(state, one) else None
    how = disconnect_type(state, one)
    if one.alerted_at is not None:
        found.append(_segment("alert", one.alerted_at, joined_at or one.left_at))
        if joined_at is not None:
            found[0].how_ended = "interact"
    if joined_at is not None:
        found.append(_segment("interact", joined_at, one.left_at))
    if one.left_at is not None:
        found[-1].how_ended = "transfer" if one.left_by == "transfer" else "disconnect"
        found[-1].disconnect_type = how
        if one.wrap_up is not None and one.wrap_up.at > one.left_at:
            found.append(_segment("wrapup", one.left_at, one.wrap_up.at))
    return found


def _segment(type_: str, start: float, end: float | None) -> Segment:
    return Segment(type=type_, start_time=format_instant(start), end_time=time_of(end))


def address(id_: str, name: str = "") -> Address:
    """Return one end of the conversation."""
    return Address(
        name=name or None,
        name_raw=name or None,
        address_normalized=id_,
        address_raw=id_,
        address_displayable=id_,
    )


def peer_of(state: Conversation, one: Participant) -> str | None:
    """Return the line that a participant's line is joined to: the customer's, or who has him."""
    customer = state.participants[0]
    if one.id != customer.id:
        return communication_id(customer.id)
    present = [p for p in state.participants[1:] if p.left_at is None]
    return communication_id(present[-1].id) if present else None


def told(state: Conversation, around: Surroundings, one: Participant) -> dict[str, Any]:
    """Return what all views and events say of a participant in the same words."""
    queue = queue_ref(around, queue_of(state, one))
    is_due = is_wrap_up_due(state, around, one)
    done = one.wrap_up
    left_at = one.left_at if is_person(one) and (is_due or done is not None) else None
    known = around.queues.get(queue_of(state, one))
    return {
        "id": one.id,
        "purpose": PURPOSES.get(one.person.purpose, one.person.purpose),
        "name": one.person.name or None,
        "address": one.person.reached_at if one.person.purpose == "customer" else None,
        "connected_time": time_of(one.joined_at) if was_connected(state, one) else None,
        "end_time": time_of(one.left_at),
        "wrapup_required": is_due,
        "wrapup_prompt": known.wrap_up if known is not None and is_person(one) else None,
        "wrapup": wrap_up(one),
        "alerting_timeout_ms": round(around.ring_s * 1000) if one.alerted_at is not None else None,
        "start_acw_time": time_of(left_at),
        "end_acw_time": time_of(max(done.at, left_at)) if done and left_at is not None else None,
        "conversation_routing_data": RoutingData(queue=queue, priority=0, skills=[])
        if queue is not None
        else None,
        "attributes": attributes(state, one),
    }
