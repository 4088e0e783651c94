"""Owns the rule `token-in-url`: an access token in a query string."""

from __future__ import annotations

from collections.abc import Mapping

from mockplatform.findings.deeds import Deed
from mockplatform.findings.rule import About, Evidence, Hook, Rule, Seen


class TokenInUrl(Rule):
    """See `about`."""

    about = About(
        id="token-in-url",
        severity="warning",
        title="An access token stood in a URL",
        when="A request, or a socket's handshake, has `access_token` in its query.",
        not_when="The URL came whole from the platform, token and all, as the older guest chat's "
        "`eventStreamUri` does. Nothing else: where no header can be set, a socket's token goes "
        "into a subprotocol (`bearer.<token>`) or into its first frame.",
        why="Proxies, servers and browsers keep URLs: in logs, in histories, in what is sent to "
        "other sites as the referrer. Whoever reads one speaks for the customer until the token "
        "ends.",
        remedy="Send `Authorization: Bearer`; with a WebSocket offer the subprotocol "
        "`bearer.<token>`, or send the `auth` frame first.",
        source="RFC 6750, section 5.3; RFC 9700, section 4.3.2",
    )

    def hears(self) -> Mapping[type | str, Hook]:
        """Hear of every request."""
        return {Deed: self._asked}

    def _asked(self, seen: Seen) -> None:
        if seen.deed.token_in_url:
            says = f"{seen.deed.op} came with the token in its query"
            self.found(seen.deed.who.key, Evidence(seen.entry, says))
