"""Owns deeds: what a client did, in the words of no dialect, as rules read it.

A deed rides on the journal's entry of a request or a frame. It holds facts, never whole texts or
bodies: the journal is long. A dialect in which a thing cannot be done has no act for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Aim = Literal["", "begins", "refreshes", "sends", "types"]
"""What a request is for, whatever came of it: its route says so."""
BEGINS: Aim = "begins"
"""A first pair of tokens is asked for."""
REFRESHES: Aim = "refreshes"
"""Refresh tokens are spent so; perhaps it does other things as well."""
RENEWS = frozenset({BEGINS, REFRESHES})
"""A client gets another token so."""
SENDS: Aim = "sends"
"""A message is sent for a customer, with a token that can be renewed."""
TYPES: Aim = "types"
"""It tells that somebody types: good for the moment only, so a later one is no repeat."""
TOO_MANY = 429
_FAILED_FROM = 500


class Who(NamedTuple):
    """Which client it was.

    Attributes:
        user: The user for whom it speaks; empty where nothing said so.
        instance: Which of the user's widgets, as it says itself; empty if it does not say, None
            in a dialect that has no such thing.
    """

    user: str
    instance: str | None = None

    @property
    def key(self) -> str:
        """What rules remember a client by: a widget of a user, else all that he has open."""
        return f"{self.user}/{self.instance}" if self.instance else self.user


NOBODY = Who("")


class Deed(NamedTuple):
    """A request that was answered, or a frame.

    Attributes:
        who: Whose.
        op: What was asked, the same for each of its kind: `GET /api/v2/conversations/{id}`, or
            the type of a frame.
        status: What it was answered; 0 for a frame, and for a request without an answer.
        error: The code of the refusal, if it was refused.
        token_expires_at: The end of the access token that came along, be it over or not.
        token_in_url: Whether a token stood in the query.
        retry_after_s: How long the answer asks to wait.
        is_injected: Whether a fault made the answer.
        acts: What it came to, as far as rules care.
        body: Tells what came along with requests of one kind, for as long as the server runs;
            0 where nothing did, None where nobody has read it.
        came_at: The tenant's time when it came; its entry has the one at which it went on, if
            a fault held it.
        ended_at: The tenant's time when it was answered, where it failed or said when to come
            again.
        aim: What the request was for, where a rule must know that.
    """

    who: Who
    op: str
    status: int = 0
    error: str | None = None
    token_expires_at: float | None = None
    token_in_url: bool = False
    retry_after_s: float | None = None
    is_injected: bool = False
    acts: tuple[Any, ...] = ()
    body: int | None = 0
    came_at: float | None = None
    ended_at: float | None = None
    aim: Aim = ""


def is_trouble(status: int) -> bool:
    """Whether an answer is worth another try: overload, an error, or none at all."""
    return not status or status >= _FAILED_FROM or status == TOO_MANY


class Sent(NamedTuple):
    """A customer's message came.

    Attributes:
        conversation_id: Where it is said; the session, where the message may begin another one.
        client_message_id: What its client calls it; empty where it should have a name and has
            none, None in a dialect that asks for no such names.
        text_hash: Tells equal texts, for as long as the server runs.
        is_kept_once: Whether the platform keeps it once, however often it comes by that name.
        is_echoed: Whether it is a text that its sender's sockets are told of at once, beside the
            acknowledgement, in a dialect in which clients tell that somebody types (`Typed`).
    """

    conversation_id: str
    client_message_id: str | None
    text_hash: int
    is_kept_once: bool = True
    is_echoed: bool = False


class Typed(NamedTuple):
    """A client told that its customer types."""

    conversation_id: str


class Acked(NamedTuple):
    """The sender was told that the platform has the message; `known` if it had it before."""

    conversation_id: str
    client_message_id: str | None
    known: bool


class Began(NamedTuple):
    """A conversation began with what was said in a session. Beside the event."""

    session_id: str
    conversation_id: str


class Kept(NamedTuple):
    """A message stands in the transcript now, at `seq`. Beside the event."""

    conversation_id: str
    client_message_id: str
    text_hash: int
    purpose: str
    seq: int


class Refused(NamedTuple):
    """A frame was refused, with the code of the reason; `op` is the frame's type.

    Attributes:
        is_injected: Whether a fault made it.
    """

    op: str
    code: str
    is_injected: bool = False


class Connected(NamedTuple):
    """A socket follows a conversation.

    Attributes:
        after: Behind which event it wants to be told; 0 for all from the beginning, None in a
            dialect whose sockets tell nothing of what was before.
        version: The last event that the conversation has.
        is_told: Whether its client knows how the conversation is, by then; else it asks on it.
    """

    channel_id: str
    conversation_id: str
    after: int | None
    version: int
    is_told: bool = True


class Joined(NamedTuple):
    """A socket follows one more conversation, beside that of its `Connected`, from now on.

    Attributes:
        version: The last event that the conversation has; of none up to it the socket tells.
    """

    conversation_id: str
    version: int


class WentOn(NamedTuple):
    """A client did something in a conversation that it shows, but neither read nor spoke."""

    conversation_id: str


class Knocked(NamedTuple):
    """A socket on a conversation was asked for, in a dialect that tells its state before.

    Also: something was said where a conversation was that has ended, and cannot go on there.
    """

    conversation_id: str


class Ended(NamedTuple):
    """A client was told that a conversation takes nothing more: refused, or its socket closed."""

    conversation_id: str


class Looked(NamedTuple):
    """The state of a conversation was read: `state` is what the client was told."""

    conversation_id: str
    state: str


class Missing(NamedTuple):
    """A conversation was asked for that there is not (any more); the answer says so."""

    conversation_id: str


class Fetched(NamedTuple):
    """Messages were read: those behind `after` (0: all) up to `upto`, of `latest` events.

    Attributes:
        can_skip: Whether one can ask for just what is behind an event, in that dialect.
    """

    conversation_id: str
    after: int
    upto: int
    latest: int
    can_skip: bool = True


class Opened(NamedTuple):
    """A conversation began; `resumable` are those that its customer had open already.

    Attributes:
        instance: Which widget began it, as it says itself; None in a dialect without such.
    """

    conversation_id: str
    resumable: tuple[str, ...]
    instance: str | None


class SignedIn(NamedTuple):
    """A token family began; `instance` as in `Who`."""

    family_id: str
    instance: str | None
    expires_at: float
    life_s: float


class Renewed(NamedTuple):
    """A refresh token came.

    Attributes:
        family_id: The tokens' family.
        ends_at: When the newest access token ends that the family had before.
        life_s: How long that one lives in all.
        outcome: `renewed`, `again` (the same pair within the grace), `reused` or `refused`.
        expires_at: When the new access token ends; 0 if there is none.
        instance: For which of the user's widgets the family was begun.
        user: For which user.
    """

    family_id: str
    ends_at: float
    life_s: float
    outcome: str
    expires_at: float = 0.0
    instance: str | None = None
    user: str = ""


class Rotated(NamedTuple):
    """A refresh token came, of tokens on whose time no socket and no refresh depends.

    Attributes:
        family_id: As in `Renewed`.
        outcome: As in `Renewed`.
    """

    family_id: str
    outcome: str


class Severed(NamedTuple):
    """A socket was closed since its token's time was over, at `token_expires_at`."""

    channel_id: str
    conversation_id: str
    token_expires_at: float


