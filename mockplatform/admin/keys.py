"""Owns the signing keys' admin routes: shown, rotated. Even private: this is a test double."""

from __future__ import annotations

from typing import Any

from mockplatform.admin.bodies import Body, Duration, View, duration, read
from mockplatform.core.tenancy import Key
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, TooManyRequests
from mockplatform.limits import LIMITS

_NO_STORE = {"Cache-Control": "no-store"}


class RotateBody(Body, frozen=True, kw_only=True):
    """How long the keys so far go on to verify; they sign no more."""

    keep_old: Duration = "10m"


class KeyView(View, kw_only=True):
    """A signing key; `pem` and the private members of `jwk` only where they were asked for.

    Attributes:
        status: ``signing``, or ``verifying`` until `until`.
    """

    kid: str
    status: str
    until: str | None = None
    jwk: dict[str, Any]
    pem: str | None = None


class KeyList(View, kw_only=True):
    """The keys that verify now, the newest last."""

    keys: list[KeyView]


async def listing(call: Call) -> Answer:
    """Show the keys; a tenant that has signed nothing yet gets its first."""
    await call.platform.tokens.signing_key(call.tenant)
    return _shown(call, 200, private=_flag(call, "private"))


def _shown(call: Call, status: int, *, private: bool) -> Answer:
    keys = [_key_view(call, key, private=private) for key in call.tenant.tenancy.keys]
    return Answer(status, KeyList(keys=[key for key in keys if key is not None]), _NO_STORE)


def _flag(call: Call, name: str) -> bool:
    given = call.request.query.get(name, "false")
    if given not in ("true", "false"):
        raise InvalidValue(name, f"{given[:40]!r} is neither true nor false")
    return given == "true"


def _key_view(call: Call, key: Key, *, private: bool) -> KeyView | None:
    signing = call.tenant.keys.get(key.id)
    if signing is None:
        return None  # its time to verify is over
    return KeyView(
        kid=key.id,
        status="signing" if key.until is None else "verifying",
        until=None if key.until is None else format_instant(key.until),
        jwk=signing.jwk(private=private),
        pem=signing.pem() if private else None,
    )


async def rotate(call: Call) -> Answer:
    """Sign with a new key from now on."""
    keep_s = duration(read(call, RotateBody).keep_old, "$.keepOld")
    if len(call.tenant.keys) >= LIMITS.keys_per_tenant_max:
        raise TooManyRequests(
            f"A tenant has at most {LIMITS.keys_per_tenant_max} keys",
            hint='Let old ones end: advance the clock, or rotate with {"keepOld": 0}.',
        )
    await call.platform.tokens.signing_key(call.tenant)  # so that there is an old one
    await call.platform.tokens.rotate_keys(call.tenant, keep_s)
    return _shown(call, 200, private=False)
