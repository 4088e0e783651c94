"""Owns the widget API's smaller routes: the user, deployments, clients, analytics, the CDN."""

from __future__ import annotations

from typing import Any

from mockplatform.core.analytics import details
from mockplatform.core.scopes import SCOPES
from mockplatform.core.tenancy import ConfigureDeployment
from mockplatform.dialects.widget import shapes
from mockplatform.dialects.widget.conversations import find
from mockplatform.edge import pages
from mockplatform.edge.call import Answer, Call
from mockplatform.errors import PayloadTooLarge, UnknownThing, nearest
from mockplatform.limits import LIMITS
from mockplatform.platform import Platform
from mockplatform.sdk import bundle as sdk_bundle
from mockplatform.tenant import Tenant

LATEST = "latest"


async def me(call: Call) -> Answer:
    """Give the caller's user."""
    user_id = call.claims.sub
    known = next((one for one in call.tenant.config.users if one.id == user_id), None)
    body = shapes.UserView(
        id=user_id,
        name=(known.name if known else "") or None,
        email=(known.email if known else "") or None,
        is_guest=known is None,
    )
    return Answer(200, body)


def tenant_of_deployment(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant whose deployment the path names."""
    return platform.owner_of(call.params["id"])


async def read_config(call: Call) -> Answer:
    """Give what the widget of a deployment is told: theme, texts, features."""
    deployment = call.tenant.tenancy.deployments.get(call.params["id"])
    if deployment is None:
        known = call.tenant.tenancy.deployments
        id_ = call.params["id"]
        raise UnknownThing("deployment", id_, hint=nearest(id_, known))
    body: dict[str, Any] = {
        "deploymentId": deployment.id,
        "name": deployment.name,
        "apiUrl": call.tenant.issuer,
        "config": deployment.config,
    }
    return Answer(200, body, {"Cache-Control": "no-cache"})


async def write_config(call: Call) -> Answer:
    """Replace what the widget of a deployment is told."""
    if len(call.body) > LIMITS.conversation_data_bytes_max:
        raise PayloadTooLarge(
            f"A configuration has at most {LIMITS.conversation_data_bytes_max} bytes"
        )
    command = ConfigureDeployment(deployment_id=call.params["id"], config=call.document())
    await call.platform.service.execute(
        call.tenant, "tenant", "tenant", command, cause=call.correlation_id
    )
    return await read_config(call)


async def client(call: Call) -> Answer:
    """Give an OAuth client, never its secret."""
    id_ = call.params["id"]
    found = call.tenant.client(id_)
    if found is None:
        known = [one.id for one in call.tenant.config.clients]
        raise UnknownThing("OAuth client", id_, hint=nearest(id_, known))
    body = shapes.ClientView(
        id=found.id,
        name=found.name or found.id,
        authorized_grant_types=found.grants,
        scope=found.scope or SCOPES,
        redirect_uris=found.redirect_uris,
        access_token_validity_seconds=int(call.tenant.settings.access_token_life),
    )
    return Answer(200, body)


async def analytics(call: Call) -> Answer:
    """Give the conversation's times and counts as of now."""
    state = find(call)
    events = await call.platform.service.events(call.tenant, "conversation", state.id)
    until = call.now if state.ended_at is None else state.ended_at
    found = details(events, until, call.tenant.reconnects.get(state.id, 0))
    return Answer(200, shapes.AnalyticsView(conversation_id=state.id, metrics=found))


async def bundle(call: Call) -> Answer:
    """Give a file of the SDK: a version for ever, the latest to be asked for anew."""
    found = await sdk_bundle.bundle(call.path.rpartition("/")[2])
    is_latest = call.params["version"] == LATEST
    caching = "no-cache" if is_latest else "public, max-age=31536000, immutable"
    headers = {
        "Cache-Control": caching,
        "Cross-Origin-Resource-Policy": "cross-origin",
        # A cache may hand one origin's copy to another, so it must know that they differ.
        "Vary": "Origin",
    }
    return pages.give(call, found, headers)
