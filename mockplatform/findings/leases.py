"""Owns what rules about renewals remember: each client's tokens as leases, and what it did in them.

A lease is the time of one access token. Three spans of it matter: when a renewal is due, when it
is late, and what is behind the end. Whether a client had a chance to renew in time is told by what
was heard of it while that was due: tests move clocks, and devices sleep.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from mockplatform.findings.deeds import RENEWS, Connected, Deed, Renewed, Severed, SignedIn, Who
from mockplatform.findings.rule import FrameIn, Hook, Recent, Report, Rule, Seen
from mockplatform.findings.rule import Ground as Tenant
from mockplatform.journal import Entry

DUE_S = 300.0
"""So long before a token's end a renewal is due (Guide, section 2) …"""
DUE_SHARE = 0.25
"""… or when this share of its life is left, where lives are short."""
LATE_S = 60.0
"""Within so long before the end it is late: one lost answer, and there is no time for another …"""
LATE_SHARE = 0.1
"""… or within this share of the life."""
HEARD_MIN = 2
"""Heard of so often while a renewal is due, a client had a chance: a clock that is moved in one
step, and in another one past the end, leaves it none, though it makes a call between them …"""
CHANCE_S = 30.0
"""… and so it had if it was heard of once, with so much real time before the end …"""
CHANCE_SHARE = 0.025
"""… or with this share of the token's life, if that is less."""
CHANCE = (
    f"at least {HEARD_MIN} times, or once with {CHANCE_S:g} s of real time behind it "
    f"({CHANCE_SHARE:.1%} of the token's life, if that is less)"
)
"""How rules say it."""
REAL_SHARE = 0.9
"""A lease was lived through if at least this share of it passed in real time as well."""
LEASES_MAX = 4
"""How many of a client's newest leases are remembered."""
STRAYS_MAX = 16
"""How many renewals are remembered of which nothing says whose they were."""
_UNWELL = frozenset({0, 408, 425, 429})
"""Answers below 500 that do not blame the caller; 0: there was none."""

_OK, _UNWELL_FROM = 200, 500


def is_platforms(deed: Deed) -> bool:
    """Whether a call failed for a reason that is not its client's."""
    return deed.is_injected or deed.status >= _UNWELL_FROM or deed.status in _UNWELL


def is_heard(deed: Deed) -> bool:
    """Whether a call succeeded, and nothing speaks against that its client knows it."""
    return deed.status == _OK and not deed.is_injected


class Lease:
    """The time of one access token, and what its client did in it.

    Attributes:
        began: The entry with which the client got it.
        due_at: From when on a renewal is due.
        late_at: From when on it is late.
        seen: What was last heard of the client while a renewal was due, and not late.
        there: The same, but perhaps while it was late.
        times: How often it was heard of then.
        tried: Whether a renewal, or another way to a new token, was tried.
        hindered: The first one that failed for a reason that is not the client's.
        severed: The end of a socket, with the token's.
        is_told: Whether what there is to say of it was said.
    """

    __slots__ = (
        "began",
        "due_at",
        "ends_at",
        "hindered",
        "is_told",
        "late_at",
        "life_s",
        "seen",
        "severed",
        "there",
        "times",
        "tried",
    )

    def __init__(self, began: Entry, ends_at: float, life_s: float) -> None:
        self.began = began
        self.ends_at = ends_at
        self.life_s = life_s
        self.due_at = ends_at - min(DUE_S, life_s * DUE_SHARE)
        self.late_at = ends_at - min(LATE_S, life_s * LATE_SHARE)
        self.seen: Entry | None = None
        self.there: Entry | None = None
        self.times = 0
        self.tried = False
        self.hindered: Entry | None = None
        self.severed: Entry | None = None
        self.is_told = False

    def heard(self, entry: Entry) -> None:
        """Note that the client is there."""
        if not self.due_at <= entry.at < self.ends_at:
            return
        self.times += 1
        self.there = entry
        if entry.at < self.late_at:
            self.seen = entry

    def had_chance(self, until: Entry) -> bool:
        """Whether the client was there while a renewal was due, and could have done it then."""
        there = self.there
        if there is None or self.times >= HEARD_MIN:
            return there is not None
        real_s = min(until.wall_at - there.wall_at, self.ends_at - there.at)
        return real_s >= min(CHANCE_S, self.life_s * CHANCE_SHARE)

    def was_lived(self, until: Entry) -> bool:
        """Whether real time has passed until then, and not only a clock that was moved."""
        real_s = until.wall_at - self.began.wall_at
        return real_s >= REAL_SHARE * (min(until.at, self.ends_at) - self.began.at)


