"""Owns errors of who asks: unknown, ended, not allowed; and those of OAuth."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import ClassVar

from mockplatform.errors.base import Detail, PlatformError


class Unauthorized(PlatformError):
    """The caller is not known. Answered with a `WWW-Authenticate` challenge."""

    status = 401
    code = "unauthorized"
    challenge: ClassVar[str] = "invalid_token"


class TokenMissing(Unauthorized):
    """No token came with the request."""

    code = "authentication.required"
    challenge = ""


class TokenInvalid(Unauthorized):
    """The token is none of this tenant's."""

    code = "invalid.token"


class TokenExpired(Unauthorized):
    """The token's time is over on the tenant's clock."""

    code = "token.expired"


class TokenRevoked(Unauthorized):
    """The token, or its whole family, was revoked."""

    code = "token.revoked"


class Forbidden(PlatformError):
    """The caller is known and may not."""

    status = 403
    code = "forbidden"


class MissingScope(Forbidden):
    """The token lacks a scope that the call needs."""

    code = "missing.permissions"

    def __init__(self, missing: Iterable[str], held: Iterable[str]) -> None:
        names = sorted(missing)
        has = " ".join(sorted(held))
        super().__init__(
            f"Missing the following permission(s): {', '.join(names)}",
            hint=f"Ask for the scope {' '.join(names)!r}; this token has {has!r}.",
            details=[Detail(self.code, "scope", name) for name in names],
        )


class NotYours(Forbidden):
    """The thing exists in this tenant and belongs to somebody else."""

    code = "not.authorized"


class HostRefused(Forbidden):
    """The admin API was called under a name that is none of the server's (DNS rebinding)."""

    code = "host.refused"


class OriginRefused(Forbidden):
    """A page of another origin called the admin API."""

    code = "origin.refused"


class OAuthError(PlatformError):
    """An error of an OAuth endpoint, by its registered name (RFC 6749 section 5.2)."""

    status = 400
    code = "oauth.error"

    def __init__(self, error: str, description: str, *, hint: str = "", status: int = 400) -> None:
        headers = (
            {"WWW-Authenticate": 'Basic realm="mockplatform"'}
            if status == HTTPStatus.UNAUTHORIZED
            else {}
        )
        super().__init__(description, hint=hint, headers=headers)
        self.error = error
        self.oauth_status = status
