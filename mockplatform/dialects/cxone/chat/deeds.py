"""Owns what a customer does on his chat socket, to the rules that review clients.

A message is said in its thread as long as it may begin a case, and in the case from then on. Its
client calls it `idOnExternalPlatform`. A customer's client is whoever speaks for him: nothing
tells his devices apart. A socket that no token has opened is his whom its first frame names, and
what that frame does is his already where he is known and a name is proof enough; else it is not
judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockplatform import customers
from mockplatform.core.aggregate import Event
from mockplatform.core.conversation import Conversation
from mockplatform.core.customer import Customer, Thread, place_of
from mockplatform.core.events import MessageSent, StateChanged
from mockplatform.customers.history import Span
from mockplatform.dialects.cxone.chat.line import Line
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.errors import InjectedFault, PlatformError, ThreadIsArchived, UnknownThing
from mockplatform.findings.deeds import (
    Acked,
    Connected,
    Deed,
    Ended,
    Fetched,
    Joined,
    Knocked,
    Looked,
    Missing,
    Refused,
    Sent,
    Stored,
    Typed,
    WentOn,
    Who,
    Wrote,
)
from mockplatform.findings.routing_facts import routing_written
from mockplatform.tenant import Tenant

_RECOVERS = frozenset({"RecoverThread", "RecoverLivechat", "LoadThreadMetadata"})
_SETS = frozenset({"SetConsumerContactCustomFields", "SetContactCustomFields"})
_SHOWS = frozenset(
    {
        "MessageSeenByConsumer",
        "MessageSeenByCustomer",
        "SendMessagePreview",
        "SenderTypingEnded",
        "SenderTypingStarted",
    }
)
"""What a client says of a thread only that it shows."""
_TYPES = frozenset({"SendMessagePreview", "SenderTypingStarted"})
"""By what it tells that its customer types."""
_SCALARS = str | int | float | bool
_THREADS_MAX = 50
"""Of so many threads of a customer, the newest, a frame or a socket tells rules something."""


def heard(socket: Follower, line: Line, name: str, members: Mapping[str, Any]) -> Any:
    """Return what a frame does, before anybody judged it; None where no rule cares."""
    if line.customer_id:
        return _does(socket, line, name, members)
    customer = _claimed(socket, line, members)
    if customer is None:
        return None
    claimed = Line(channel_id=line.channel_id)
    claimed.customer_id = customer.id
    did = _does(socket, claimed, name, members)
    if did is None:
        return None
    return Deed(Who(customer.external_id), name, acts=did if type(did) is tuple else (did,))


def _claimed(socket: Follower, line: Line, members: Mapping[str, Any]) -> Customer | None:
    """Return the known customer for whom a frame speaks; None where that would have to be proved.

    A page that comes back without a token sends what it has queued before anything else.
    """
    if not _is(socket, line, authorization=False):
        return None
    head = _dict(members.get("payload"))
    named = _dict(head.get("consumerIdentity")) or _dict(head.get("customerIdentity"))
    name = named.get("idOnExternalPlatform")
    if not isinstance(name, str):
        return None
    return socket.tenant.customers.get(customers.customer_id(line.channel_id, name))


def _does(socket: Follower, line: Line, name: str, members: Mapping[str, Any]) -> Any:
    """Return what a frame of a customer's does; None where no rule cares."""
    data = _data(members)
    place = _place(socket, line, data)
    if not place:
        return None
    if name == "SendMessage":
        id_ = data.get("idOnExternalPlatform")
        sent = Sent(
            place,
            id_ if isinstance(id_, str) else "",
            _hash(data),
            _is(socket, line, deduplicate=True),
            is_echoed=_is_plain(data),
        )
        wrote = _wrote(place, data.get("consumerContact") or data.get("contact"))
        knocks = _knocks(socket, line, data)
        return tuple(one for one in (knocks, sent, wrote) if one is not None)
    if name in _SHOWS:
        return (WentOn(place), Typed(place)) if name in _TYPES else WentOn(place)
    return _wrote(place, data) if name in _SETS else None


