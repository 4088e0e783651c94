"""Owns how a site's users sign in to web messaging: codes for JWTs, renewed, and given up.

Source: [M] WebDeploymentsApi; [C] transport SDK 2.14 (AuthHandler). The identity provider is the
platform's own `/oauth/authorize`. Foreign bearers are not looked at: [C] npm SDK 262 sends its
OAuth token on all of these calls.
"""

from __future__ import annotations

from mockplatform import guests
from mockplatform.core.configuration import Deployment
from mockplatform.core.lease import Holder
from mockplatform.core.scopes import GUEST_SIGN_IN
from mockplatform.dialects.genesys.guest import doors
from mockplatform.dialects.genesys.shapes.guest_rest import (
    CodeExchange,
    ExchangeParameters,
    SignedInTokens,
    TokenRefresh,
)
from mockplatform.edge import codes, identity
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.oauth import NO_STORE
from mockplatform.edge.renewing import renew
from mockplatform.errors import InvalidValue, OAuthError, SignInRefused, TokenInvalid
from mockplatform.signing import claimed, claimed_tenant
from mockplatform.tokens import TokenPair


async def exchange(call: Call) -> Answer:
    """Trade a code, or a site's identity token, for the JWT of a known user."""
    body = call.parse(CodeExchange)
    await call.follow(call.platform.owner_of(body.deployment_id))
    deployment = _signing_in(call, body.deployment_id)
    given = body.oauth
    if given.id_token is not None:
        holder, family_id = _by_identity(call, deployment, given), ""
    elif given.code is not None:
        holder, family_id = await _by_code(call, deployment, given)
    else:
        raise InvalidValue("$.oauth", "has neither a code nor an idToken")
    call.subject = holder.user_id
    pair = await call.platform.tokens.issue(
        call.tenant,
        holder,
        (GUEST_SIGN_IN,),
        # The implicit flow has no refresh token: the site's own session is what lasts.
        refreshable=bool(family_id),
        family_id=family_id,
    )
    return _answer(pair)


def _signing_in(call: Call, deployment_id: str) -> Deployment:
    found = doors.taking(call.tenant, deployment_id)
    if not found.messaging.sign_in:
        raise SignInRefused(
            f"Deployment {deployment_id!r} has no sign-in",
            hint="Its `messaging.signIn` in the tenant's fixture is off.",
        )
    return found


def _by_identity(call: Call, deployment: Deployment, given: ExchangeParameters) -> Holder:
    claims = identity.read(call, given.id_token or "")
    if claims.nonce is not None and claims.nonce != given.nonce:
        raise InvalidValue("$.oauth.nonce", "is not that of the idToken")
    return Holder(user_id=claims.sub, client_id="", deployment_id=deployment.id)


async def _by_code(
    call: Call, deployment: Deployment, given: ExchangeParameters
) -> tuple[Holder, str]:
    code = codes.read(call, given.code or "")
    codes.check(call, code, given.redirect_uri or "", given.code_verifier)
    holder = Holder(user_id=code.sub, client_id=code.client_id, deployment_id=deployment.id)
    return holder, await codes.spend(call, code)


async def refresh(call: Call) -> Answer:
    """Trade a refresh token for the next JWT, and the next refresh token."""
    body = call.parse(TokenRefresh)
    await call.follow(call.platform.tenants.get(claimed_tenant(body.refresh_token)))
    family_id = str(claimed(body.refresh_token).get("jti", "")).rpartition(".")[0]
    family = call.tenant.families.get(family_id)
    if family is not None and GUEST_SIGN_IN not in family.scope:
        raise OAuthError("invalid_grant", "The refresh token is none of web messaging")
    if family is not None and body.deployment_id not in {None, family.holder.deployment_id}:
        raise OAuthError("invalid_grant", "The refresh token is of another deployment")
    if family is not None:
        call.subject = family.holder.user_id
    return _answer(await renew(call, body.refresh_token, None))


def _answer(pair: TokenPair) -> Answer:
    return Answer(
        200, SignedInTokens(jwt=pair.access_token, refresh_token=pair.refresh_token), NO_STORE
    )


async def revoke(call: Call) -> Answer:
    """Log the user out: the JWT ends, and with it his sessions in that deployment."""
    access, tenant = call.access, call.tenant
    if access is None or GUEST_SIGN_IN not in access.scope:
        raise TokenInvalid(
            "The token is none of a signed-in guest",
            hint="Send the jwt of POST /api/v2/webdeployments/token/oauthcodegrantjwtexchange.",
        )
    claims = access.claims
    await call.platform.tokens.revoke_id(tenant, claims.jti)
    cause = guests.Cause(call.correlation_id)
    await guests.log_out(call.platform.service, tenant, claims.deployment_id, claims.sub, cause)
    return Answer(204)
