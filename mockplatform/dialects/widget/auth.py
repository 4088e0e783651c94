"""Owns the widget's own tokens: issue, refresh, revoke.

Source: guide, section 2 (refresh and its body). Invented: issue by deployment id, revoke.
"""

from __future__ import annotations

import hmac

from msgspec import Struct

from mockplatform.core.lease import Holder
from mockplatform.dialects.widget.shapes import ShortText
from mockplatform.edge import identity
from mockplatform.edge.auth import bearer_of
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.forms import parameters
from mockplatform.edge.oauth import NO_STORE, scope_of, token_answer
from mockplatform.edge.renewing import renew, signed_in
from mockplatform.errors import (
    InvalidValue,
    OAuthError,
    TokenInvalid,
    TokenMissing,
    UnknownThing,
    nearest,
)
from mockplatform.signing import claimed_tenant

BEARER = "Bearer"
"""How the widget's API writes the type of its tokens."""


class TokenBody(Struct, rename="camel", kw_only=True):
    """What asks for a first pair; without `userId` a guest is made."""

    deployment_id: str
    user_id: ShortText | None = None
    instance_id: ShortText | None = None
    scope: str | None = None
    identity_token: str | None = None


class RefreshBody(Struct, kw_only=True):
    """What asks for the next pair; `scope` may narrow."""

    grant_type: str
    refresh_token: str
    scope: str | None = None


class RevokeBody(Struct, kw_only=True):
    """What ends a family (RFC 7009)."""

    token: str
    token_type_hint: str | None = None


async def issue(call: Call) -> Answer:
    """Give a first pair for a deployment; the deployment's id is public."""
    body = call.parse(TokenBody)
    await call.follow(call.platform.owner_of(body.deployment_id))
    tenant = call.tenant
    if body.deployment_id not in tenant.tenancy.deployments:
        raise UnknownThing(
            "deployment",
            body.deployment_id,
            hint=nearest(body.deployment_id, tenant.tenancy.deployments),
        )
    client = tenant.config.clients[0]
    call.subject = user_id = _user_of(call, body)
    call.instance = body.instance_id or ""
    holder = Holder(
        user_id=user_id,
        client_id=client.id,
        deployment_id=body.deployment_id,
        instance_id=call.instance,
    )
    scope = scope_of(body.scope, client)
    pair = await call.platform.tokens.issue(tenant, holder, scope)
    signed_in(call, holder, pair)
    return token_answer(pair, BEARER)


def _user_of(call: Call, body: TokenBody) -> str:
    if body.identity_token is None:
        return body.user_id or f"guest-{call.tenant.ids.uuid()}"
    claims = identity.read(call, body.identity_token)
    if body.user_id is not None and body.user_id != claims.sub:
        raise InvalidValue("userId", "is not the user of the identity token")
    return claims.sub


async def refresh(call: Call) -> Answer:
    """Spend a refresh token; the bearer is the client's secret or an access token still good."""
    body = call.parse(RefreshBody)
    if body.grant_type != "refresh_token":
        raise OAuthError(
            "unsupported_grant_type",
            f"grant_type {body.grant_type[:64]!r} is not taken here",
            hint='Send "grant_type": "refresh_token"; other grants are for POST /oauth/token.',
        )
    await call.follow(call.platform.tenants.get(claimed_tenant(body.refresh_token)))
    client_id = _check_refresher(call)
    scope = None if body.scope is None else tuple(dict.fromkeys(body.scope.split()))
    user_id = call.access.claims.sub if call.access is not None else None
    try:
        pair = await renew(call, body.refresh_token, scope, client_id=client_id, user_id=user_id)
    except OAuthError as refusal:
        _note_refusal(call, refusal)
        raise
    return token_answer(pair, BEARER)


def _note_refusal(call: Call, refusal: OAuthError) -> None:
    """Have the journal say that the service refused, and not the edge."""
    call.tenant.journal.record(
        "auth",
        (f"service refused: {refusal.error}", None, None, None, None),
        at=call.now,
        correlation_id=call.correlation_id,
        subject=call.subject,
    )


def _check_refresher(call: Call) -> str:
    """Let by whoever holds a good access token (judged at the edge) or the client's secret.

    Return the client that this speaks for: its refresh tokens may be spent.
    """
    if call.access is not None:
        return call.access.claims.client_id
    bearer = bearer_of(call.request)
    if bearer is None:
        raise TokenMissing(
            "A refresh needs a bearer",
            hint="Send Authorization: Bearer with the client's secret, or with the access "
            "token while it is good: refresh before it ends.",
        )
    client = call.tenant.config.clients[0]
    secret = client.secret
    if not secret or not hmac.compare_digest(bearer.encode(), secret.encode()):
        raise TokenInvalid("The bearer is neither the client's secret nor an access token")
    call.tenant.journal.record(
        "auth",
        ("client secret accepted", None, None, None, client.id),
        at=call.now,
        correlation_id=call.correlation_id,
    )
    return client.id


async def revoke(call: Call) -> Answer:
    """End the family of a token; unknown tokens are answered alike (RFC 7009 section 2.2)."""
    token = parameters(call, RevokeBody).get("token")
    if token is None:
        raise OAuthError("invalid_request", "token is missing")
    await call.follow(call.platform.tenants.get(claimed_tenant(token)))
    await call.platform.tokens.revoke(call.tenant, token)
    return Answer(200, None, NO_STORE)