def _hash(data: Mapping[str, Any]) -> int:
    """Return what tells equal messages: a text's own hash, else one of all that a message has."""
    content = _dict(data.get("messageContent"))
    if _is_plain(data):
        return hash(content["payload"]["text"])
    return hash(repr((content, data.get("attachments"))))


def _is_plain(data: Mapping[str, Any]) -> bool:
    """Whether a message is a text and nothing else: no button, no file."""
    content = _dict(data.get("messageContent"))
    payload = _dict(content.get("payload"))
    more = data.get("attachments") or content.get("postback") or payload.keys() - {"text"}
    return isinstance(payload.get("text"), str) and not more


def _knocks(socket: Follower, line: Line, data: Mapping[str, Any]) -> Knocked | None:
    """Return that a livechat's message comes where the case has ended: another one begins."""
    thread = _thread(socket, line, data)
    state = None if thread is None else customers.latest(socket.tenant, thread)
    if state is None or state.is_live or not _is(socket, line, live=True):
        return None
    return Knocked(state.id)


def _is(socket: Follower, line: Line, **wanted: bool) -> bool:
    """Whether the channel is as wanted; one that is gone is not, and refuses."""
    try:
        digital = customers.find_channel(socket.tenant, line.channel_id).digital
    except UnknownThing:
        return False
    return all(getattr(digital, name) is value for name, value in wanted.items())


def _wrote(place: str, given: Any) -> Wrote | None:
    """Return the act of writing a case's custom fields, which route it; all values are texts.

    Agents are shown them as well: so it is no mistake that they hold what no rule reads, or prose,
    and nobody compares them as texts.
    """
    listed = _dict(given).get("customFields")
    fields = {
        one["ident"]: str(one["value"])
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict)
        and isinstance(one.get("ident"), str)
        and isinstance(one.get("value"), _SCALARS)
    }
    if not fields:
        return None
    wrote = routing_written(place, fields, None, is_merge=True)
    assert wrote.routing is not None  # it always has them
    return wrote._replace(routing=wrote.routing._replace(order=0, sizes={}, long={}))


def acknowledged(socket: Follower, line: Line, name: str, members: Mapping[str, Any]) -> Any:
    """Return what the acknowledgement of a frame tells; None where no rule cares."""
    data = _data(members)
    place = _place(socket, line, data)
    if not place or name not in {"SendMessage", *_SETS}:
        return None
    acts: list[Any] = []
    if name == "SendMessage":
        id_ = data.get("idOnExternalPlatform")
        acts.append(Acked(place, id_ if isinstance(id_, str) else "", known=False))
    given = data if name in _SETS else data.get("consumerContact") or data.get("contact")
    if _wrote(place, given) is not None:
        acts.append(Stored("routing", place, _lost(socket, place), socket.staged.keep))
    return tuple(acts) or None


def _lost(socket: Follower, place: str) -> tuple[str, ...]:
    """Return the fields whose values were taken away since all was over the limit, by no fault."""
    state = socket.tenant.conversations.get(place)
    is_staged = socket.staged.routing_bytes_max is not None
    return () if state is None or is_staged else tuple(state.routing_data.truncated)


def recovered(state: Conversation, spans: Iterable[Span]) -> tuple[Any, ...]:
    """Return what a recover tells: how the thread's latest case is, and what was said last."""
    return (Looked(state.id, state.state), *fetched(spans))


def glanced(state: Conversation, spans: Iterable[Span], *, live: bool) -> tuple[Any, ...]:
    """Return what a thread's metadata tell: what was said last in it.

    They do not tell whether a livechat has ended. In a thread of messages that does not matter: it
    goes on.
    """
    return fetched(spans) if live else recovered(state, spans)


