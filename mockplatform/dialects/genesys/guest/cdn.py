"""Owns what the content network tells of a deployment, to anybody: config.json, domains.json.

Source: [C] transport SDK 2.14, DeploymentConfig (all that it asks for); [C] Messenger script 2.14.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from mockplatform.core.configuration import Deployment
from mockplatform.core.messaging import Messaging
from mockplatform.dialects.genesys.shapes.deployment import (
    Apps,
    ConversationDisconnect,
    ConversationsApp,
    DeploymentAuth,
    DeploymentConfig,
    DeploymentDomains,
    FileUpload,
    LauncherButton,
    Messenger,
    PushNotifications,
    Styles,
    Switch,
    UploadMode,
)
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import base_url
from mockplatform.errors import Forbidden, nearest
from mockplatform.platform import Platform
from mockplatform.tenant import Tenant

_TAG_CHARS = 16
_encode = msgspec.json.Encoder().encode


def tenant_of(platform: Platform, call: Call) -> Tenant | None:
    """Return the tenant whose deployment the path names."""
    return platform.owner_of(call.params["id"])


async def config(call: Call) -> Answer:
    """Give the configuration of a deployment, with the server's own addresses."""
    deployment = _find(call)
    version = hashlib.sha256(_encode(deployment)).hexdigest()[:8]
    return _public(call, view(deployment, version, base_url(call)))


async def domains(call: Call) -> Answer:
    """Give where a deployment may be shown."""
    allowed = _find(call).messaging.allowed_domains
    return _public(
        call, DeploymentDomains(allow_all_domains=not allowed, allowed_domains=list(allowed))
    )


def view(deployment: Deployment, version: str, base: str) -> DeploymentConfig:
    """Return a deployment's configuration; `version` is another one for another configuration."""
    messaging = deployment.messaging
    return DeploymentConfig(
        id=deployment.id,
        version=version,
        languages=list(messaging.languages),
        default_language=messaging.languages[0],
        api_endpoint=base,
        status="Active" if messaging.active else "Inactive",
        messenger=Messenger(
            enabled=messaging.active,
            apps=Apps(conversations=_conversations(messaging, base)),
            styles=Styles(primary_color=messaging.primary_color),
            launcher_button=LauncherButton(visibility="On"),
            file_upload=_file_upload(messaging),
        ),
        journey_events=Switch(),
        auth=DeploymentAuth(enabled=messaging.sign_in, allow_session_upgrade=messaging.step_up),
    )


def _conversations(messaging: Messaging, base: str) -> ConversationsApp:
    ends, life_s = messaging.disconnect, messaging.session_life_s
    return ConversationsApp(
        messaging_endpoint=base,
        show_agent_typing_indicator=messaging.agent_typing,
        auto_start=Switch(enabled=messaging.auto_start),
        conversation_disconnect=ConversationDisconnect(
            enabled=ends != "off", type="ReadOnly" if ends == "readOnly" else "Send"
        ),
        conversation_clear=Switch(enabled=messaging.clear),
        notifications=PushNotifications(enabled=messaging.notifications),
        session_duration_seconds=None if life_s is None else int(life_s),
    )


def _file_upload(messaging: Messaging) -> FileUpload:
    types = list(messaging.file_types) if messaging.attachments else []
    mode = UploadMode(file_types=types, max_file_size_kb=messaging.file_size_kb_max)
    return FileUpload(
        modes=[mode] if messaging.attachments else [], enable_attachments=messaging.attachments
    )


def _find(call: Call) -> Deployment:
    """Return the deployment that the path names.

    Raises:
        Forbidden: There is none. Source: [C] the content network answers 403 for what is not there.
    """
    known = call.tenant.tenancy.deployments
    found = known.get(call.params["id"])
    if found is None:
        hint = nearest(call.params["id"], known)
        raise Forbidden("No such deployment", hint=hint, headers=_OPEN)
    return found


_OPEN = {"Access-Control-Allow-Origin": "*"}
"""Said to everybody, as by the platform's network, also where no Origin was sent."""


def _public(call: Call, body: Any) -> Answer:
    """Return what caches may keep, and ask for anew: what it says may have changed."""
    data = _encode(body)
    tag = f'"{hashlib.sha256(data).hexdigest()[:_TAG_CHARS]}"'
    headers = {
        **_OPEN,
        "Cache-Control": "public, no-cache",
        "ETag": tag,
        "Vary": "Origin",
    }
    asked = call.request.headers.get("If-None-Match", "")
    if tag in asked or asked.strip() == "*":
        return Answer(304, None, headers)
    return Answer(200, data, headers)
