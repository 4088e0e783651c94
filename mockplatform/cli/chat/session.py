"""Owns what a customer's chat knows of its conversation: what came, what is not confirmed yet.

It does no I/O: frames go in, lines to show come out. Each event is taken once, in the order
of `seq`, however often the socket was lost in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

DEAD = frozenset({"CLOSED", "DELETED"})
US = "customer"


class Kind(Enum):
    """What a line is."""

    MINE = "mine"
    """What the customer said, and the platform has confirmed."""
    THEIRS = "theirs"
    NOTE = "note"
    """What happened to the conversation or to the connection."""
    TYPING = "typing"
    """Somebody types; nothing lasting."""
    ERROR = "error"


class Line(NamedTuple):
    """Something to show; `at` is an instant on the tenant's clock, ``""`` if there is none."""

    kind: Kind
    text: str
    who: str = ""
    at: str = ""


@dataclass(slots=True)
class Session:
    """One conversation, from its customer's side.

    Attributes:
        seq: The last event that was taken; a new socket begins behind it.
        unconfirmed: Texts by client message id that were not acknowledged yet, the oldest first.
        mine: The client message ids of this run, so that own words are told from earlier ones.
        replies: How many messages the agent's side has sent.
        typing: Who types now.
        expiring: Whether the platform warned that the token ends.
    """

    conversation_id: str
    state: str = "OPEN"
    seq: int = 0
    unconfirmed: dict[str, str] = field(default_factory=dict)
    mine: set[str] = field(default_factory=set)
    replies: list[str] = field(default_factory=list)
    typing: set[str] = field(default_factory=set)
    expiring: bool = False
    close_reason: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the conversation has ended, so that nothing can resume it."""
        return self.state in DEAD

    def say(self, text: str, id_: str) -> dict[str, Any]:
        """Note a text as said but not confirmed; return its frame."""
        self.unconfirmed[id_] = text
        self.mine.add(id_)
        return self.frame(id_)

    def frame(self, id_: str) -> dict[str, Any]:
        """Return the frame of a text that is not confirmed; sent again, it has the same id."""
        text = self.unconfirmed[id_]
        return {"type": "message.send", "id": id_, "clientMessageId": id_, "text": text}

    def resend(self) -> list[dict[str, Any]]:
        """Return the frames of all that is not confirmed, for a new socket."""
        return [self.frame(id_) for id_ in self.unconfirmed]

    def take(self, frame: dict[str, Any]) -> Iterator[Line]:
        """Take a frame; yield what it has to show."""
        seq = frame.get("seq")
        type_ = frame.get("type")
        if isinstance(seq, int) and type_ != "ack":
            if seq <= self.seq:
                return  # It was taken before the socket was lost.
            self.seq = seq
        handler = _HANDLERS.get(str(type_))
        if handler is not None:
            yield from handler(self, frame)

    def _hello(self, frame: dict[str, Any]) -> Iterator[Line]:
        # The document in it is as of now; the stream tells how it came to be so.
        del frame
        self.expiring = False
        self.typing.clear()
        yield from ()

    def _ack(self, frame: dict[str, Any]) -> Iterator[Line]:
        self.unconfirmed.pop(str(frame.get("clientMessageId")), None)
        yield from ()

    def _message(self, frame: dict[str, Any]) -> Iterator[Line]:
        sender = frame.get("from") or {}
        text, at = str(frame.get("text", "")), str(frame.get("at", ""))
        if sender.get("purpose") == US:
            id_ = str(frame.get("clientMessageId"))
            self.unconfirmed.pop(id_, None)
            yield Line(Kind.MINE, text, "you" if id_ in self.mine else "you, earlier", at)
            return
        self.replies.append(text)
        who = _name(sender)
        self.typing.discard(who)
        yield Line(Kind.THEIRS, text, who, at)

    def _state(self, frame: dict[str, Any]) -> Iterator[Line]:
        agent = frame.get("agent")
        why = frame.get("reason") or frame.get("queue") or (_name(agent) if agent else "")
        yield from self._now(str(frame.get("state") or self.state), str(why), frame)

    def _now(self, state: str, why: str, frame: dict[str, Any]) -> Iterator[Line]:
        if state in DEAD:
            self.close_reason = why
        if state != self.state:
            self.state = state
            text = f"{state} ({why})" if why else state
            yield Line(Kind.NOTE, text, at=str(frame.get("at", "")))

    def _placement(self, frame: dict[str, Any]) -> Iterator[Line]:
        queue = _name(frame.get("queue") or {})
        yield Line(Kind.NOTE, f"waits in queue {queue}", at=str(frame.get("at", "")))

    def _participant(self, frame: dict[str, Any]) -> Iterator[Line]:
        person = frame.get("participant") or frame
        if person.get("purpose") in (US, "acd"):
            return
        gone = person.get("state") == "disconnected" or person.get("leftAt")
        self.typing.discard(_name(person))
        what = f"{_name(person)} {'left' if gone else 'joined'}"
        yield Line(Kind.NOTE, what, at=str(frame.get("at", "")))

    def _typing(self, frame: dict[str, Any]) -> Iterator[Line]:
        who = _name(frame.get("from") or {})
        if frame.get("state") == "on":
            if who not in self.typing:
                self.typing.add(who)
                yield Line(Kind.TYPING, f"{who} is typing")
        else:
            self.typing.discard(who)
            yield Line(Kind.TYPING, "")

    def _expiring(self, frame: dict[str, Any]) -> Iterator[Line]:
        del frame
        self.expiring = True
        yield from ()

    def _closed(self, frame: dict[str, Any]) -> Iterator[Line]:
        if not self.is_over:
            yield from self._now("CLOSED", str(frame.get("reason") or ""), frame)

    def _error(self, frame: dict[str, Any]) -> Iterator[Line]:
        # What the platform refuses for good is not to be sent again with the next socket.
        refused = self.unconfirmed.pop(str(frame.get("id")), None)
        what = f"{frame.get('message')}" + (f" (not sent: {refused})" if refused else "")
        yield Line(Kind.ERROR, f"{what}  {frame.get('hint') or ''}".rstrip())


def _name(person: dict[str, Any]) -> str:
    return str(person.get("name") or person.get("id") or person.get("purpose") or "somebody")


_HANDLERS = {
    "hello": Session._hello,  # noqa: SLF001 - the table of this class's own methods
    "ack": Session._ack,  # noqa: SLF001
    "message": Session._message,  # noqa: SLF001
    "state": Session._state,  # noqa: SLF001
    "placement": Session._placement,  # noqa: SLF001
    "participant": Session._participant,  # noqa: SLF001
    "typing": Session._typing,  # noqa: SLF001
    "token.expiring": Session._expiring,  # noqa: SLF001
    "conversation.closed": Session._closed,  # noqa: SLF001
    "error": Session._error,  # noqa: SLF001
}
