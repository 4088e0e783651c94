"""Owns the tokens' admin routes: any token a test needs, good or flawed; revoked; listed."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, field, to_builtins
from msgspec.json import decode

from mockplatform.admin.bodies import Body, Duration, View, duration, read
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import SCOPES
from mockplatform.durations import format_instant
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import InvalidValue, UnknownThing, nearest
from mockplatform.expiry import expire_matching
from mockplatform.limits import LIMITS
from mockplatform.signing import ACCESS_TYPE, SigningKey, sign, unsigned
from mockplatform.tenant import Tenant
from mockplatform.tokens import AUDIENCE, AccessClaims

Flaw = Literal[
    "expired",
    "notYetValid",
    "badSignature",
    "wrongIssuer",
    "wrongAudience",
    "unknownKey",
    "algNone",
]
FLAWS: tuple[str, ...] = get_args(Flaw)
_NO_STORE = {"Cache-Control": "no-store"}
_FLAWED_BY_S = 3600
_SIGNATURE_PLACE = 8
"""Which character of a signature is spoilt: not the last, whose bits do not all count."""


class TokenBody(Body, frozen=True, kw_only=True):
    """What a token is to say; all of it may be left out.

    Attributes:
        user_id: Whom it speaks for; a guest if left out.
        deployment_id: The deployment that it is for. Left out, it is the first one; but of an
            agent it is none, which makes it a token of staff.
        scope: Names with blanks between, or a list; all six if left out.
        expires_in: Its life; its client's, else the tenant's setting, if left out.
        claims: Put over the token's own, whatever they are.
        flaw: What is to be wrong with it.
    """

    user_id: Annotated[str, Meta(min_length=1, max_length=LIMITS.id_chars_max)] | None = None
    deployment_id: Annotated[str, Meta(min_length=1, max_length=LIMITS.id_chars_max)] | None = None
    scope: str | tuple[str, ...] = SCOPES
    expires_in: Duration | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    flaw: Flaw | None = None


class TokenView(View, kw_only=True):
    """A minted token, and what it says. One without a flaw can be refreshed."""

    access_token: str
    refresh_token: str | None = None
    token_type: str
    expires_in: int
    scope: str
    jti: str
    flaw: str | None = None
    claims: dict[str, Any]


class WhichBody(Body, frozen=True, kw_only=True):
    """What is to end: one token, a user's, or all. Exactly one of them."""

    jti: str | None = None
    user_id: str | None = None
    all: bool | None = None


class RevokeView(View, kw_only=True):
    """How many token families ended."""

    families: int


class ExpireView(View, kw_only=True):
    """How many live access tokens ended."""

    tokens: int


class LeaseView(View, kw_only=True):
    """A live access token.

    Attributes:
        issued_at: When it was issued; only of the newest of its family is that kept.
        refreshable: Whether a refresh token came with the newest of its family.
    """

    jti: str
    family_id: str
    user_id: str
    client_id: str
    deployment_id: str | None = None
    instance_id: str | None = None
    scope: str
    issued_at: str | None = None
    expires_at: str
    refreshable: bool


class LeaseList(View, kw_only=True):
    """The live access tokens, those that end first at the front."""

    tokens: list[LeaseView]
    total: int


async def mint(call: Call) -> Answer:
    """Mint a token."""
    body = read(call, TokenBody)
    scope = _scope(body.scope)
    holder = _holder(call.tenant, body)
    life_s = call.tenant.token_life_s(holder.client_id)
    if body.expires_in is not None:
        life_s = duration(body.expires_in, "$.expiresIn", low=1)
    if body.flaw is not None:
        view = await _flawed(
            call, body.flaw, body.claims, holder=holder, scope=scope, life_s=life_s
        )
    else:
        view = await _good(call, body.claims, holder=holder, scope=scope, life_s=life_s)
    return Answer(201, view, _NO_STORE)


