"""Owns who may call the admin API: by Host, by Origin, by token, whatever the server is bound to.

A page that a browser got elsewhere can reach a server on this machine: under a name of its
own that it makes point here (DNS rebinding: the Host tells), or by posting across sites
(the Origin tells). Neither needs to read an answer to do harm.
"""

from __future__ import annotations

import hmac
import re
from urllib.parse import urlsplit

from aiohttp import web

from mockplatform.admin.context import AdminContext, context
from mockplatform.edge.auth import bearer_of
from mockplatform.edge.call import Call
from mockplatform.errors import HostRefused, OriginRefused, TokenInvalid, TokenMissing

_SHOWN = 100


def check(call: Call) -> None:
    """Let the call by.

    Raises:
        HostRefused: It came under a name that is none of the server's.
        OriginRefused: A page of another origin sent it.
        Unauthorized: The admin token is missing or wrong.
    """
    admin = context(call)
    public_url = call.platform.around.public_url
    host = _check_host(call.request, admin, public_url)
    _check_origin(call.request, host, public_url)
    if admin.token is not None:
        _check_token(call.request, admin.token)


def _check_host(request: web.Request, admin: AdminContext, public_url: str) -> str:
    given = request.headers.getall("Host", [])
    allowed = {*map(str.lower, admin.hosts), *_own_address(request)}
    allowed.add(urlsplit(public_url).hostname or "localhost")
    # The authority of an absolute target stands for the Host (RFC 9112 section 3.2.2).
    authorities = [*given, *_authority(request.raw_path)]
    if len(given) != 1 or not allowed.issuperset(map(hostname, authorities)):
        shown = ", ".join(authorities)[:_SHOWN]
        names = ", ".join(sorted(allowed))
        raise HostRefused(
            f"The admin API does not go by the Host {shown!r}", hint=f"Call it by one of: {names}."
        )
    return given[0].lower()


def _authority(target: str) -> tuple[str, ...]:
    """Return the authority in a request line's target; a target that is a path has none.

    It is read from the line itself: of a parsed target the library keeps the path alone.
    """
    if target.startswith("/"):
        return ()
    return (re.split(r"[/?#]", target.partition("://")[2], maxsplit=1)[0],)


def _own_address(request: web.Request) -> tuple[str, ...]:
    """Return the address at which the connection arrived: nobody can rebind that."""
    name = request.get_extra_info("sockname")
    return (str(name[0]),) if isinstance(name, tuple) else ()


def hostname(authority: str) -> str:
    """Return the host of an authority without its port; ``""`` if that is not all it is."""
    try:
        parts = urlsplit(f"//{authority}")
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.netloc == authority and "@" not in authority else ""


def _check_origin(request: web.Request, host: str, public_url: str) -> None:
    for origin in request.headers.getall("Origin", ()):
        if origin.lower() not in (f"http://{host}", f"https://{host}", public_url.rstrip("/")):
            raise OriginRefused(
                f"The admin API takes nothing from pages of {origin[:_SHOWN]!r}",
                hint="Only its own console may call it from a browser; tests call it directly.",
            )


def _check_token(request: web.Request, token: str) -> None:
    given = bearer_of(request)
    if given is None:
        raise TokenMissing(
            "The admin API needs its token",
            hint="Send Authorization: Bearer <admin token>; the server printed it at its start.",
        )
    if not hmac.compare_digest(given.encode(), token.encode()):
        raise TokenInvalid(
            "The admin token is wrong", hint="It is the one that --admin-token gave the server."
        )