class Holding:
    """One client: its leases, the newest last, and how many sockets it has."""

    __slots__ = ("leases", "lines")

    def __init__(self) -> None:
        self.leases: deque[Lease] = deque(maxlen=LEASES_MAX)
        self.lines = 0


class LeaseRule(Rule):
    """A rule about renewals. What it judges is judged before it is remembered."""

    def __init__(self, ground: Tenant, report: Report) -> None:
        super().__init__(ground, report)
        self._holdings = Recent[str, Holding](Holding)
        self._lines = Recent[str, str](str)
        self._strays: deque[Entry] = deque(maxlen=STRAYS_MAX)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request, of frames, of tokens and of sockets."""
        return {
            Deed: self._asked,
            SignedIn: self._signed_in,
            Renewed: self._renewed,
            Severed: self._severed,
            Connected: self._connected,
            FrameIn: self._frame,
            "socket": self._socket,
        }

    # What a rule judges. Each is called before the deed is remembered.

    def asked(self, seen: Seen) -> None:
        """Judge a request."""

    def renewed(self, seen: Seen) -> None:
        """Judge a refresh token that came."""

    def severed(self, seen: Seen) -> None:
        """Judge the end of a socket with its token."""

    # What it asks.

    def lease(self, who: Who, ends_at: float | None) -> Lease | None:
        """Return a client's lease that ends then; None if it is not known."""
        holding = self._holdings.get(who.key)
        if holding is None:
            return None
        return next((one for one in holding.leases if one.ends_at == ends_at), None)

    def was_hindered(self, lease: Lease, by: float) -> bool:
        """Whether a renewal by then failed for a reason that is not the client's.

        One of which nothing says whose it was may have been its own.
        """
        if lease.hindered is not None and lease.hindered.at < by:
            return True
        return any(one.id > lease.began.id and one.at < by for one in self._strays)

    def has_line(self, who: Who) -> bool:
        """Whether a client has a socket."""
        holding = self._holdings.get(who.key)
        return holding is not None and holding.lines > 0

    # What it remembers.

    def _asked(self, seen: Seen) -> None:
        entry, deed = seen.entry, seen.deed
        self.asked(seen)
        if deed.aim in RENEWS:
            self._tried(entry, deed)
        else:  # a renewal is no sign that there was time for one before
            self._heard(deed.who.key, entry)

    def _heard(self, key: str, entry: Entry) -> None:
        holding = self._holdings.get(key)
        for lease in () if holding is None else holding.leases:
            lease.heard(entry)

    def _tried(self, entry: Entry, deed: Deed) -> None:
        is_hindered = is_platforms(deed)
        if is_hindered and not deed.who.user:
            self._strays.append(entry)
        holding = self._holdings.get(deed.who.key)
        for lease in () if holding is None else holding.leases:
            lease.tried = True
            if is_hindered:
                lease.hindered = lease.hindered or entry

    def _begun(self, seen: Seen, ends_at: float, life_s: float) -> None:
        holding = self._holdings[seen.deed.who.key]
        for lease in holding.leases:
            lease.tried = True
        same = next((one for one in holding.leases if one.ends_at == ends_at), None)
        if same is None:
            holding.leases.append(Lease(seen.entry, ends_at, life_s))
        else:  # the same pair once more: the renewal was that of the lease before
            same.tried, same.hindered = False, None

    def _signed_in(self, seen: Seen) -> None:
        self._begun(seen, seen.act.expires_at, seen.act.life_s)

    def _renewed(self, seen: Seen) -> None:
        self.renewed(seen)
        if seen.act.outcome in {"renewed", "again"}:
            self._begun(seen, seen.act.expires_at, seen.act.expires_at - seen.entry.at)

    def _severed(self, seen: Seen) -> None:
        self.severed(seen)
        lease = self.lease(seen.deed.who, seen.act.token_expires_at)
        if lease is not None:
            lease.severed = seen.entry

    def _connected(self, seen: Seen) -> None:
        key = seen.deed.who.key
        self._lines[seen.act.channel_id] = key
        self._holdings[key].lines += 1

    def _frame(self, seen: Seen) -> None:
        key = self._lines.get(seen.entry.detail[1])
        if key is not None:
            self._heard(key, seen.entry)

    def _socket(self, seen: Seen) -> None:
        act, channel_id = seen.entry.detail[:2]
        key = self._lines.pop(channel_id) if act == "close" else None
        holding = None if key is None else self._holdings.get(key)
        if holding is not None and holding.lines:
            holding.lines -= 1
