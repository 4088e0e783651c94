"""Owns the base of the URLs that are handed out, so that whoever is given one can reach it.

A server goes by many names: an address, a container's, one that /etc/hosts or a proxy gives. The
caller's is right for him. What a proxy says of him (`X-Forwarded-*`) anybody can say: a server
behind one is told its public URL.
"""

from __future__ import annotations

import re

from aiohttp import web

from mockplatform.edge.call import Call
from mockplatform.platform import DEFAULT_TENANT

_AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)


def base_url(call: Call) -> str:
    """Return the base of URLs for a caller, without a slash at the end.

    It is the public URL if the server was told one; else the scheme and the Host of the request
    (the server's own where the Host is none), and then the tenant's prefix where it is needed.
    """
    around = call.platform.around
    base = around.public_url.rstrip("/")
    if not around.is_url_told:
        host = _host(call.request)
        base = f"{call.request.scheme}://{host}" if host else base
    # A URL has no credential beside it that would tell the tenant, so its path does.
    if call.prefixed or call.tenant.id != DEFAULT_TENANT:
        base += f"/t/{call.tenant.id}"
    return base


def socket_url(call: Call) -> str:
    """Return the same base for sockets: ``ws`` or ``wss``."""
    return "ws" + base_url(call).removeprefix("http")


def _host(request: web.Request) -> str:
    """Return the request's Host; ``""`` if it has not just one that can stand in a URL."""
    given = request.headers.getall("Host", [])
    return given[0] if len(given) == 1 and _AUTHORITY.fullmatch(given[0]) else ""
