"""Owns how a chat is opened: for which deployment and queue, by whom, with which JWT."""

from __future__ import annotations

from mockplatform.core.commands import CreateConversation
from mockplatform.core.configuration import Deployment
from mockplatform.core.events import Person
from mockplatform.core.lease import Holder
from mockplatform.dialects.genesys.deeds import attributes_written
from mockplatform.dialects.genesys.shapes.webchat import (
    ChatRef,
    CreateChat,
    CreatedChat,
    RoutingTarget,
)
from mockplatform.dialects.genesys.translate import webchat as translate
from mockplatform.dialects.genesys.webchat.chats import SCOPE, execute
from mockplatform.edge.call import Answer, Call
from mockplatform.edge.urls import socket_url
from mockplatform.errors import (
    ChatDeploymentOff,
    ChatQueueUnknown,
    ChatSignInBad,
    ChatSignInNeeded,
    ChatTargetInvalid,
    InvalidValue,
    TooManyRequests,
    Unauthorized,
    nearest,
)
from mockplatform.findings.deeds import Opened
from mockplatform.limits import LIMITS
from mockplatform.tenant import Tenant

MEDIUM = "chat"
_NO_STORE = {"Cache-Control": "no-store"}
_TARGET = "$.routingTarget"


async def create(call: Call) -> Answer:
    """Open a chat; whose organization it is, the deployment tells, so `organizationId` may be any.

    Source: [C] guest chat 8.1.3. Invented: that it is placed at once; there, it waits for a socket.
    """
    body = _read(call)
    await call.follow(call.platform.owner_of(body.deployment_id))
    tenant = call.tenant
    deployment = _deployment(tenant, body.deployment_id)
    queue = _queue(tenant, body.routing_target)
    if len(tenant.conversations) >= LIMITS.conversations_per_tenant_max:
        raise TooManyRequests(
            f"A tenant holds at most {LIMITS.conversations_per_tenant_max} conversations",
            hint="Reset the tenant: POST /__admin/tenants/{id}/reset.",
        )
    call.conversation_id = id_ = tenant.ids.uuid()
    call.subject = user_id = _user_id(call, deployment, body.member_auth_token, id_)
    info = body.member_info
    data = translate.routing_data(info, body.routing_target)
    if data:
        call.did(attributes_written(id_, data, is_merge=False))
    command = CreateConversation(
        customer=Person(purpose="customer", id=user_id, name=info.display_name or ""),
        deployment_id=deployment.id,
        routing_data=data,
        conversation_data=translate.conversation_data(info),
        medium=MEDIUM,
        queue=queue,
    )
    state = (await execute(call, id_, command)).state
    # Nothing tells the devices of a user apart, so none is said to know of another chat.
    call.did(Opened(id_, (), None))
    jwt = await _jwt(call, deployment, user_id, id_)
    created = CreatedChat(
        id=id_,
        jwt=jwt,
        # The socket gets no header: its URL is all that proves whose it is.
        event_stream_uri=f"{socket_url(call)}{translate.BASE}/{id_}/events?access_token={jwt}",
        member=ChatRef(id=translate.customer_of(state)),
    )
    return Answer(200, created, _NO_STORE)


def _read(call: Call) -> CreateChat:
    try:
        body = call.parse(CreateChat)
    except InvalidValue as error:
        if error.field.startswith(_TARGET):
            raise ChatTargetInvalid(error.message, hint=error.hint) from None
        raise
    # The name goes along with all that the guest says; what else he says of himself does not.
    if len(body.member_info.display_name or "") > LIMITS.chat_name_chars_max:
        raise InvalidValue(
            "$.memberInfo.displayName", f"has at most {LIMITS.chat_name_chars_max} characters"
        )
    return body


def _deployment(tenant: Tenant, id_: str) -> Deployment:
    known = tenant.tenancy.deployments
    found = known.get(id_)
    if found is None:
        raise ChatDeploymentOff(f"No deployment {id_[:64]!r}", hint=nearest(id_, known))
    if not found.messaging.active:
        raise ChatDeploymentOff(
            f"The deployment {id_!r} takes no guests", hint="Its `messaging.active` is off."
        )
    return found


def _queue(tenant: Tenant, target: RoutingTarget) -> str:
    """Return the id of the queue that a chat is for: its name is given, or its id."""
    if target.target_type.upper() != "QUEUE":
        raise ChatTargetInvalid(
            f"No target of type {target.target_type[:40]!r}", hint="targetType is QUEUE."
        )
    names = tenant.queue_names
    wanted = target.target_address
    named = (id_ for id_, name in names.items() if name == wanted)
    found = next(named, wanted if wanted in names else None)
    if found is None:
        raise ChatQueueUnknown(
            f"No queue is called {wanted[:128]!r}", hint=nearest(wanted, names.values())
        )
    return found


def _user_id(call: Call, deployment: Deployment, token: str | None, id_: str) -> str:
    """Return who opens a chat: whom a token of the deployment's proves, else a guest.

    Invented: which tokens do. There, they come from POST /api/v2/signeddata.
    """
    if not token:
        if deployment.messaging.chat_sign_in:
            raise ChatSignInNeeded(
                f"The deployment {deployment.id!r} takes known users only",
                hint="Send an access token of the user as memberAuthToken; POST /__admin/tokens "
                "gives one.",
            )
        return translate.guest_id(id_)
    tokens = call.platform.tokens
    try:
        access = tokens.recognise(call.tenant, token)
        tokens.judge(call.tenant, access, call.now, call.staged)
    except Unauthorized as refusal:
        raise ChatSignInBad(refusal.message, hint=refusal.hint) from None
    user_id: str = access.claims.sub
    is_guest = user_id.startswith(translate.GUEST) or SCOPE in access.scope
    if access.claims.deployment_id != deployment.id or is_guest:
        raise ChatSignInBad(
            "The memberAuthToken is for something else",
            hint=f"It is an access token of a user for the deployment {deployment.id!r}.",
        )
    return user_id


async def _jwt(call: Call, deployment: Deployment, user_id: str, id_: str) -> str:
    holder = Holder(user_id=user_id, client_id="", deployment_id=deployment.id, instance_id=id_)
    pair = await call.platform.tokens.issue(
        call.tenant,
        holder,
        (SCOPE,),
        refreshable=False,
        life_s=deployment.messaging.chat_jwt_life_s,
    )
    jwt: str = pair.access_token
    return jwt