def _scope(given: str | tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(given.split()) if isinstance(given, str) else given
    for name in names:
        if not name or name.split() != [name]:
            raise InvalidValue("$.scope", f"{name[:40]!r} is no name of a scope")
    return names


def _holder(tenant: Tenant, body: TokenBody) -> Holder:
    """Return for whom a token speaks; claims that say it otherwise have the last word."""

    def said(claim: str, otherwise: str) -> str:
        value = body.claims.get(claim)
        return value if isinstance(value, str) else otherwise

    config = tenant.config
    is_staff = body.deployment_id is None and body.user_id in tenant.tenancy.agents
    deployment_id = "" if is_staff else body.deployment_id or config.deployments[0].id
    return Holder(
        user_id=body.user_id or f"guest-{tenant.ids.uuid()}",
        client_id=said("client_id", config.clients[0].id),
        deployment_id=said("deployment_id", deployment_id),
        instance_id=said("instance_id", ""),
    )


async def _good(
    call: Call, claims: dict[str, Any], *, holder: Holder, scope: tuple[str, ...], life_s: float
) -> TokenView:
    """Return a token of a family of its own; other claims are signed over it."""
    tenant, tokens = call.tenant, call.platform.tokens
    pair = await tokens.issue(tenant, holder, scope, life_s=life_s)
    access_token = pair.access_token
    said = _claims_of(access_token)
    if claims:
        said = {**said, **claims}
        access_token = _sign(said, await tokens.signing_key(tenant))
    return TokenView(
        access_token=access_token,
        refresh_token=pair.refresh_token,
        token_type="Bearer",  # noqa: S106 - the type's name, no secret
        expires_in=pair.expires_in,
        scope=pair.scope,
        jti=str(said.get("jti", "")),
        claims=said,
    )


def _claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = decode(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def _sign(claims: dict[str, Any], key: SigningKey) -> str:
    try:
        return sign(claims, key, ACCESS_TYPE)
    except TypeError as error:
        # The library has its own mind about some types, even in tokens that are to be odd.
        raise InvalidValue("$.claims", f"cannot be signed: {error}") from None


async def _flawed(
    call: Call,
    flaw: Flaw,
    claims: dict[str, Any],
    *,
    holder: Holder,
    scope: tuple[str, ...],
    life_s: float,
) -> TokenView:
    """Return a token of no family with something wrong with it."""
    tenant = call.tenant
    now = int(tenant.clock.now())
    said: dict[str, Any] = to_builtins(
        AccessClaims(
            iss=tenant.issuer,
            aud=AUDIENCE,
            sub=holder.user_id,
            tenant=tenant.id,
            client_id=holder.client_id,
            scope=" ".join(scope),
            iat=now,
            exp=now + int(life_s),
            jti=f"{tenant.ids.uuid()}.1",
            deployment_id=holder.deployment_id,
            instance_id=holder.instance_id,
        )
    )
    said.update(_wrong_claims(flaw, now, int(life_s)))
    said.update(claims)
    key = await call.platform.tokens.signing_key(tenant)
    return TokenView(
        access_token=_SIGNED.get(flaw, _sign)(said, key),
        token_type="Bearer",  # noqa: S106 - the type's name, no secret
        expires_in=int(life_s),
        scope=" ".join(scope),
        jti=str(said.get("jti", "")),
        flaw=flaw,
        claims=said,
    )


def _wrong_claims(flaw: Flaw, now: int, life_s: int) -> dict[str, Any]:
    """Return the claims that make the flaw, where claims do."""
    match flaw:
        case "expired":
            return {"iat": now - 1 - life_s, "exp": now - 1}
        case "notYetValid":
            later = now + _FLAWED_BY_S
            return {"nbf": later, "exp": later + life_s}
        case "wrongIssuer":
            return {"iss": "https://issuer.invalid"}
        case "wrongAudience":
            return {"aud": "somebody-else"}
        case _:
            return {}


def _spoil_signature(claims: dict[str, Any], key: SigningKey) -> str:
    signed, _, signature = _sign(claims, key).rpartition(".")
    place = _SIGNATURE_PLACE
    other = "A" if signature[place] != "A" else "B"
    return f"{signed}.{signature[:place]}{other}{signature[place + 1 :]}"


def _name_unknown_key(claims: dict[str, Any], key: SigningKey) -> str:
    return _sign(claims, SigningKey(f"not-{key.id}", key.private))


def _leave_unsigned(claims: dict[str, Any], key: SigningKey) -> str:
    del key
    return unsigned(claims)


_SIGNED: dict[str, Callable[[dict[str, Any], SigningKey], str]] = {
    "badSignature": _spoil_signature,
    "unknownKey": _name_unknown_key,
    "algNone": _leave_unsigned,
}
"""How tokens are signed whose flaw is no claim's."""


async def revoke(call: Call) -> Answer:
    """Revoke one token, a user's tokens, or all."""
    body = _which(call)
    count = await call.platform.tokens.revoke_matching(
        call.tenant,
        access_id=body.jti or "",
        user_id=body.user_id or "",
        everybody=body.all is not None,
    )
    return Answer(200, RevokeView(families=count))


def _which(call: Call) -> WhichBody:
    body = read(call, WhichBody)
    given = [body.jti is not None, body.user_id is not None, body.all is not None]
    if sum(given) != 1 or body.all is False or "" in (body.jti, body.user_id):
        raise InvalidValue(
            "$", 'give one of `jti`, `userId` and `"all": true`', hint='As in {"userId": "user-7"}.'
        )
    return body


async def expire(call: Call) -> Answer:
    """End one access token before its time, a user's, or all; they can still be renewed."""
    body = _which(call)
    live = {jti for _, jti, _ in _live(call.tenant)}
    if body.jti is not None and body.jti not in live:
        raise UnknownThing("live token", body.jti[:128], hint=nearest(body.jti[:128], live))
    count = await expire_matching(
        call.platform.service,
        call.tenant,
        access_id=body.jti or "",
        user_id=body.user_id or "",
        cause=call.correlation_id,
    )
    return Answer(200, ExpireView(tokens=count))


async def listing(call: Call) -> Answer:
    """List the live access tokens (never the tokens themselves)."""
    user_id = call.request.query.get("userId")
    size = call.query_int("limit", LIMITS.page_size_max, 1, LIMITS.page_size_max)
    live = sorted(_live(call.tenant, user_id))
    tokens = [_lease_view(call.tenant, *one) for one in live[:size]]
    return Answer(200, LeaseList(tokens=tokens, total=len(live)))


def _live(tenant: Tenant, user_id: str | None = None) -> Iterator[tuple[int, str, str]]:
    """Yield the end, id and family of each access token that is good, a user's or anybody's."""
    now = tenant.clock.now()
    for family in tenant.families.values():
        if user_id in (None, family.holder.user_id):
            for jti, ends_at in family.live:
                is_over = ends_at <= now or jti in family.cut_short
                if not is_over and jti not in tenant.revoked_ids:
                    yield ends_at, jti, family.id


def _lease_view(tenant: Tenant, ends_at: int, jti: str, family_id: str) -> LeaseView:
    family = tenant.families[family_id]
    pair = family.pair
    assert pair is not None  # a family is born with its first pair
    return LeaseView(
        jti=jti,
        family_id=family_id,
        user_id=family.holder.user_id,
        client_id=family.holder.client_id,
        deployment_id=family.holder.deployment_id or None,
        instance_id=family.holder.instance_id or None,
        scope=" ".join(pair.scope),
        issued_at=format_instant(pair.issued_at) if jti == pair.access_id else None,
        expires_at=format_instant(ends_at),
        refreshable=pair.refreshable,
    )
