"""Owns where a fault acts: the phase, and what an occasion must be like to be in its scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple, get_args

from msgspec import Meta
from msgspec import field as struct_field

from mockplatform.faults.headers import check_headers, is_token
from mockplatform.faults.written import Written
from mockplatform.globs import glob

Phase = Literal[
    "handshake",
    "edge",
    "service",
    "reply",
    "frame.in",
    "frame.out",
    "token",
    "routing",
    "context",
    "agent",
]
PHASES: tuple[Phase, ...] = get_args(Phase)

Does = Literal["", "read", "write"]
"""What a call or a frame does with what is stored."""

Suffering = Literal["deaf", "mute", "end"]
"""A socket is told nothing, is not heard, or is about to be closed."""

_Text = Annotated[str, Meta(min_length=1, max_length=512)]


class Stake(NamedTuple):
    """The token that is judged on an occasion: which, and when it ends (epoch seconds)."""

    kind: Literal["access", "refresh"]
    id: str
    ends_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something on which a fault may fire.

    Attributes:
        now: The tenant's time.
        subject: Whose call or socket it is. Before the token was judged, who it claims to be.
        path: Without the tenant's prefix.
        frame: The type of a frame; ``ping`` also for the protocol's own.
        is_wordless: Whether it is a frame to which no dialect has a refusal: the protocol's own
            ping, a sign of life that names no request, or one that has no type.
        channel: Which socket of its conversation it is, counted from 1.
        suffers: What is done to the socket already.
        does: Whether it reads or writes what is stored; ``""``: neither.
        document: The key of the context document that it is about.
        token: The token with which it stands or falls, verified; None: none.
        finds: Whether the conversation or document that it is about is there, the subject's
            own and, if a conversation, alive.
        headers: The request's (of a frame: its handshake's), by names in lower case.
        client_message_id: What the client calls the message that is at stake, for the journal.
        correlation_id: That of the request (of a frame: its handshake's), for the journal.
        channel_id: The socket's name, for the journal.
    """

    now: float
    subject: str = ""
    method: str = ""
    path: str = ""
    conversation_id: str = ""
    deployment_id: str = ""
    client_id: str = ""
    instance_id: str = ""
    dialect: str = ""
    frame: str = ""
    is_wordless: bool = False
    channel: int = 0
    suffers: frozenset[Suffering] = frozenset()
    does: Does = ""
    document: str = ""
    token: Stake | None = None
    finds: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    client_message_id: str = ""
    correlation_id: str = ""
    channel_id: str = ""

    @property
    def counted_as(self) -> str:
        """By what a fault counts: the subject, else the widget's instance, else everybody."""
        return self.subject or self.instance_id


class Where(Written, frozen=True, kw_only=True):
    """The scope of a fault; what is left out takes all.

    Attributes:
        phase: Where on a call's way; the first that the kind may stand in, if left out.
        method: An HTTP method, in any case.
        path: A glob over the path without the tenant's prefix; ``*`` takes slashes too.
        subject: A user's id.
        conversation_id: A conversation's id.
        deployment_id: A deployment's id.
        client_id: An OAuth client's id.
        instance_id: A widget instance's id, of the token or of `X-Instance-Id`.
        dialect: ``widget``, ``genesys``, ``cxone``, ``oauth`` (the authorization server).
        frame: A glob over the frame's type: ``message.send``, ``ack``, ``*``.
        channel: Only the n-th socket of its conversation, counted from 1.
        headers: Headers that must be there with just these values; names in any case.
    """

    phase: Phase | None = None
    method: _Text | None = None
    path: _Text | None = None
    subject: _Text | None = None
    conversation_id: _Text | None = None
    deployment_id: _Text | None = None
    client_id: _Text | None = None
    instance_id: _Text | None = None
    dialect: _Text | None = None
    frame: _Text | None = None
    channel: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    headers: dict[str, str] = struct_field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no request could have."""
        if self.method is not None and not is_token(self.method):
            raise ValueError(f"method: {self.method[:40]!r} is no HTTP method. Write it like POST")
        if self.path is not None and not self.path.startswith(("/", "*")):
            raise ValueError(
                f"path: {self.path[:40]!r} begins no path. Begin with / or *, as in /api/* or *.js"
            )
        check_headers(self.headers)

    def covers(self, at: Occasion) -> bool:
        """Whether the occasion is in the scope."""
        return (
            _is(self.subject, at.subject)
            and _is(self.conversation_id, at.conversation_id)
            and (self.method is None or self.method.upper() == at.method)
            and (self.path is None or glob(self.path)(at.path))
            and (self.frame is None or glob(self.frame)(at.frame))
            and (self.channel is None or self.channel == at.channel)
            and _is(self.deployment_id, at.deployment_id)
            and _is(self.client_id, at.client_id)
            and _is(self.instance_id, at.instance_id)
            and _is(self.dialect, at.dialect)
            and all(at.headers.get(k.lower()) == v for k, v in self.headers.items())
        )


def _is(wanted: str | None, given: str) -> bool:
    return wanted is None or wanted == given
