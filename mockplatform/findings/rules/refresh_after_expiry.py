"""Owns the rule `refresh-after-expiry`: a token is renewed when it has ended."""

from __future__ import annotations

from mockplatform.findings.deeds import REFRESHES
from mockplatform.findings.leases import CHANCE, Lease, LeaseRule
from mockplatform.findings.rule import About, Evidence, Seen

_EXPIRED = "token.expired"


class RefreshAfterExpiry(LeaseRule):
    """See `about`."""

    about = About(
        id="refresh-after-expiry",
        severity="warning",
        title="A token was renewed only after its end",
        when="A refresh comes with a bearer whose time is over, or, with a client's secret as the "
        "bearer, when the newest access token of its family has ended.",
        not_when="An earlier renewal of that token failed for a reason that is not the client's "
        "(no answer, 408, 425, 429, 5xx, an injected fault). The client had no chance, so that it "
        f"may have slept: while a renewal was due it was not heard of {CHANCE}; and no socket of "
        "its own ended with the token. With an ended bearer that excuses only where the end "
        "came by a clock that was moved. Tokens that no sign-in gave, such as those that the admin "
        "API mints.",
        why="The edge judges the bearer before anything else and refuses the refresh itself. What "
        "the customer does meanwhile is refused as well, his socket is severed, and a widget that "
        "takes this for a broken network begins anew and sends again what was under way.",
        remedy="Take a token for a lease: schedule its renewal five minutes before `exp`, earlier "
        "by a bit of luck. When it has ended all the same, ask for a new pair instead.",
        source="Guide, section 2 (trap: refreshing after the expiry)",
    )

    def asked(self, seen: Seen) -> None:
        """Judge a refresh that the edge refused."""
        deed = seen.deed
        if deed.aim == REFRESHES and deed.error == _EXPIRED and not deed.is_injected:
            lease = self.lease(deed.who, deed.token_expires_at)
            if lease is not None and (lease.had_chance(seen.entry) or lease.was_lived(seen.entry)):
                self._judge(seen, lease, "a refresh came with the ended token, and was refused")

    def renewed(self, seen: Seen) -> None:
        """Judge a refresh that came through to the service."""
        if seen.act.outcome not in {"renewed", "refused"}:
            return
        lease = self.lease(seen.deed.who, seen.act.ends_at)
        if lease is not None and (
            lease.had_chance(seen.entry)
            or (lease.severed is not None and lease.was_lived(lease.severed))
        ):
            self._judge(seen, lease, "its refresh token was spent")

    def _judge(self, seen: Seen, lease: Lease, what: str) -> None:
        late_s = seen.entry.at - lease.ends_at
        if late_s < 0 or self.was_hindered(lease, seen.entry.at):
            return
        self.found(
            seen.deed.who.key,
            *_was_there(lease),
            Evidence(seen.entry, f"{what}, {late_s:.0f} s after the token's end"),
        )


def _was_there(lease: Lease) -> list[Evidence]:
    if lease.there is not None:
        says = "the client was there while a renewal was due, "
        return [Evidence(lease.there, f"{says}{lease.ends_at - lease.there.at:.0f} s left")]
    if lease.severed is not None:
        return [Evidence(lease.severed, "its socket ended with the token")]
    return []
