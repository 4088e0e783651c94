"""Owns for whom a call claims to speak, before anybody has judged it: for the scopes of faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mockplatform.core.lease import Holder
from mockplatform.edge.auth import token_finder
from mockplatform.edge.call import Call
from mockplatform.edge.forms import basic_credentials, members
from mockplatform.edge.limits import read_body
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import BadRequest, OAuthError, Unauthorized
from mockplatform.limits import LIMITS
from mockplatform.signing import claimed
from mockplatform.tenant import Tenant

_TOKENS = (
    "refresh_token",
    "refreshToken",
    "token",
    "code",
    "authorization_code",
    "identityToken",
)
"""Members of bodies that are tokens of ours, and so tell whose they are."""


class Claims(NamedTuple):
    """For whom a call claims to speak; ``""`` where it does not say so."""

    subject: str = ""
    client_id: str = ""
    deployment_id: str = ""
    instance_id: str = ""


async def claims_of(call: Call, route: Route) -> Claims:
    """Return for whom a call claims to speak: by its token, else by what it asks a token with."""
    if call.access is not None:
        known = call.access.claims
        return Claims(known.sub, known.client_id, known.deployment_id, known.instance_id)
    bearer = _bearer(call, route)
    found = claimed(bearer)
    if found:
        return _of_token(call.tenant, found)
    if route.inner != "token":
        return Claims()
    said = await _members(call, route)
    proof = said.get("thirdParty")
    asked = _of_request(call, bearer, {**said, **proof} if isinstance(proof, dict) else said)
    channel = call.request.query.get("channelId", "") if route.dialect.name == "cxone" else ""
    return asked if asked.deployment_id else asked._replace(deployment_id=channel)


def _bearer(call: Call, route: Route) -> str:
    if route.auth is Auth.OPEN:
        return ""
    find = token_finder(route)
    try:
        return call.token or find(call.request) or ""
    except (BadRequest, Unauthorized):
        return ""  # refused later, with its reason


async def _members(call: Call, route: Route) -> Mapping[str, Any]:
    """Return what a call for a token says: in its body, or its query where it has none.

    Raises:
        PlatformError: The body cannot be read: then that is the answer, here as later.
    """
    if route.takes is None:
        return call.request.query
    await read_body(call, route)
    try:
        return members(call)
    except (BadRequest, OAuthError):
        return {}  # refused later, with its reason


def _of_token(tenant: Tenant, found: Mapping[str, Any]) -> Claims:
    """Return for whom a token claims to be; of a refresh token, its family tells the rest."""
    subject = _text(found, "sub")
    family = tenant.families.get(_text(found, "jti").rpartition(".")[0])
    named = Claims(
        subject,
        _text(found, "client_id"),
        _text(found, "deployment_id"),
        _text(found, "instance_id"),
    )
    # A tenant that was reset gives the same ids again, to others.
    if family is None or family.holder.user_id != subject:
        return named
    return _filled(named, family.holder)


def _of_request(call: Call, bearer: str, said: Mapping[str, Any]) -> Claims:
    """Return for whom a token is asked."""
    token = next((text for name in _TOKENS if (text := said.get(name))), "")
    named = _of_token(call.tenant, claimed(token) if isinstance(token, str) else {})
    client_id = _client_of(call, bearer) or _text(said, "client_id") or named.client_id
    deployment_id = named.deployment_id or _text(said, "deploymentId")
    if not client_id and deployment_id:
        client_id = call.tenant.config.clients[0].id  # whose a deployment's tokens are
    subject = named.subject or _text(said, "userId") or _text(said, "login_hint") or _guest(said)
    if said.get("grant_type") == "client_credentials":
        subject = client_id
    if not subject and "response_type" in said:  # nobody is named: the client's own user
        client = call.tenant.client(client_id)
        subject = (client.user or "") if client else ""
    instance_id = named.instance_id or _text(said, "instanceId")
    return Claims(subject, client_id, deployment_id, instance_id)


def _guest(said: Mapping[str, Any]) -> str:
    """Return the customer of a chat channel for whom a transaction token is asked."""
    named = said.get("customerIdentity")
    return _text(named, "idOnExternalPlatform") if isinstance(named, dict) else ""


def _client_of(call: Call, bearer: str) -> str:
    """Return the client whose credentials a call has in its header; ``""`` if it has none."""
    try:
        basic = basic_credentials(call)
    except OAuthError:
        return ""
    if basic is not None:
        return basic.id_[: LIMITS.id_chars_max]
    clients = call.tenant.config.clients
    return next((one.id for one in clients if one.secret and one.secret == bearer), "")


def _filled(named: Claims, holder: Holder) -> Claims:
    return Claims(
        named.subject,
        named.client_id or holder.client_id,
        named.deployment_id or holder.deployment_id,
        named.instance_id or holder.instance_id,
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value[: LIMITS.id_chars_max] if isinstance(value, str) else ""
