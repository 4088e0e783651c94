"""Owns the rule `refresh-reuse`: a refresh token that was spent comes again."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Renewed, Rotated
from mockplatform.findings.leases import is_heard
from mockplatform.findings.rule import About, Evidence, Ground, Hook, Recent, Report, Rule, Seen
from mockplatform.journal import Entry
from mockplatform.settings import DEFAULTS


class _Spent:
    """What is known of a family: who spent the last refresh token, and heard the answer."""

    __slots__ = ("at", "is_heard")

    def __init__(self) -> None:
        self.at: Entry | None = None
        self.is_heard = True


class RefreshReuse(Rule):
    """See `about`."""

    about = About(
        id="refresh-reuse",
        severity="error",
        title="A refresh token was spent twice",
        when="A refresh token comes again that was rotated before, later than the grace "
        f"(setting `refreshGrace`, {DEFAULTS.refresh_grace:g} s), or an older one at any time: the "
        "family of tokens dies of it.",
        not_when="The same token within the grace: that is how a lost answer is asked for again. "
        "The answer to the refresh that spent it was lost, or was a fault's: the client could not "
        "know that it was spent.",
        why="A token that is spent twice looks stolen, so all tokens of the customer's family are "
        "revoked: his socket is severed, his next refresh is refused, and he has to sign in again.",
        remedy="Keep the newest refresh token only, store it before anything else is done with the "
        "answer, and renew one at a time: of two tabs, each has a family of its own.",
        source="RFC 9700, section 4.14.2; RFC 6819, section 5.2.2.3",
    )

    def __init__(self, ground: Ground, report: Report) -> None:
        super().__init__(ground, report)
        self._families = Recent[str, _Spent](_Spent)

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of refresh tokens that come."""
        return {Renewed: self._renewed, Rotated: self._renewed}

    def _renewed(self, seen: Seen) -> None:
        spent = self._families[seen.act.family_id]
        if seen.act.outcome in {"renewed", "again"}:
            if seen.act.outcome == "renewed":
                spent.at, spent.is_heard = seen.entry, False
            spent.is_heard = spent.is_heard or is_heard(seen.deed)
        elif seen.act.outcome == "reused" and spent.at is not None and spent.is_heard:
            since_s = seen.entry.at - spent.at.at
            self.found(
                seen.deed.who.key,
                Evidence(spent.at, "the refresh token was spent, and the next pair given"),
                Evidence(
                    seen.entry,
                    f"a spent one came again {since_s:.0f} s later; all tokens of "
                    "the family were revoked",
                ),
            )
