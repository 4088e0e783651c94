"""Owns the tokens that a guest's session is given: for its history, and to be resumed."""

from __future__ import annotations

from collections.abc import Iterable

from mockplatform import guests
from mockplatform.core.scopes import GUEST_HISTORY, GUEST_RESUME
from mockplatform.dialects.genesys.guest import words
from mockplatform.dialects.genesys.guest.acting import current
from mockplatform.dialects.genesys.guest.line import Line
from mockplatform.dialects.genesys.guest.speaking import speaker
from mockplatform.dialects.genesys.shapes import guest as shapes
from mockplatform.dialects.genesys.shapes.guest_frames import JwtResponse, ResumeTokenResponse
from mockplatform.edge.auth import judged
from mockplatform.edge.follower import Follower
from mockplatform.edge.outgoing import Out
from mockplatform.errors import TokenInvalid


async def jwt(socket: Follower, line: Line, action: shapes.GetJwt) -> Iterable[Out]:
    """Give a token that opens the session's history, and nothing else."""
    token, exp = await _issued(socket, line, GUEST_HISTORY)
    return [words.answered(JwtResponse(jwt=token, exp=exp), action.tracing_id)]


async def resume(socket: Follower, line: Line, action: shapes.ResumeToken) -> Iterable[Out]:
    """Give a token that tells, in a later configureSession, which session is meant.

    Invented: what it is good for; of the platform's only the action and its answer are known.
    """
    token, exp = await _issued(socket, line, GUEST_RESUME)
    return [words.answered(ResumeTokenResponse(resume_token=token, exp=exp), action.tracing_id)]


async def _issued(socket: Follower, line: Line, scope: str) -> tuple[str, int]:
    """Return a token of the connection's session, and when it ends (whole epoch seconds)."""
    tenant = socket.tenant
    session = current(socket, line)
    guests.check_asks(tenant, session.id)
    life_s = guests.deployment_of(tenant, session).messaging.jwt_life_s
    pair = await socket.platform.tokens.issue(
        tenant, speaker(session), (scope,), refreshable=False, life_s=life_s
    )
    return pair.access_token, int(tenant.clock.now()) + pair.expires_in


def check_resumed(socket: Follower, line: Line, token: str) -> None:
    """Let by a resume token that is of this session.

    Raises:
        Unauthorized: It is not good now, or another session's.
    """
    access = judged(
        socket.platform.tokens,
        socket.tenant,
        token,
        correlation_id=socket.correlation_id,
        staged=socket.staged,
    )
    if GUEST_RESUME not in access.scope or access.claims.instance_id != line.session_id:
        raise TokenInvalid("The resume token is none of this session")
