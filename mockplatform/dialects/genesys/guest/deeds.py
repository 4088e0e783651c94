"""Owns what a guest does on his socket, to the rules that review clients.

A guest's client knows its session alone. So a message is said in the session as long as it may
begin a conversation, and in the conversation from then on. What it calls a message is `tracingId`,
which comes back in the echo; it need have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockplatform import guests
from mockplatform.core.events import MessageSent
from mockplatform.core.session import Session
from mockplatform.core.states import State
from mockplatform.dialects.genesys.deeds import attributes_written
from mockplatform.edge.follower import Follower
from mockplatform.errors import InjectedFault, PlatformError, SessionExpired, SessionReadOnly
from mockplatform.findings.deeds import Acked, Connected, Ended, Looked, Refused, Sent
from mockplatform.tenant import Tenant

_SAID = ("Text", "Structured")


def heard(socket: Follower, action: str, members: Mapping[str, Any]) -> Any:
    """Return what a frame does, before anybody judged it; None where no rule cares."""
    session = socket.tenant.sessions.get(socket.group)
    message = members.get("message")
    if action != "onMessage" or session is None or not isinstance(message, dict):
        return None
    if message.get("type") not in _SAID:
        return None
    place, name, text = (
        _place(socket.tenant, session),
        members.get("tracingId"),
        message.get("text"),
    )
    is_kept_once = socket.tenant.settings.guest_dedupe
    text_hash = hash(text) if isinstance(text, str) else 0
    sent = Sent(place, name or None, text_hash, is_kept_once)
    attributes = _attributes(members, message)
    if not attributes:
        return sent
    return sent, attributes_written(place, attributes)


def _place(tenant: Tenant, session: Session) -> str:
    state = guests.conversation_of(tenant, session)
    return session.id if state is None or not guests.goes_on(tenant, state) else state.id


def _attributes(members: Mapping[str, Any], message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the custom attributes of a message, wherever it has them."""
    found: Any = message.get("channel") or members.get("channel")
    for name in ("metadata", "customAttributes"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def refused(socket: Follower, action: str, error: PlatformError) -> Any:
    """Return what a refusal tells."""
    is_injected = isinstance(error, InjectedFault)
    refusal = Refused(action, error.code, is_injected)
    is_over = isinstance(error, SessionExpired | SessionReadOnly)
    return (refusal, Ended(socket.group)) if socket.group and is_over else refusal


def over(socket: Follower) -> Ended:
    """Return that a guest is told that his session has ended."""
    return Ended(socket.group)


def followed(socket: Follower, conversation_id: str) -> Connected | None:
    """Return that a socket follows a conversation from now on."""
    state = socket.tenant.conversations.get(conversation_id)
    return None if state is None else Connected(socket.id, state.id, None, state.version)


def begun(socket: Follower, conversation_id: str, seq: int) -> Connected:
    """Return that a socket follows a conversation that began beside it, as of an event.

    Whatever came before that one was sent on it, and faults may have kept it back.
    """
    return Connected(socket.id, conversation_id, seq, seq)


def standing(tenant: Tenant, session: Session, *, read_only: bool) -> tuple[Looked, ...]:
    """Return what a SessionResponse tells: of the session, and of what was said in it.

    That a conversation has ended it tells only where the guest may not write on.
    """
    state = State.CLOSED if read_only else State.ACTIVE
    places = {session.id, session.conversation_id, _place(tenant, session)} - {""}
    return tuple(Looked(place, state) for place in sorted(places))


def echoed(event: MessageSent, conversation_id: str, *, known: bool = False) -> Acked | None:
    """Return what the echo of a message tells the session's clients."""
    if event.sender.purpose != "customer":
        return None
    return Acked(conversation_id, event.trace or None, known)
