"""Owns tokens as callers hold them: issued, refreshed, revoked, minted, recognised.

A token that was verified once is known by its bytes until its end, so that a request
pays a look-up; whether it has ended or was revoked is judged every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from mockplatform.access import (
    AUDIENCE,
    Access,
    AccessClaims,
    Instant,
    TokenPair,
    access_claims,
)
from mockplatform.core.lease import Family, Holder, Refresh, Renew, Revoke, Start, ends_at
from mockplatform.core.tenancy import KeyAdded, KeyRetired, Record, TokensRevoked
from mockplatform.durations import format_instant
from mockplatform.errors import (
    OAuthError,
    TokenExpired,
    TokenInvalid,
    TokenRevoked,
    TooManyRequests,
)
from mockplatform.faults.staged import AS_IT_IS, Staged
from mockplatform.limits import LIMITS
from mockplatform.service import Service
from mockplatform.signing import (
    ACCESS_TYPE,
    REFRESH_TYPE,
    KeyPool,
    SigningKey,
    claimed_tenant,
    sign,
    verify,
    verify_signed,
)
from mockplatform.tenant import Tenant
from mockplatform.verified import VerifiedTokens

__all__ = [
    "AUDIENCE",
    "Access",
    "AccessClaims",
    "Instant",
    "TokenPair",
    "Tokens",
    "access_claims",
]


class Tokens:
    """The tokens of all tenants."""

    def __init__(self, service: Service, pool: KeyPool) -> None:
        self._service = service
        self._pool = pool
        self._known = VerifiedTokens[Access]()

    async def signing_key(self, tenant: Tenant) -> SigningKey:
        """Return the key that signs for the tenant now; the first use makes it."""
        known = _signs(tenant)
        if known is not None:
            return known
        key = await self._pool.take(tenant.spare_keys)
        known = _signs(tenant)
        if known is not None:  # another call was first while this one waited
            self._pool.give_back(key)
            return known
        return await self._add_key(tenant, key)

    async def _add_key(self, tenant: Tenant, key: SigningKey) -> SigningKey:
        tenant.keys[key.id] = key
        event = KeyAdded(at=tenant.clock.now(), key_id=key.id, pem=key.pem())
        try:
            await self._service.execute(tenant, "tenant", "tenant", Record(event=event))
        except BaseException:
            del tenant.keys[key.id]
            self._pool.give_back(key)
            raise
        return key

    async def rotate_keys(self, tenant: Tenant, keep_old_s: float) -> SigningKey:
        """Sign with a new key from now on; the old ones verify for `keep_old_s` more.

        Raises:
            TooManyRequests: As many old keys are kept as a tenant may have.
        """
        if len(tenant.keys) >= LIMITS.keys_per_tenant_max:
            raise TooManyRequests(
                f"A tenant has at most {LIMITS.keys_per_tenant_max} keys at once",
                hint="Old keys go when the time for which they are kept is over: advance the "
                "clock, or keep them for less.",
            )
        now = tenant.clock.now()
        retiring = [key.id for key in tenant.tenancy.keys if key.until is None]
        key = await self._add_key(tenant, await self._pool.take(tenant.spare_keys))
        for key_id in retiring:
            event = KeyRetired(at=now, key_id=key_id, until=now + keep_old_s)
            await self._service.execute(tenant, "tenant", "tenant", Record(event=event))
        return key

    async def issue(
        self,
        tenant: Tenant,
        holder: Holder,
        scope: Sequence[str],
        *,
        refreshable: bool = True,
        life_s: float | None = None,
        family_id: str = "",
    ) -> TokenPair:
        """Begin a family and return its first pair.

        `life_s` is the access token's; None takes the client's own, else the setting's.

        Raises:
            OAuthError: `family_id` is given and was begun before.
        """
        family_id = family_id or tenant.ids.uuid()
        key = await self.signing_key(tenant)
        start = Start(
            holder=holder,
            scope=tuple(scope),
            access_id=f"{family_id}.1",
            key_id=key.id,
            life_s=tenant.token_life_s(holder.client_id) if life_s is None else life_s,
            refreshable=refreshable,
        )
        outcome = await self._service.execute(tenant, "family", family_id, start)
        return self._sign_pair(tenant, outcome.state)

    async def refresh(
        self,
        tenant: Tenant,
        token: str,
        scope: Sequence[str] | None,
        *,
        client_id: str | None = None,
        user_id: str | None = None,
        life_s: float | None = None,
        staged: Staged = AS_IT_IS,
    ) -> TokenPair:
        """Spend a refresh token and return the next pair (or, within the grace, the same).

        `client_id` and `user_id` are whom the caller has proved to speak for, if anybody;
        `life_s` is the new access token's, as of `issue`; `staged` is what faults make of it.

        Raises:
            OAuthError: `invalid_grant` or `invalid_scope`.
        """
        try:
            claims = verify(token, tenant.keys, REFRESH_TYPE)
        except TokenInvalid as error:
            raise OAuthError("invalid_grant", error.message, hint=error.hint) from None
        if claims.get("iss") not in tenant.tenancy.issuers or claims.get("tenant") != tenant.id:
            raise OAuthError("invalid_grant", "The refresh token was issued elsewhere")
        if type(claims.get("exp")) not in {int, float}:  # when it ends, its family knows
            raise OAuthError("invalid_grant", "The refresh token's exp is no number")
        family_id, number = self._family_of_refresh(claims)
        family = tenant.families.get(family_id)
        if client_id is not None and family and family.holder.client_id != client_id:
            raise OAuthError("invalid_grant", "The refresh token is another client's")
        if user_id is not None and family and family.holder.user_id != user_id:
            raise OAuthError("invalid_grant", "The refresh token is another user's")
        if family and family.holder.user_id != claims.get("sub"):
            # A tenant that was reset gives the same ids again.
            raise OAuthError("invalid_grant", "The refresh token is of another family")
        if staged.is_token_over:
            raise OAuthError("invalid_grant", "The refresh token's time is over")
        if life_s is None and family is not None:
            life_s = tenant.token_life_s(family.holder.client_id)
        key = await self.signing_key(tenant)
        command = Refresh(
            number=number,
            scope=None if scope is None else tuple(scope),
            access_id=f"{family_id}.{number + 1}",
            key_id=key.id,
            life_s=life_s,
        )
        outcome = await self._service.execute(tenant, "family", family_id, command)
        if outcome.state.revoked:
            raise OAuthError(
                "invalid_grant",
                "The refresh token was used before; its whole family is dead now",
                hint="A client keeps the newest refresh token only, and refreshes one at a time.",
            )
        return self._sign_pair(tenant, outcome.state)

    async def renew(self, tenant: Tenant, access: Access, *, life_s: float) -> TokenPair:
        """Return the next pair for an access token that is good, where that alone is shown.

        Any good one of a family renews it: nothing is spent that could be used again.

        Raises:
            OAuthError: `invalid_grant`: the family can be renewed no more.
        """
        key = await self.signing_key(tenant)
        command = Renew(key_id=key.id, life_s=life_s)
        outcome = await self._service.execute(tenant, "family", access.family_id, command)
        return self._sign_pair(tenant, outcome.state)

    @staticmethod
    def _family_of_refresh(claims: dict[str, Any]) -> tuple[str, int]:
        family_id, _, number = str(claims.get("jti", "")).rpartition(".r")
        if not family_id or not number.isdecimal() or len(number) > len("1000000"):
            raise OAuthError("invalid_grant", "The refresh token names no family")
        return family_id, int(number)

    def _sign_pair(self, tenant: Tenant, family: Family) -> TokenPair:
        pair = family.pair
        assert pair is not None  # a family is born with its first pair
        key = tenant.keys.get(pair.key_id)
        if key is None:
            raise OAuthError("invalid_grant", "The key that signed the pair is retired")
        access = sign(access_claims(tenant, family.holder, pair), key, ACCESS_TYPE)
        refresh = None
        if pair.refreshable:
            over = ends_at(family, tenant.settings)
            refresh = sign(
                {
                    "iss": tenant.issuer,
                    "tenant": tenant.id,
                    "sub": family.holder.user_id,
                    "iat": pair.issued_at,
                    "exp": int(over),
                    "jti": f"{family.id}.r{pair.number}",
                },
                key,
                REFRESH_TYPE,
            )
        # A pair that is given again within the grace has less of its life left.
        expires_in = pair.expires_at - int(tenant.clock.now())
        return TokenPair(access, refresh, expires_in, " ".join(pair.scope))

    async def revoke_family(self, tenant: Tenant, family_id: str) -> None:
        """End a family and every token of it."""
        await self._service.execute(tenant, "family", family_id, Revoke())

    async def revoke(self, tenant: Tenant, token: str) -> str:
        """Revoke the family of an access or refresh token; return the family's id or ``""``."""
        for type_ in (REFRESH_TYPE, ACCESS_TYPE):
            try:
                claims = verify(token, tenant.keys, type_)
            except TokenInvalid:
                continue
            jti = str(claims.get("jti", ""))
            if jti and (type_ == ACCESS_TYPE or jti.rpartition(".")[0] in tenant.families):
                return await self.revoke_id(tenant, jti)
        return ""

    async def revoke_id(self, tenant: Tenant, token_id: str) -> str:
        """Revoke the family of a token, or the token alone where it has none; return its id."""
        family_id = token_id.rpartition(".")[0]
        if family_id in tenant.families:
            await self.revoke_family(tenant, family_id)
            return family_id
        await self.revoke_matching(tenant, access_id=token_id)
        return ""

    async def revoke_matching(
        self, tenant: Tenant, *, access_id: str = "", user_id: str = "", everybody: bool = False
    ) -> int:
        """Revoke one token, a user's, or all; return how many families ended with it."""
        families: list[str] = []
        if everybody:
            families = [one.id for one in tenant.families.values() if not one.revoked]
        elif user_id:
            families = sorted(tenant.families_of.get(user_id, ()))
        event = TokensRevoked(
            at=tenant.clock.now(), access_id=access_id, user_id=user_id, everybody=everybody
        )
        await self._service.execute(tenant, "tenant", "tenant", Record(event=event))
        for family_id in families:
            await self.revoke_family(tenant, family_id)
        return len(families)

    def recognise(self, tenant: Tenant, token: str) -> Access:
        """Return who a token speaks for, whatever its time; see `judge`.

        Raises:
            TokenInvalid: Form, key, signature or claims are not as they must be.
        """
        access = self._known.get(token)
        # A key goes when it is retired or the tenant is dropped: so it tells whether what is
        # known still holds. A tenant that was copied has the same keys, but its own tokens.
        if access is None or access.key_id not in tenant.keys or access.claims.tenant != tenant.id:
            access = self._verify(tenant, token)
            self._known.keep(token, access, tenant.clock.now())
        return access

    def tenant_of(self, token: str) -> str:
        """Return the id of the tenant that a token names, verified or not; ``""`` if none."""
        access = self._known.get(token)
        return access.claims.tenant if access is not None else claimed_tenant(token)

    @staticmethod
    def _verify(tenant: Tenant, token: str) -> Access:
        key_id, members = verify_signed(token, tenant.keys, ACCESS_TYPE)
        try:
            claims = msgspec.convert(members, AccessClaims)
        except msgspec.ValidationError as error:
            raise TokenInvalid(f"The token's claims: {error}") from None
        if claims.aud != AUDIENCE or claims.tenant != tenant.id:
            raise TokenInvalid("The token was issued for another audience or tenant")
        if claims.iss not in tenant.tenancy.issuers:
            raise TokenInvalid(
                f"The token's issuer {claims.iss[:200]!r} is not this tenant",
                hint=f"This tenant issues as {tenant.issuer!r}.",
            )
        if not claims.sub or not claims.jti:
            raise TokenInvalid("The token names no subject (sub) or has no id (jti)")
        family_id = claims.jti.rpartition(".")[0]
        scope = frozenset(claims.scope.split())
        return Access(claims, scope, family_id, key_id, f"…{token[-6:]}")

    @staticmethod
    def judge(tenant: Tenant, access: Access, now: float, staged: Staged = AS_IT_IS) -> None:
        """Let a token pass that is good at `now`, or at the time that faults have staged.

        Raises:
            TokenExpired: Its end has come; nothing else is said of an ended token.
            TokenInvalid: Its time has not come yet.
            TokenRevoked: It, its family, its user's or everybody's tokens were revoked.
        """
        claims = access.claims
        if staged is not AS_IT_IS:
            now = max(now + staged.skew_s, claims.exp if staged.is_token_over else 0.0)
        if now >= claims.exp:
            raise TokenExpired(
                "The access token has expired",
                hint=f"Refresh before exp: the clock is {format_instant(now)}, "
                f"the token ended {format_instant(claims.exp)}.",
            )
        if claims.jti in tenant.expired_ids:
            hint = "It was ended before its exp, over the admin API; a refresh still works."
            raise TokenExpired("The access token has expired", hint=hint)
        if now < claims.nbf:
            raise TokenInvalid("The token is not valid yet")
        tenancy = tenant.tenancy
        if (
            claims.jti in tenant.revoked_ids
            or access.family_id in tenant.dead_families
            or (tenancy.revoked_before and _covers(tenant, access, tenancy.revoked_before))
            or (
                claims.sub in tenancy.revoked_users
                and _covers(tenant, access, tenancy.revoked_users[claims.sub])
            )
        ):
            raise TokenRevoked(
                "The access token was revoked", hint="Ask for a new pair; a refresh is refused too."
            )


def _signs(tenant: Tenant) -> SigningKey | None:
    for key in reversed(tenant.tenancy.keys):
        if key.until is None:
            return tenant.keys[key.id]
    return None


def _covers(tenant: Tenant, access: Access, revoked_at: float) -> bool:
    """Whether a revocation hits a token: families were ended one by one, others go by `iat`."""
    return access.family_id not in tenant.families and access.claims.iat <= revoked_at
