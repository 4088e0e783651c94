"""Owns what one connection of a guest knows of itself: for which deployment, for which session."""

from __future__ import annotations

from collections.abc import Callable

from mockplatform import guests
from mockplatform.errors import InvalidValue
from mockplatform.guests.files import urls
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant


class Line:
    """One connection of a guest.

    Attributes:
        deployment_id: For which deployment it was opened.
        base: The base URL under which the client reached the server, for URLs handed out.
        session_id: The session that it speaks for; empty until a frame has named one.
        is_closed: Whether it has closed its session, and not configured it anew.
        joined: The conversation that has begun and of which nothing was told yet.
    """

    __slots__ = ("_token", "base", "deployment_id", "is_closed", "joined", "session_id")

    def __init__(self, *, deployment_id: str, base: str = "") -> None:
        self.deployment_id = deployment_id
        self.base = base
        self.session_id = ""
        self.is_closed = False
        self.joined = ""
        self._token = ""  # as it came last: each frame brings it again

    def take_token(self, token: str, *, is_bound: bool) -> None:
        """Speak for the session of a token; one connection speaks for one, once it is configured.

        Raises:
            InvalidValue: The token is none, or another one than that of the session configured.
        """
        if token and token == self._token:
            return
        if not 0 < len(token) <= LIMITS.session_token_chars_max:
            raise InvalidValue("$.token", f"has 1 to {LIMITS.session_token_chars_max} characters")
        id_ = guests.session_id(token)
        if is_bound and id_ != self.session_id:
            raise InvalidValue(
                "$.token",
                "one connection speaks for one session, and this is the token of another one: "
                "open another connection",
            )
        self.session_id = id_
        self._token = token

    def urls(self, tenant: Tenant) -> Callable[[str], str]:
        """Return what tells the URL that serves a file of the session, by the file's id."""
        return urls(tenant, self.session_id, self.base)
