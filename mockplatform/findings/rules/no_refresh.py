"""Owns the rule `no-refresh`: a token was used until it died."""

from __future__ import annotations

from mockplatform.findings.deeds import RENEWS
from mockplatform.findings.leases import CHANCE, DUE_S, DUE_SHARE, Lease, LeaseRule
from mockplatform.findings.rule import About, Evidence, Seen

_EXPIRED = "token.expired"


class NoRefresh(LeaseRule):
    """See `about`."""

    about = About(
        id="no-refresh",
        severity="warning",
        title="A token was used until it died",
        when="A call is refused since its token's time is over, or a socket is severed for that, "
        "and the client had not tried to get another one, although it was heard of "
        f"within the last {DUE_S:g} s of the token (or {DUE_SHARE:.0%} of its life, if that is "
        f"less) {CHANCE}. "
        "An idle socket that lived through all of the token's time, with no clock moved, counts "
        "as well. Each token counts once.",
        not_when="Any renewal or sign-in was tried since the token was given, whatever became of "
        "it. The client was not heard of in that time; or just once, and then it had no time, or a "
        "clock was moved past the end. Tokens that were ended before their time or "
        "revoked, and those that no sign-in gave.",
        why="At the end of its token the socket is severed and every call is refused, in the "
        "middle of what the customer types. What was under way then may be lost, or sent twice by "
        "the reconnect.",
        remedy="Schedule a renewal five minutes before `exp`, and swap the token on the socket in "
        "place (`token.update`).",
        source="Guide, section 2 (silent rotation before the end)",
    )

    def asked(self, seen: Seen) -> None:
        """Judge a call that was refused."""
        deed = seen.deed
        if deed.error == _EXPIRED and not deed.is_injected and deed.aim not in RENEWS:
            lease = self.lease(deed.who, deed.token_expires_at)
            if lease is not None and lease.had_chance(seen.entry):
                self._judge(seen, lease, f"{deed.op} was refused: the token had ended")

    def severed(self, seen: Seen) -> None:
        """Judge the end of a socket."""
        lease = self.lease(seen.deed.who, seen.act.token_expires_at)
        if lease is not None and (lease.had_chance(seen.entry) or lease.was_lived(seen.entry)):
            self._judge(seen, lease, "its socket was severed: the token had ended")

    def _judge(self, seen: Seen, lease: Lease, says: str) -> None:
        is_over = seen.entry.at >= lease.ends_at
        if lease.is_told or lease.tried or not is_over or self.was_hindered(lease, seen.entry.at):
            return
        lease.is_told = True
        story = [Evidence(lease.began, f"it got a token for {lease.life_s:.0f} s")]
        if lease.there:
            left_s = lease.ends_at - lease.there.at
            story.append(Evidence(lease.there, f"it was there with {left_s:.0f} s left of it"))
        self.found(seen.deed.who.key, *story, Evidence(seen.entry, says))