def listed(tenant: Tenant, threads: Iterable[Thread], *, live: bool) -> tuple[Looked, ...] | None:
    """Return what a list of threads, the newest first, tells: which of them can be gone on in.

    Of livechats it does not tell whether they have ended.
    """
    if live:
        return None
    states = [customers.latest(tenant, one) for one in threads if not one.is_archived]
    found = [one for one in states if one is not None and one.is_live][:_THREADS_MAX]
    return tuple(Looked(one.id, one.state) for one in found) or None


def fetched(spans: Iterable[Span]) -> tuple[Fetched, ...]:
    """Return what a page of a thread's history tells; one cannot ask for just what is missing."""
    return tuple(
        Fetched(one.state.id, one.after, one.upto, one.state.version, can_skip=False)
        for one in spans
    )


def refused(
    socket: Follower, line: Line, name: str, members: Mapping[str, Any], error: PlatformError
) -> Any:
    """Return what a refusal tells: a recover of what there is not is an answer like any other."""
    place = _place(socket, line, _data(members))
    if name in _RECOVERS:
        return Missing(place) if place and isinstance(error, UnknownThing) else None
    refusal = Refused(name, error.code, isinstance(error, InjectedFault))
    is_over = isinstance(error, ThreadIsArchived)
    return (refusal, Ended(place)) if place and is_over else refusal


def followed(socket: Follower, customer: Customer) -> tuple[Connected | Joined, ...] | None:
    """Return that a socket follows a customer's cases; nothing before is told on it."""
    tenant = socket.tenant
    state = tenant.conversations.get(socket.conversation_id)
    if state is None:
        return None
    threads = list(customer.threads.values())[-_THREADS_MAX:]
    states = [customers.latest(tenant, one) for one in threads]
    others = [one for one in states if one is not None and one.is_live and one.id != state.id]
    return (
        Connected(socket.id, state.id, None, state.version, is_told=False),
        *(Joined(one.id, one.version) for one in others),
    )


def begun(socket: Follower, state: Conversation) -> Connected:
    """Return that a socket follows a case that began beside it, as of the first thing told.

    Whatever came before that was sent on it, and faults may have kept it back.
    """
    return Connected(socket.id, state.id, state.version, state.version)


def telling(
    socket: Follower, line: Line, event: Event, state: Conversation, outs: Iterable[Out]
) -> list[Out]:
    """Return what is told of an event, the first frame with what that tells."""
    found = list(outs)
    if not found:
        return found
    acts: list[Any] = []
    if line.joined == state.id:
        line.joined = ""
        acts.append(begun(socket, state))
    if type(event) is MessageSent and state.id != socket.conversation_id:
        seq = state.version  # the journal has none of a case that the socket is not about
        acts.append(Fetched(state.id, seq - 1, seq, seq, can_skip=False))
    if type(event) is StateChanged and not state.is_live:
        acts.append(Ended(state.id))
    found[0] = found[0]._replace(act=tuple(acts) or None)
    return found


def _place(socket: Follower, line: Line, data: Mapping[str, Any]) -> str:
    """Return in what something is said: a thread's live case, else the thread; or ``""``."""
    thread, named = _thread(socket, line, data), _named(data)
    if thread is None:
        return place_of(line.customer_id, named) if line.customer_id and named else ""
    state = customers.latest(socket.tenant, thread)
    if state is not None and state.is_live:
        return state.id
    return place_of(line.customer_id, thread.external_id)


def _thread(socket: Follower, line: Line, data: Mapping[str, Any]) -> Thread | None:
    """Return the customer's thread that is named, or the latest one; None where there is none."""
    customer = socket.tenant.customers.get(line.customer_id)
    if customer is None:
        return None
    try:
        return customers.thread_in(socket.tenant, customer, _named(data) or None)
    except UnknownThing:
        return None


def _named(data: Mapping[str, Any]) -> str:
    named = _dict(data.get("thread")).get("idOnExternalPlatform")
    return named if isinstance(named, str) else ""


def _data(members: Mapping[str, Any]) -> Mapping[str, Any]:
    return _dict(_dict(members.get("payload")).get("data"))


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
