"""Owns the rule `refresh-too-late`: a token is renewed in its last moment."""

from __future__ import annotations

from mockplatform.findings.leases import (
    CHANCE,
    DUE_S,
    DUE_SHARE,
    LATE_S,
    LATE_SHARE,
    LeaseRule,
)
from mockplatform.findings.rule import About, Evidence, Seen


class RefreshTooLate(LeaseRule):
    """See `about`."""

    about = About(
        id="refresh-too-late",
        severity="warning",
        title="A token was renewed in its last moment",
        when=f"A refresh comes within the last {LATE_S:g} s of the family's newest access token, "
        f"or the last {LATE_SHARE:.0%} of its life if that is less, and the client was there "
        f"before: it was heard of in front of those, and since {DUE_S:g} s ({DUE_SHARE:.0%}) "
        f"before the end {CHANCE}. A socket that is open while nothing but real time passes counts "
        "as well.",
        not_when="An earlier renewal, in time, failed for a reason that is not the client's. "
        "Nothing was heard of the client before, so that it may have slept; or it was heard of "
        "just once, and then a clock was moved into the last moment.",
        why="One answer that is lost, one `Retry-After`, one slow network, and the token is over "
        "before there is another: then the edge refuses the renewal itself and severs the socket.",
        remedy="Renew five minutes before `exp`, so that there is time for several attempts.",
        source="Guide, section 2 (five minutes before exp)",
    )

    def renewed(self, seen: Seen) -> None:
        """Judge a refresh."""
        entry, who = seen.entry, seen.deed.who
        lease = self.lease(who, seen.act.ends_at)
        if lease is None or seen.act.outcome != "renewed":
            return
        if not lease.late_at < entry.at < lease.ends_at or self.was_hindered(lease, lease.late_at):
            return
        was_there = lease.seen is not None and lease.had_chance(entry)
        if not was_there and not (self.has_line(who) and lease.was_lived(entry)):
            return
        there, left_s = lease.seen or lease.began, lease.ends_at - entry.at
        said = "it was there" if lease.seen else "it got the token"
        self.found(
            who.key,
            Evidence(there, f"{said}, {lease.ends_at - there.at:.0f} s before the token's end"),
            Evidence(entry, f"it renewed the token with {left_s:.0f} s left"),
        )
