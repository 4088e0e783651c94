"""Owns token families: tokens as leases that end, are renewed, and die together.

A family is born with a first pair of an access and a refresh token. Each refresh gives
the next pair and spends the refresh token. A spent one that comes again within the
grace time was a lost answer: the same pair is given. Later it is reuse: the family dies.

Source: guide, section 2 (a lease, sliding window). Invented: rotation, grace, reuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from mockplatform.core.aggregate import Aggregate, Circumstances, Command, Deadline, Event, Tick
from mockplatform.errors import OAuthError
from mockplatform.settings import Settings

ENDED = "ended"
"""The reason of a family that time ended, not somebody."""


FORGOTTEN = "family.forgotten"


class Pair(Struct, frozen=True, kw_only=True):
    """What one issue gives: enough to sign the same two tokens again.

    Attributes:
        number: 1 for the first pair of the family; the refresh token carries it.
        access_id: The access token's `jti`.
        expires_at: The access token's end; epoch seconds, whole.
        issued_at: Epoch seconds, whole.
        scope: What the access token allows.
        key_id: The key that signs.
        refreshable: Whether a refresh token comes with it.
    """

    number: int
    access_id: str
    issued_at: int
    expires_at: int
    scope: tuple[str, ...]
    key_id: str
    refreshable: bool = True


class Holder(Struct, frozen=True, kw_only=True):
    """For whom a family's tokens speak."""

    user_id: str
    client_id: str
    deployment_id: str = ""
    instance_id: str = ""


class FamilyStarted(Event, frozen=True, kw_only=True):
    """A family was born."""

    holder: Holder
    scope: tuple[str, ...]


class PairIssued(Event, frozen=True, kw_only=True):
    """A pair was given; `ended` are access tokens that this ended at once."""

    pair: Pair
    ended: tuple[str, ...] = ()


class AccessEnded(Event, frozen=True, kw_only=True):
    """An access token reached its end."""

    access_id: str


class AccessCutShort(Event, frozen=True, kw_only=True):
    """An access token's end came before its time; until then it is remembered as ended."""

    access_id: str


class FamilyRevoked(Event, frozen=True, kw_only=True):
    """The family is dead: `reason` is revoked, reuse or ended."""

    reason: str


FamilyEvent = FamilyStarted | PairIssued | AccessEnded | AccessCutShort | FamilyRevoked


class Family(Struct, frozen=True, kw_only=True):
    """The state of one token family. `version` 0 means that it does not exist."""

    id: str
    version: int = 0
    holder: Holder = Holder(user_id="", client_id="")
    scope: tuple[str, ...] = ()
    started_at: float = 0.0
    used_at: float = 0.0
    pair: Pair | None = None
    rotated_at: float = 0.0
    live: tuple[tuple[str, int], ...] = ()
    """The access tokens whose time is not over: (jti, end)."""
    cut_short: frozenset[str] = frozenset()
    """Those of `live` that have ended all the same."""
    last_end: int = 0
    """When the last access token of all ends: a dead family is remembered until then."""
    revoked: str = ""


class Start(Command, frozen=True, kw_only=True):
    """Begin a family with its first pair."""

    holder: Holder
    scope: tuple[str, ...]
    access_id: str
    key_id: str
    life_s: float | None = None
    refreshable: bool = True


class Refresh(Command, frozen=True, kw_only=True):
    """Give the next pair for refresh token `number`; `scope` narrows, None keeps."""

    number: int
    scope: tuple[str, ...] | None
    access_id: str
    key_id: str
    life_s: float | None = None


class Renew(Command, frozen=True, kw_only=True):
    """Give the next pair, whichever is the newest: to who has shown a good access token.

    Nothing is spent, so nothing can be used again. Invented for clients without refresh tokens.
    """

    key_id: str
    life_s: float | None = None


class Revoke(Command, frozen=True, kw_only=True):
    """End the family and every token of it."""

    reason: str = "revoked"


class CutShort(Command, frozen=True, kw_only=True):
    """End access tokens before their time: all of the family, or one; it can still be renewed."""

    access_id: str = ""


def initial(id_: str) -> Family:
    """Return the family that does not exist yet."""
    return Family(id=id_)


def ends_at(family: Family, settings: Settings) -> float:
    """Return when the family can no longer be refreshed; its access tokens may live longer."""
    if family.pair is not None and not family.pair.refreshable:
        return family.started_at
    return min(family.used_at + settings.family_idle, family.started_at + settings.family_life)


def decide(state: Family, command: Command, at: Circumstances) -> Sequence[Event]:
    """Return what happens to the family.

    A reused refresh token does not raise here: its family must be revoked, and that is
    an event. The caller finds `revoked` set and refuses.

    Raises:
        OAuthError: The family is unknown, dead or over (`invalid_grant`), or the scope would
            widen (`invalid_scope`).
    """
    return _DECISIONS[type(command)](state, command, at)


def _start(state: Family, command: Start, at: Circumstances) -> list[Event]:
    if state.version:
        raise OAuthError("invalid_grant", "The code was used before")
    pair = _pair(command, 1, command.scope, at)
    return [
        FamilyStarted(at=at.now, holder=command.holder, scope=command.scope),
        PairIssued(at=at.now, pair=replace(pair, refreshable=command.refreshable)),
    ]


