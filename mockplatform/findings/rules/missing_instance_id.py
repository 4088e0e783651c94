"""Owns the rule `missing-instance-id`: a widget that does not say which of a user's it is."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Opened, SignedIn
from mockplatform.findings.rule import About, Evidence, Hook, Recent, Rule, Seen


class MissingInstanceId(Rule):
    """See `about`."""

    about = About(
        id="missing-instance-id",
        severity="note",
        title="A conversation was begun by a widget without an instance id",
        when="A conversation begins, and neither the token it was begun with, nor the body, nor "
        "the header `X-Instance-Id` has an `instanceId`. It is one finding for each user.",
        not_when="One of the three names it, or did so before with a token of the same "
        "sign-in; or the API knows no such thing (Genesys).",
        why="It costs nothing while the customer has one tab. With two, nobody can tell whose "
        "token, socket or data is whose: who overwrote what in the other's name is not to be "
        "found, neither in the journal nor by these rules.",
        remedy="Make an id when a widget starts, keep it in the tab's sessionStorage, begin the "
        "keys of all that is stored with it, and say it as `instanceId` when signing in.",
        source="Guide, edge case 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear who signs in, and who begins conversations."""
        self._signed_in: Recent[str, Evidence | None] = Recent(lambda: None)
        return {SignedIn: self._signs_in, Opened: self._opened}

    def _signs_in(self, seen: Seen) -> None:
        says = "it signed in without an `instanceId`"
        without = Evidence(seen.entry, says) if seen.act.instance == "" else None
        self._signed_in[seen.deed.who.user] = without

    def _opened(self, seen: Seen) -> None:
        who = seen.deed.who
        if seen.act.instance != "" or who.instance:
            return
        before = self._signed_in.get(who.user)
        says = "a conversation was begun by a widget that does not say which it is"
        self.found(who.user, *([before] if before else []), Evidence(seen.entry, says))
