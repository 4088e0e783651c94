"""Owns the rule `oversized-routing-data`: more of it than the platform takes."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Refused, Stored, Wrote
from mockplatform.findings.naming import named
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen, Trouble
from mockplatform.findings.writes import Writes
from mockplatform.limits import LIMITS

_MAX = LIMITS.routing_data_bytes_max
_CODES = frozenset({"routing.data.too.large", "custom.attributes.too.large"})


class OversizedRoutingData(Rule):
    """See `about`."""

    about = About(
        id="oversized-routing-data",
        severity="error",
        title="Routing data was larger than the platform takes",
        when=f"A writing leaves routing data with over {_MAX:,} bytes of its canonical form (keys "
        "sorted, no white space, UTF-8), and the platform refuses it or takes values away, as the "
        "tenant's policy is. Of a merge the whole counts, with what was there before. Guests' "
        "custom attributes have the deployment's limit.",
        not_when="A fault refused it or took the values, or it came to the limit and not over it.",
        why="What is refused is not there at all, and what is cut is null: rules that ask for it "
        "do not match, and the fallback queue takes the customer instead of the right one.",
        remedy="Keep in routing data what rules read, and nothing else. Measure the UTF-8 bytes of "
        "the whole before it is sent: `JSON.stringify(x).length` counts other units. What is "
        "heavy belongs into conversation data or into the context document.",
        source="Guide, section 3",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear what is written, and what comes of it."""
        self._writes = Writes()
        return {
            Wrote: self._writes.wrote,
            Trouble: self._answered,
            Refused: self._refused,
            Stored: self._stored,
        }

    def _answered(self, seen: Seen) -> None:
        if seen.deed.error not in _CODES or seen.deed.is_injected:
            return
        acts = (act for act in seen.deed.acts if type(act) is Wrote and act.kind == "routing")
        says = f"{_size(next(acts, None))}, and was refused"
        self.found(seen.deed.who.key, Evidence(seen.entry, says))

    def _refused(self, seen: Seen) -> None:
        written = self._writes.answered(seen)
        if seen.act.code not in _CODES or seen.act.is_injected:
            return
        came = () if written is None else (Evidence(written.entry, _size(written.act)),)
        self.found(seen.deed.who.key, *came, Evidence(seen.entry, "it was refused as too large"))

    def _stored(self, seen: Seen) -> None:
        written, lost = self._writes.answered(seen), seen.act.lost
        if not lost or seen.deed.is_injected:
            return
        came = () if written is None else (Evidence(written.entry, _size(written.act)),)
        taken = f"to make it fit, the platform took the values of {named(lost)} away"
        self.found(seen.deed.who.key, *came, Evidence(seen.entry, taken))


def _size(wrote: Wrote | None) -> str:
    size = 0 if wrote is None or wrote.routing is None else wrote.routing.size
    if size > _MAX:
        return f"routing data of {size:,} bytes came, {_MAX:,} at most are taken"
    if wrote is None or not wrote.is_merge:
        return "routing data that is too large came"
    return f"a merge of {size:,} bytes came, which made all of it more than can be taken"