def _pair(command: Start | Refresh, number: int, scope: tuple[str, ...], at: Circumstances) -> Pair:
    life = at.settings.access_token_life if command.life_s is None else command.life_s
    issued_at = int(at.now)
    return Pair(
        number=number,
        access_id=command.access_id,
        issued_at=issued_at,
        expires_at=issued_at + int(life),
        scope=scope,
        key_id=command.key_id,
    )


def _refresh(state: Family, command: Refresh, at: Circumstances) -> list[Event]:
    pair = state.pair
    if state.version == 0 or pair is None or not 1 <= command.number <= pair.number:
        raise OAuthError("invalid_grant", "The refresh token is not known")
    _check_goes_on(state, at)
    if command.number < pair.number:
        within_grace = at.now - state.rotated_at <= at.settings.refresh_grace
        if command.number == pair.number - 1 and within_grace:
            return []
        return [FamilyRevoked(at=at.now, reason="reuse")]
    scope = state.scope if command.scope is None else command.scope
    if not set(scope) <= set(state.scope):
        wider = " ".join(sorted(set(scope) - set(state.scope)))
        raise OAuthError("invalid_scope", f"The scope may narrow, never widen: {wider}")
    return [_issued(state, _pair(command, pair.number + 1, scope, at), at)]


def _check_goes_on(state: Family, at: Circumstances) -> None:
    if state.revoked:
        raise OAuthError(
            "invalid_grant",
            f"The token family is dead ({state.revoked})",
            hint="It gives no more tokens: get a new pair, as the first one was got.",
        )
    if at.now >= ends_at(state, at.settings):
        raise OAuthError("invalid_grant", "The refresh token's time is over")


def _issued(state: Family, pair: Pair, at: Circumstances) -> PairIssued:
    """Return that the family has another pair, and what that ends at once."""
    ended: tuple[str, ...] = ()
    if at.settings.revoke_on_refresh:
        ended = tuple(jti for jti, _ in state.live if jti not in state.cut_short)
    return PairIssued(at=at.now, pair=pair, ended=ended)


def _renew(state: Family, command: Renew, at: Circumstances) -> list[Event]:
    if state.pair is None:
        raise OAuthError("invalid_grant", "The access token is of no family")
    _check_goes_on(state, at)
    number = state.pair.number + 1
    refresh = Refresh(
        number=state.pair.number,
        scope=None,
        access_id=f"{state.id}.{number}",
        key_id=command.key_id,
        life_s=command.life_s,
    )
    return [_issued(state, _pair(refresh, number, state.scope, at), at)]


def _revoke(state: Family, command: Revoke, at: Circumstances) -> list[Event]:
    if state.version == 0 or state.revoked:
        return []
    return [FamilyRevoked(at=at.now, reason=command.reason)]


def _cut_short(state: Family, command: CutShort, at: Circumstances) -> list[Event]:
    return [
        AccessCutShort(at=at.now, access_id=jti)
        for jti, end in state.live
        if command.access_id in ("", jti) and at.now < end and jti not in state.cut_short
    ]


def _tick(state: Family, command: Tick, at: Circumstances) -> list[Event]:
    del command
    if state.version == 0 or state.revoked:
        return []
    in_order = sorted(state.live, key=lambda token: token[1])
    ended: list[Event] = [
        AccessEnded(at=at.now, access_id=jti) for jti, end in in_order if end <= at.now
    ]
    if len(ended) == len(state.live) and at.now >= ends_at(state, at.settings):
        ended.append(FamilyRevoked(at=at.now, reason=ENDED))
    return ended


_DECISIONS: dict[type[Command], Callable[[Family, Any, Circumstances], list[Event]]] = {
    Start: _start,
    Refresh: _refresh,
    Renew: _renew,
    Revoke: _revoke,
    CutShort: _cut_short,
    Tick: _tick,
}


def evolve(state: Family, event: Event) -> Family:
    """Return the family after `event`."""
    version = state.version + 1
    match event:
        case FamilyStarted():
            return replace(
                state,
                version=version,
                holder=event.holder,
                scope=event.scope,
                started_at=event.at,
                used_at=event.at,
            )
        case PairIssued(pair=pair, ended=ended):
            kept = state.live
            if ended:
                kept = tuple((jti, end) for jti, end in kept if jti not in ended)
            return replace(
                state,
                version=version,
                pair=pair,
                used_at=event.at,
                rotated_at=event.at,
                live=(*kept, (pair.access_id, pair.expires_at)),
                last_end=max(state.last_end, pair.expires_at),
            )
        case AccessEnded(access_id=access_id):
            kept = tuple((jti, end) for jti, end in state.live if jti != access_id)
            over = state.cut_short - {access_id}
            return replace(state, version=version, live=kept, cut_short=over)
        case AccessCutShort(access_id=access_id):
            return replace(state, version=version, cut_short=state.cut_short | {access_id})
        case FamilyRevoked(reason=reason):
            return replace(state, version=version, revoked=reason, live=(), cut_short=frozenset())
    raise TypeError(type(event))


def next_deadline(state: Family, settings: Settings) -> Deadline | None:
    """Return when the next access token ends; when there is none, when the family does.

    A dead family is to be forgotten when the last token that it stands against has ended,
    the refresh token included.
    """
    if state.version == 0:
        return None
    if state.revoked:
        return Deadline(max(state.last_end, ends_at(state, settings)), FORGOTTEN)
    if state.live:
        return Deadline(min(end for _, end in state.live), "token.ended")
    return Deadline(ends_at(state, settings), "family.ended")


AGGREGATE = Aggregate(
    kind="family", initial=initial, decide=decide, evolve=evolve, next_deadline=next_deadline
)
