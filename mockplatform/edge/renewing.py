"""Owns the spending of refresh tokens at the edge: the rules that review clients hear of each."""

from __future__ import annotations

from collections.abc import Sequence

from mockplatform.core.lease import Family, Holder
from mockplatform.core.scopes import DIGITAL_SPEAK, GUEST_SIGN_IN
from mockplatform.edge.call import Call
from mockplatform.errors import OAuthError
from mockplatform.findings.deeds import Renewed, Rotated, SignedIn
from mockplatform.signing import claimed
from mockplatform.tokens import TokenPair

_TIMELESS = frozenset({GUEST_SIGN_IN, DIGITAL_SPEAK})
"""The scopes of tokens on whose time no socket depends."""


def signed_in(call: Call, holder: Holder, pair: TokenPair) -> None:
    """Have the rules hear that a family of tokens began, if it can be renewed."""
    access = call.platform.tokens.recognise(call.tenant, pair.access_token)
    family_id, claims = access.family_id, access.claims
    call.presented = access
    if pair.refresh_token is None:
        return
    instance = _instance(call, holder)
    call.did(SignedIn(family_id, instance, claims.exp, claims.exp - claims.iat))


def _instance(call: Call, holder: Holder) -> str | None:
    """Return which of the user's widgets holds a family; None where nobody can tell."""
    return holder.instance_id if call.has_instances else holder.instance_id or None


async def renew(
    call: Call,
    token: str,
    scope: Sequence[str] | None,
    *,
    client_id: str | None = None,
    user_id: str | None = None,
    life_s: float | None = None,
) -> TokenPair:
    """Spend a refresh token; see `mockplatform.tokens.Tokens.refresh`.

    Raises:
        OAuthError: `invalid_grant` or `invalid_scope`.
    """
    tokens, families = call.platform.tokens, call.tenant.families
    before = families.get(str(claimed(token).get("jti", "")).rpartition(".r")[0])
    try:
        pair: TokenPair = await tokens.refresh(
            call.tenant,
            token,
            scope,
            client_id=client_id,
            user_id=user_id,
            life_s=life_s,
            staged=call.staged,
        )
    except OAuthError:
        if before is not None:
            after = families.get(before.id)
            is_reuse = after is not None and after.revoked == "reuse" and not before.revoked
            _tell(call, before, "reused" if is_reuse else "refused")
        raise
    if before is not None:
        _tell(call, before, "renewed", families.get(before.id))
    return pair


def _tell(call: Call, before: Family, outcome: str, after: Family | None = None) -> None:
    pair, new = before.pair, None if after is None else after.pair
    if pair is None:
        return
    call.subject = call.subject or before.holder.user_id
    if new is not None and new.number == pair.number:
        outcome = "again"
    if not _TIMELESS.isdisjoint(before.scope):
        call.did(Rotated(before.id, outcome))
        return
    call.did(
        Renewed(
            family_id=before.id,
            ends_at=pair.expires_at,
            life_s=pair.expires_at - pair.issued_at,
            outcome=outcome,
            expires_at=0.0 if new is None else new.expires_at,
            instance=_instance(call, before.holder),
            user=before.holder.user_id,
        )
    )
