"""Owns who is let in at a guest's socket: which deployment, from which pages.

Source: [C] transport SDK 2.14 (a handshake answered by 403 is given up); Genesys' deployment
script (a restricted deployment compares the page's host name alone, itself or below a dot).
Invented: that the server compares as the script does, and refuses whoever names no page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from mockplatform.core.configuration import Deployment
from mockplatform.edge.call import Call
from mockplatform.errors import Forbidden, InvalidValue, nearest
from mockplatform.tenant import Tenant


def admit(call: Call) -> Deployment:
    """Return the deployment that a handshake asks for.

    Raises:
        Forbidden: There is none, it takes nobody, or not from that page.
    """
    id_ = call.request.query.get("deploymentId", "")
    found = taking(call.tenant, id_)
    origin = call.request.headers.get("Origin", "")
    allowed = found.messaging.allowed_domains
    if allowed and not is_below(origin, allowed):
        raise Forbidden(
            f"Deployment {id_!r} takes no guests from {origin[:200] or 'nowhere'!r}",
            hint=f"Its allowedDomains: {', '.join(allowed)[:300]}. Send an Origin below one.",
        )
    return found


def taking(tenant: Tenant, id_: str) -> Deployment:
    """Return a deployment that takes guests.

    Raises:
        Forbidden: There is none by that id, or it is inactive.
    """
    known = tenant.tenancy.deployments
    found = known.get(id_)
    if found is None:
        raise Forbidden(
            f"Deployment not found: {id_[:64]!r} takes no guests here", hint=nearest(id_, known)
        )
    if not found.messaging.active:
        raise Forbidden(
            f"Deployment {id_!r} is inactive",
            hint="Its `messaging.active` in the tenant's fixture is off.",
        )
    return found


def same(tenant: Tenant, opened_for: str, asked: str) -> Deployment:
    """Return the deployment for which a connection was opened; a frame asks for no other.

    Raises:
        InvalidValue: It does.
        Forbidden: It takes guests no more.
    """
    if asked != opened_for:
        raise InvalidValue(
            "$.deploymentId",
            "Deployment not found: it is another one than the connection's",
            hint=f"The connection was opened for {opened_for!r}.",
        )
    return taking(tenant, opened_for)


def is_below(origin: str, domains: tuple[str, ...]) -> bool:
    """Whether an origin's host is one of the domains, or below one; scheme and port go unread."""
    host = _host(origin)
    names = [name for name in map(_host, domains) if name]
    return bool(host) and any(host == name or host.endswith(f".{name}") for name in names)


def _host(origin: str) -> str:
    """Return the host name of an origin, which some clients send without a scheme."""
    try:
        name = urlsplit("//" + origin.rpartition("//")[2]).hostname
    except ValueError:
        return ""
    return (name or "").rstrip(".")
