"""Owns what is at stake on an occasion: with which token it stands, and what it is about."""

from __future__ import annotations

from mockplatform.edge.auth import recognised
from mockplatform.edge.call import Call
from mockplatform.edge.forms import members
from mockplatform.edge.route import Route
from mockplatform.errors import BadRequest, OAuthError, Unauthorized
from mockplatform.faults.where import Stake
from mockplatform.signing import REFRESH_TYPE, verify
from mockplatform.tenant import Tenant
from mockplatform.tokens import Access


def token_of(call: Call, route: Route) -> Stake | None:
    """Return the token with which a call stands or falls, if it is one of ours."""
    access = call.access or recognised(call, route)
    if access is not None:
        return stake(access)
    if route.inner != "token" or not call.is_read:
        return None
    try:
        claims = verify(str(members(call).get("refresh_token")), call.tenant.keys, REFRESH_TYPE)
    except (BadRequest, Unauthorized, OAuthError):
        return None  # it is refused later, with its reason
    ends_at = claims.get("exp", 0)
    if not isinstance(ends_at, int | float):
        return None  # refused later
    return Stake("refresh", str(claims.get("jti")), float(ends_at))


def stake(access: Access) -> Stake:
    """Return an access token as what is at stake."""
    return Stake("access", access.claims.jti, access.claims.exp)


def document_of(call: Call, route: Route) -> str:
    """Return the key of the context document that a call is about; ``""`` if about none."""
    return call.params.get("key", "") if route.inner == "context" else ""


def finds(tenant: Tenant, subject: str, conversation_id: str, document: str = "") -> bool:
    """Whether what an occasion is about is there, the subject's own, and alive.

    A conversation is its customer's own; staff, who are agents and clients, have all of them.
    """
    if document:
        kept = tenant.contexts.get(document)
        is_own = tenant.context_owner(document)[0] == subject
        return is_own and kept is not None and kept.data is not None
    state = tenant.conversations.get(conversation_id)
    if state is None or not state.is_live:
        return False
    is_staff = subject in tenant.tenancy.agents or tenant.client(subject) is not None
    return state.customer.id == subject or is_staff
