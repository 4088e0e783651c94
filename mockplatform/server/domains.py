"""Owns the names of a region: those by which Genesys Cloud's clients look for its services.

Source: [C] the transport SDK, genesys-web-messaging-tester and the Messenger's script put these
words before a region's domain; only some of them can be told another base URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockplatform.errors import StartRefused
from mockplatform.limits import LIMITS

SERVICES = ("api", "login", "webmessaging", "api-cdn", "apps", "streaming")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def names_of(domains: Iterable[str]) -> list[str]:
    """Return the names of all services of some domains, and the domains themselves.

    Raises:
        StartRefused: One is no domain.
    """
    lower = dict.fromkeys(domain.strip().lower().rstrip(".") for domain in domains)
    for domain in lower:
        if not _DOMAIN.fullmatch(domain) or len(domain) > LIMITS.domain_chars_max:
            raise StartRefused(
                f"{domain[:80]!r} is no domain",
                hint="Write it without a service before it: --tls-domain mock.example",
            )
    return [name for one in lower for name in (*(f"{word}.{one}" for word in SERVICES), one)]


def hosts_line(names: Iterable[str], address: str) -> str:
    """Return what leads names to an address in /etc/hosts; ``""`` for no names."""
    told = " ".join(names)
    return f"{address} {told}" if told else ""
