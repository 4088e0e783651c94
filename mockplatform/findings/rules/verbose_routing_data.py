"""Owns the rule `verbose-routing-data`: more said to routing than rules are to know."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.conditions import Conditions
from mockplatform.findings.deeds import RoutingFacts, Wrote
from mockplatform.findings.naming import named
from mockplatform.findings.routing_facts import PROSE_SIGNS_MIN, PROSE_WORDS_MIN
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen

UNREAD_BYTES_MAX = 1024
"""A sixteenth of the limit: some labels for reports are well below, the guide's sample by far."""
UNREAD_SHARE_MAX = 0.5
"""Who says mostly what rules read has routing in mind, and may say a little more."""


class VerboseRoutingData(Rule):
    """See `about`."""

    about = About(
        id="verbose-routing-data",
        severity="warning",
        title="Routing data was used to carry what routing does not read",
        when=f"A value of routing data is prose: {PROSE_WORDS_MIN} words of letters, or "
        f"{PROSE_SIGNS_MIN} signs of Chinese or Japanese; so are transcripts and notes of a CRM. "
        f"Or members that no rule of the tenant reads are over {UNREAD_BYTES_MAX:,} bytes of what "
        f"is written, and over {UNREAD_SHARE_MAX:.0%} of it.",
        not_when="Some unread keys with short values, as a label for reports is; a long value that "
        "a rule reads and that is no prose, such as an address of a page; a tenant without rules, "
        "of which nobody knows what is read.",
        why="Each byte of it counts against the limit, and what is over that is refused or cut: "
        "then rules see null. What agents are to read is not shown to them from there, and each "
        "new wording is another hash, so that no placement is ever known already.",
        remedy="Put the transcript, the case and the profile into conversation data (agents see "
        "it) or into the context document, and keep for routing the few words that rules ask for.",
        source="Guide, section 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of what is written."""
        self._conditions = Conditions(self.ground)
        return {Wrote: self._wrote}

    def _wrote(self, seen: Seen) -> None:
        facts: RoutingFacts | None = seen.act.routing
        if facts is None:
            return
        unread = self._unread(facts)
        says = []
        if facts.long:
            longest = max(facts.long.values())
            says.append(f"{named(facts.long)} held prose, of up to {longest:,} characters")
        if unread:
            bytes_ = sum(facts.sizes[name] for name in unread)
            what = f"no rule reads {named(unread)}: {bytes_:,} of {facts.size:,} bytes"
            says.append(what)
        if says:
            self.found(seen.deed.who.key, Evidence(seen.entry, "; ".join(says)))

    def _unread(self, facts: RoutingFacts) -> list[str]:
        """Return the members that no rule reads, the heaviest first, if they are too much."""
        read = self._conditions.types
        if facts.size <= UNREAD_BYTES_MAX or not read:
            return []
        sizes = {name: size for name, size in facts.sizes.items() if name not in read}
        bytes_ = sum(sizes.values())
        if bytes_ <= UNREAD_BYTES_MAX or bytes_ <= UNREAD_SHARE_MAX * facts.size:
            return []
        return sorted(sizes, key=lambda name: -sizes[name])