class Swapped(NamedTuple):
    """A socket goes on with another token, in place."""

    channel_id: str
    conversation_id: str


class Wrote(NamedTuple):
    """Routing data, conversation data or a context document was written, or tried to be.

    Attributes:
        kind: `routing`, `conversation` or `context`.
        key: Which: the conversation's id, or the document's key.
        instance: Which widget wrote, as it says itself; empty if it does not say, None in a
            dialect without such.
        is_merge: Whether other members stay as they are.
        is_guarded: Whether it says which version it has seen.
        members: What each member is set to, as a hash for as long as the server runs; of the
            first members, if there are very many.
        routing: What is to be told of routing data; None of other data.
    """

    kind: str
    key: str
    instance: str | None
    is_merge: bool
    is_guarded: bool
    members: Mapping[str, int]
    routing: RoutingFacts | None = None


class Stored(NamedTuple):
    """What a client wrote stands now.

    Attributes:
        kind: As in `Wrote`.
        key: As in `Wrote`.
        lost: The members whose values were taken away, since all was over the limit; empty
            where a fault took them.
        is_kept: Whether it does stand, and no fault had it lost.
    """

    kind: str
    key: str
    lost: tuple[str, ...] = ()
    is_kept: bool = True


class Saw(NamedTuple):
    """A client was told what data is now.

    Attributes:
        kind: As in `Wrote`.
        key: As in `Wrote`; empty where the journal's entry names the conversation.
    """

    kind: str
    key: str


class RoutingFacts(NamedTuple):
    """What there is to tell of routing data as it was sent. No value of it is kept.

    Attributes:
        size: Bytes of the canonical form.
        order: Tells texts apart whose members stand in another order.
        content: The same for the same content, whatever the order.
        types: The type of each member: `string`, `boolean`, `number`, `null`, `object`, `array`.
        sizes: About how many bytes of the canonical form each member is.
        long: Members with prose in them: how many characters.
        personal: Members that look like personal data, by value or by name: what kind.
    """

    size: int
    order: int
    content: int
    types: Mapping[str, str]
    sizes: Mapping[str, int]
    long: Mapping[str, int]
    personal: Mapping[str, str]
