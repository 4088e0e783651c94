"""Owns the acts about a guest's session: configured, signed in, closed, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform import guests
from mockplatform.core.configuration import Deployment
from mockplatform.core.events import Person
from mockplatform.core.messaging import Messaging
from mockplatform.core.scopes import GUEST_SIGN_IN
from mockplatform.core.session import Session
from mockplatform.dialects.genesys.guest import deeds, doors, tokens, words
from mockplatform.dialects.genesys.guest.acting import cause, current
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.guest.speaking import speaker
from mockplatform.dialects.genesys.shapes import guest as shapes
from mockplatform.dialects.genesys.shapes.guest_frames import (
    AllowedMedia,
    FileTypeEntry,
    GetConfigurationResponse,
    InboundMedia,
    SessionResponse,
)
from mockplatform.dialects.genesys.translate import messages as translate
from mockplatform.edge.follower import Follower
from mockplatform.edge.inner import judged
from mockplatform.edge.outgoing import Out
from mockplatform.errors import SignInRefused, TokenInvalid
from mockplatform.tenant import Tenant


async def configure(socket: Follower, line: Line, action: shapes.ConfigureSession) -> Iterable[Out]:
    """Begin the session as a guest's, or come back to it."""
    place = doors.same(socket.tenant, line.deployment_id, action.deployment_id)
    return await _configure(socket, line, action, place)


async def configure_authenticated(
    socket: Follower, line: Line, action: shapes.ConfigureAuthenticatedSession
) -> Iterable[Out]:
    """Begin the session as a known user's, come back to it, or make a guest's one his."""
    tenant = socket.tenant
    place = doors.same(tenant, line.deployment_id, action.deployment_id)
    if not place.messaging.sign_in:
        raise SignInRefused(
            "Session authentication failed: the deployment has no sign-in",
            hint="Its `messaging.signIn` in the tenant's fixture is off.",
        )
    access = await judged(socket, tenant, action.data.code, "configureAuthenticatedSession")
    if GUEST_SIGN_IN not in access.scope or access.claims.deployment_id != place.id:
        raise TokenInvalid(
            "The token is none of a user of this deployment",
            hint="Take the jwt of POST /api/v2/webdeployments/token/oauthcodegrantjwtexchange.",
        )
    return await _configure(socket, line, action, place, _user(tenant, access.claims.sub))


def _user(tenant: Tenant, id_: str) -> Person:
    names = (one.name for one in tenant.config.users if one.id == id_)
    return Person(purpose="customer", id=id_, name=next(names, ""))


async def _configure(
    socket: Follower,
    line: Line,
    action: shapes.ConfigureSession | shapes.ConfigureAuthenticatedSession,
    place: Deployment,
    user: Person | None = None,
) -> Iterable[Out]:
    tenant = socket.tenant
    if action.resume_token:
        tokens.check_resumed(socket, line, action.resume_token)
    if action.start_new:
        guests.check_asks(tenant, line.session_id)
    follows = socket.group == line.session_id
    done = await guests.configure(
        socket.platform.service,
        tenant,
        line.session_id,
        place,
        user=user,
        start_new=bool(action.start_new),
        cause=cause(socket),
    )
    line.is_closed = False
    _enter(socket, done.session)
    response = session_response(tenant, done.session, is_new=done.is_new)
    response.cleared_existing_session = done.cleared or None
    looked = deeds.standing(tenant, done.session, read_only=bool(response.read_only))
    told = [words.answered(response, action.tracing_id)._replace(act=looked)]
    if done.signed_in is not None and not follows:
        # Whoever follows the session already hears of it from there.
        told.insert(0, words.pushed(translate.signed_in(done.session.id, *done.signed_in)))
    return told


def _enter(socket: Follower, session: Session) -> None:
    """Have a socket follow its session, and what there is of a conversation, from now on."""
    socket.speaker = speaker(session)
    socket.follow("session", session.id)
    if session.conversation_id:
        socket.conversation_id = session.conversation_id
        socket.follow("conversation", session.conversation_id)
    socket.enter(session.id, deeds.followed(socket, session.conversation_id))
    guests.make_room(socket.tenant, session)


def session_response(tenant: Tenant, session: Session, *, is_new: bool) -> SessionResponse:
    """Return how a session stands."""
    messaging = guests.deployment_of(tenant, session).messaging
    due = guests.next_deadline(tenant, session)
    return SessionResponse(
        connected=True,
        new_session=is_new,
        read_only=guests.is_read_only(tenant, session),
        max_custom_data_bytes=messaging.custom_data_bytes_max,
        allowed_media=_allowed_media(messaging),
        blocked_extensions=list(messaging.blocked_extensions),
        duration_seconds=None if session.life_s is None else int(session.life_s),
        expiration_date=None if due is None or session.life_s is None else int(due.at),
        auto_started=(session.is_auto and bool(session.conversation_id)) or None,
    )


def _allowed_media(messaging: Messaging) -> AllowedMedia:
    """Return which files a deployment takes."""
    types = messaging.file_types if messaging.attachments else ()
    return AllowedMedia(
        inbound=InboundMedia(
            file_types=[FileTypeEntry(type=one) for one in types],
            max_file_size_kb=messaging.file_size_kb_max,
        )
    )


async def configuration(
    socket: Follower, line: Line, action: shapes.GetConfiguration
) -> Iterable[Out]:
    """Tell what the deployment allows; there need be no session yet."""
    messaging = doors.same(socket.tenant, line.deployment_id, action.deployment_id).messaging
    life_s = messaging.session_life_s
    body = GetConfigurationResponse(
        allowed_media=_allowed_media(messaging),
        max_custom_data_bytes=messaging.custom_data_bytes_max,
        message_routing_enabled=True,
        blocked_extensions=list(messaging.blocked_extensions),
        session_duration_seconds=None if life_s is None else int(life_s),
    )
    return [words.answered(body, action.tracing_id)]


async def close(socket: Follower, line: Line, action: shapes.CloseSession) -> Iterable[Out]:
    """End the conversation of a session, and on its other sockets the session.

    Source: [C] transport SDK 2.14, which then configures the session with `startNew`.
    """
    session = current(socket, line)
    await guests.leave(socket.platform.service, socket.tenant, session.id, cause(socket))
    line.is_closed = True
    if action.close_all_connections:
        guests.part(socket.tenant, session.id, but=socket.id)
    body = SessionResponse(connected=False, new_session=False, read_only=True)
    return [words.answered(body, action.tracing_id)]
