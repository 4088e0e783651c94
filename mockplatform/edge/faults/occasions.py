"""Owns what faults are told of a call: also before its token was judged, who it claims to be."""

from __future__ import annotations

from mockplatform.edge.call import Call
from mockplatform.edge.faults import stakes
from mockplatform.edge.faults.claims import claims_of
from mockplatform.edge.route import Route
from mockplatform.errors import BadRequest
from mockplatform.faults.where import Occasion

INSTANCE = "X-Instance-Id"


async def of_call(call: Call, route: Route) -> Occasion:
    """Return the occasion of a call."""
    claims = await claims_of(call, route)
    # An OAuth client that refreshes for a user is the call's subject once it is known; the
    # faults of all phases go by the user.
    subject = claims.subject or call.subject
    headers = call.request.headers
    instance_id = claims.instance_id or headers.get(INSTANCE, "")[:128]
    if not call.subject:
        call.subject, call.instance = subject, instance_id
    document = stakes.document_of(call, route)
    conversation_id = call.conversation_id or _conversation(call, document)
    return Occasion(
        now=call.now,
        subject=subject,
        method=call.request.method,
        path=call.path,
        conversation_id=conversation_id,
        deployment_id=claims.deployment_id,
        client_id=claims.client_id,
        instance_id=instance_id,
        dialect=route.dialect.name,
        does=route.does,
        document=document,
        token=stakes.token_of(call, route),
        finds=stakes.finds(call.tenant, subject, conversation_id, document),
        headers={name.lower(): value for name, value in headers.items()},
        client_message_id=_client_message_id(call),
        correlation_id=call.correlation_id,
    )


def _conversation(call: Call, document: str) -> str:
    if document:
        return call.tenant.context_owner(document)[1]
    if "contact" in call.params:  # a conversation by its number
        return call.tenant.cases.by_number(call.params["contact"]) or ""
    return call.params.get("id", "") if "/conversations/" in call.path else ""


def _client_message_id(call: Call) -> str:
    if not call.body or b"clientMessageId" not in call.body:
        return ""
    try:
        value = call.json().get("clientMessageId")
    except BadRequest:
        return ""
    return value[:128] if isinstance(value, str) else ""
