"""Owns feeds: the notification channels that a user of an application has, and their topics.

A feed knows what is to be told, not who listens: the socket on it comes and goes. It is found by
its secret, which is the channel's id, and lives for a day after its topics were set last, or as
long as the token that opened it.

Source: Genesys developer forum, "Notifications service limits & concepts" (a day, 20 channels,
1,000 topics, the end of the token).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event
from mockplatform.errors import BadRequest, NotFound
from mockplatform.limits import LIMITS
from mockplatform.settings import Settings

ENDED = "feed.ended"
FORGOTTEN = "feed.forgotten"
Ending = Literal["expired", "token", "replaced"]


class Credential(Struct, frozen=True, kw_only=True):
    """The access token that opened a feed, without what would open anything.

    Attributes:
        id: Its `jti`.
        key_id: The key that signed it.
        issued_at: Epoch seconds, whole.
        expires_at: Epoch seconds, whole.
    """

    id: str
    key_id: str
    issued_at: int
    expires_at: int


class FeedSet(Event, frozen=True, kw_only=True):
    """The feed is this from now on, all of it; it ends `life_s` after `at`."""

    secret: str
    user_id: str
    client_id: str
    token: Credential
    opened_at: float
    topics: tuple[str, ...] = ()
    life_s: float = LIMITS.feed_life_s

    def stand_in(self) -> Event | None:
        """Nothing is left of what the feed was: one that is renewed for ever stays small."""
        return _VOID


class FeedEnded(Event, frozen=True, kw_only=True):
    """The feed is over."""

    reason: Ending


_VOID = FeedSet(
    at=0.0,
    secret="",
    user_id="",
    client_id="",
    token=Credential(id="", key_id="", issued_at=0, expires_at=0),
    opened_at=0.0,
    life_s=0.0,
)
FeedEvent = FeedSet | FeedEnded


class Feed(Struct, frozen=True, kw_only=True):
    """The state of one feed. `version` 0 means that it does not exist.

    Attributes:
        secret: By which its owner and its socket find it.
        user_id: Whose it is: an agent's id, or a client's that has no user.
        client_id: By which application.
        used_at: When it was opened, or its topics were set last.
        topics: What is to be told, in the words of whoever asked for it.
        ended: Why it is over; empty while it is not.
    """

    id: str
    version: int = 0
    secret: str = ""
    user_id: str = ""
    client_id: str = ""
    token: Credential = _VOID.token
    opened_at: float = 0.0
    used_at: float = 0.0
    life_s: float = 0.0
    topics: tuple[str, ...] = ()
    ended: str = ""
    ended_at: float = 0.0

    @property
    def is_live(self) -> bool:
        """Whether it has begun and not ended."""
        return self.version > 0 and not self.ended

    @property
    def expires_at(self) -> float:
        """When it ends if its topics are not set again."""
        return self.used_at + self.life_s


class OpenFeed(Command, frozen=True, kw_only=True):
    """Begin a feed."""

    secret: str
    user_id: str
    client_id: str
    token: Credential


class SetTopics(Command, frozen=True, kw_only=True):
    """Have these topics told, beside those before (`add`) or instead; the feed lives on."""

    topics: tuple[str, ...]
    add: bool = False


class EndFeed(Command, frozen=True, kw_only=True):
    """End the feed."""

    reason: Ending


def initial(id_: str) -> Feed:
    """Return the feed that does not exist yet."""
    return Feed(id=id_)


def decide(state: Feed, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the feed.

    Raises:
        NotFound: There is none, or no more.
        BadRequest: It would have more topics than one may have.
    """
    return _DECISIONS[type(command)](state, command, at)


def _open(state: Feed, command: OpenFeed, at: Circumstances) -> list[Event]:
    assert state.version == 0  # secrets are drawn, and no two are the same
    return [
        FeedSet(
            at=at.now,
            secret=command.secret,
            user_id=command.user_id,
            client_id=command.client_id,
            token=command.token,
            opened_at=at.now,
        )
    ]


def _set_topics(state: Feed, command: SetTopics, at: Circumstances) -> list[Event]:
    if not state.is_live:
        raise unknown()
    topics = tuple(dict.fromkeys((*(state.topics if command.add else ()), *command.topics)))
    check_count(len(topics))
    return [
        FeedSet(
            at=at.now,
            secret=state.secret,
            user_id=state.user_id,
            client_id=state.client_id,
            token=state.token,
            opened_at=state.opened_at,
            topics=topics,
        )
    ]


def check_count(topics: int) -> None:
    """Let so many topics be a channel's.

    Raises:
        BadRequest: They are too many.
    """
    if topics > LIMITS.feed_topics_max:
        raise BadRequest(
            f"A channel has at most {LIMITS.feed_topics_max} topics, and not {topics}",
            hint="Take topics away by PUT or DELETE, or open another channel.",
        )


def unknown() -> NotFound:
    """Return the refusal of what is no channel; it does not say the id, which may be a secret."""
    return NotFound(
        "No such notification channel",
        hint="Channels end a day after their topics were set last, and with the token that opened "
        "them: POST /api/v2/notifications/channels gives another one.",
    )


def _end(state: Feed, command: EndFeed, at: Circumstances) -> list[Event]:
    return [FeedEnded(at=at.now, reason=command.reason)] if state.is_live else []


_DECISIONS: dict[type[Command], Callable[[Feed, Any, Circumstances], list[Event]]] = {
    OpenFeed: _open,
    SetTopics: _set_topics,
    EndFeed: _end,
}


def evolve(state: Feed, event: Event) -> Feed:
    """Return the feed after `event`."""
    version = state.version + 1
    match event:
        case FeedSet():
            return Feed(
                id=state.id,
                version=version,
                secret=event.secret,
                user_id=event.user_id,
                client_id=event.client_id,
                token=event.token,
                opened_at=event.opened_at,
                used_at=event.at,
                life_s=event.life_s,
                topics=event.topics,
            )
        case FeedEnded(reason=reason):
            return replace(state, version=version, ended=reason, ended_at=event.at)
    raise TypeError(type(event))


def next_deadline(state: Feed, settings: Settings) -> Deadline | None:
    """Return when the feed or its token ends by itself; one that has ended is forgotten at once."""
    del settings
    if state.version == 0:
        return None
    if state.ended:
        return Deadline(state.ended_at, FORGOTTEN)
    return Deadline(min(state.expires_at, state.token.expires_at), ENDED)


AGGREGATE = Aggregate(
    kind="feed", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
