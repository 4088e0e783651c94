"""Owns what faults are told of a call: also before its token was judged, who it claims to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from mockplatform.edge.auth import bearer_of, socket_token
from mockplatform.edge.call import Call
from mockplatform.edge.faults import stakes
from mockplatform.edge.limits import read_body
from mockplatform.edge.route import Auth, Route
from mockplatform.errors import BadRequest, Unauthorized
from mockplatform.faults.where import Occasion
from mockplatform.signing import claimed

INSTANCE = "X-Instance-Id"


async def of_call(call: Call, route: Route) -> Occasion:
    """Return the occasion of a call."""
    claims = _claims(call, route)
    if not claims and route.inner == "token":
        claims = await _claims_of_body(call, route)
    if not call.subject:
        call.subject = _text(claims, "sub")
    headers = call.request.headers
    document = stakes.document_of(call, route)
    conversation_id = call.conversation_id or _conversation(call, document)
    return Occasion(
        now=call.now,
        subject=call.subject,
        method=call.request.method,
        path=call.path,
        conversation_id=conversation_id,
        deployment_id=_text(claims, "deployment_id"),
        client_id=_text(claims, "client_id"),
        instance_id=_text(claims, "instance_id") or headers.get(INSTANCE, "")[:128],
        dialect=route.dialect.name,
        does=route.does,
        document=document,
        token=stakes.token_of(call, route),
        finds=stakes.finds(call.tenant, call.subject, conversation_id, document),
        headers={name.lower(): value for name, value in headers.items()},
        client_message_id=_client_message_id(call),
        correlation_id=call.correlation_id,
    )


def _claims(call: Call, route: Route) -> Mapping[str, Any]:
    if call.access is not None:
        claims: dict[str, Any] = msgspec.to_builtins(call.claims)
        return claims
    try:
        find = socket_token if route.auth is Auth.SOCKET else bearer_of
        token = call.token or find(call.request)
    except (BadRequest, Unauthorized):
        return {}
    return claimed(token) if token else {}


async def _claims_of_body(call: Call, route: Route) -> Mapping[str, Any]:
    """Return for whom a call asks that has no token yet: by its body, where that is read."""
    try:
        if not call.is_read:
            await read_body(call, route)
        members = call.json()
    except BadRequest:
        return {}  # refused later, with its reason
    refresh = members.get("refresh_token") or members.get("token")
    if isinstance(refresh, str):
        return claimed(refresh)
    names = {"userId": "sub", "instanceId": "instance_id", "deploymentId": "deployment_id"}
    return {claim: members[name] for name, claim in names.items() if name in members}


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value[:128] if isinstance(value, str) else ""


def _conversation(call: Call, document: str) -> str:
    if document:
        return call.tenant.context_owner(document)[1]
    return call.params.get("id", "") if "/conversations/" in call.path else ""


def _client_message_id(call: Call) -> str:
    if not call.body or b"clientMessageId" not in call.body:
        return ""
    try:
        value = call.json().get("clientMessageId")
    except BadRequest:
        return ""
    return value[:128] if isinstance(value, str) else ""
